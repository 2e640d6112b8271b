const maxPort = 0xFF_FF;

/**
Parses /etc/services (services(5)): `https 443/tcp alias # comment` per line.
@returns The names by `tcp/443` and `udp/53`; the first of several, as getservbyport(3). Other lines are passed over.
*/
export function parseServices(text: string): ReadonlyMap<string, string> {
	const names = new Map<string, string>();
	for (const line of text.split('\n')) {
		const [name = '', portAndProtocol = ''] = line.split('#', 1)[0]!.trim().split(/[\t ]+/, 2);
		const [digits = '', protocol = ''] = portAndProtocol.split('/', 2);
		const port = Number(digits);
		const key = `${protocol}/${port}`;
		if (name !== '' && /^\d+$/.test(digits) && port <= maxPort && ['tcp', 'udp'].includes(protocol) && !names.has(key)) {
			names.set(key, name);
		}
	}

	return names;
}
