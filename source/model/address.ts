/** An address as four big-endian words; IPv4 as ::ffff:a.b.c.d (RFC 4291, section 2.5.5.2), its wildcard as ::ffff:0.0.0.0. */
export type AddressWords = readonly [word0: number, word1: number, word2: number, word3: number];

/** The third word of an IPv4 address; the two before it are 0. */
export const ipv4MappedPrefix = 0xFF_FF;

/** Whether the words of an address are those of an IPv4 address, which is the fourth. */
export function isIpv4Mapped(word0: number, word1: number, word2: number): boolean {
	return word2 === ipv4MappedPrefix && word1 === 0 && word0 === 0;
}

/** Whether an address is link-local, fe80::/10: it means a machine together with an interface only (RFC 4291, section 2.5.6). */
export function isLinkLocal(word0: number): boolean {
	return word0 >>> 22 === 0x3_FA;
}
