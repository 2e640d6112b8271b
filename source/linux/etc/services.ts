const maxPort = 0xFF_FF;

/** The services of a file, by port and by name. */
export type Services = {
	/** By `tcp/443` and `udp/53`: the first of several, as getservbyport(3). */
	readonly names: ReadonlyMap<string, string>;
	/** By `tcp/https`, and by each alias: the first of several, as getservbyname(3). */
	readonly ports: ReadonlyMap<string, number>;
};

/** Parses /etc/services (services(5)): `https 443/tcp alias # comment` per line. Other lines are passed over. */
export function parseServices(text: string): Services {
	const names = new Map<string, string>();
	const ports = new Map<string, number>();
	for (const line of text.split('\n')) {
		const [name = '', portAndProtocol = '', ...aliases] = line.split('#', 1)[0]!.trim().split(/[\t ]+/);
		const [digits = '', protocol = ''] = portAndProtocol.split('/', 2);
		const port = Number(digits);
		if (name === '' || !/^\d+$/.test(digits) || port > maxPort || !['tcp', 'udp'].includes(protocol)) {
			continue;
		}

		setFirst(names, `${protocol}/${port}`, name);
		for (const spelling of [name, ...aliases]) {
			setFirst(ports, `${protocol}/${spelling}`, port);
		}
	}

	return {names, ports};
}

function setFirst<Value>(map: Map<string, Value>, key: string, value: Value): void {
	if (!map.has(key)) {
		map.set(key, value);
	}
}
