/** The meaning of an ICMP message by type, then by code; a single text holds for every code. */
type Meanings = Readonly<Record<number, string | readonly string[]>>;

/** RFC 792, its type 3 with RFC 1122 section 3.2.2.1 (codes 6 to 12) and RFC 1812 section 5.2.7.1 (codes 13 to 15), type 12 with RFC 1108. */
const ipv4Meanings: Meanings = {
	0: 'echo reply',
	3: [
		'network unreachable',
		'host unreachable',
		'protocol unreachable',
		'port unreachable',
		'fragmentation needed',
		'source route failed',
		'network unknown',
		'host unknown',
		'source host isolated',
		'network administratively prohibited',
		'host administratively prohibited',
		'network unreachable for this type of service',
		'host unreachable for this type of service',
		'administratively prohibited',
		'host precedence violation',
		'precedence cut off',
	],
	4: 'source quench',
	5: [
		'redirect for the network',
		'redirect for the host',
		'redirect for the type of service and network',
		'redirect for the type of service and host',
	],
	8: 'echo request',
	11: ['TTL exceeded', 'fragment reassembly time exceeded'],
	12: ['parameter problem', 'required option missing', 'bad length'],
};

/** RFC 4443 section 3, its type 1 with RFC 6550 (code 7) and RFC 8883 (code 8), type 4 with RFC 7112 (code 3) and RFC 8883; RFC 4861 section 4.5. */
const ipv6Meanings: Meanings = {
	1: [
		'no route',
		'administratively prohibited',
		'beyond scope of the source address',
		'host unreachable',
		'port unreachable',
		'source address failed policy',
		'route rejected',
		'error in source routing header',
		'headers too long',
	],
	2: 'packet too big',
	3: ['hop limit exceeded', 'fragment reassembly time exceeded'],
	4: [
		'erroneous header field',
		'unrecognized next header',
		'unrecognized IPv6 option',
		'incomplete header chain in first fragment',
		'upper-layer header error',
		'unrecognized next header at an intermediate node',
		'extension header too big',
		'extension header chain too long',
		'too many extension headers',
		'too many options in an extension header',
		'option too big',
	],
	128: 'echo request',
	129: 'echo reply',
	137: 'redirect',
};

/** Returns an ICMP (4) or ICMPv6 (6) message in plain words: `host unreachable`. One without a meaning is `ICMP type N code N`. */
export function describeIcmp(version: 4 | 6, type: number, code: number): string {
	const meanings = (version === 4 ? ipv4Meanings : ipv6Meanings)[type];
	const meaning = typeof meanings === 'string' ? meanings : meanings?.[code];
	return meaning ?? `${version === 4 ? 'ICMP' : 'ICMPv6'} type ${type} code ${code}`;
}
