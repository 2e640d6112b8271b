/**
Parses /etc/passwd (passwd(5)): `name:password:uid:gid:…` per line.
@returns The names by user id; the first of several users with one id, as getpwuid(3). Other lines are passed over.
*/
export function parsePasswd(text: string): ReadonlyMap<number, string> {
	const names = new Map<number, string>();
	for (const line of text.split('\n')) {
		const [name = '', , digits = ''] = line.split(':', 3);
		const uid = Number(digits);
		if (name !== '' && /^\d+$/.test(digits) && !names.has(uid)) {
			names.set(uid, name);
		}
	}

	return names;
}
