import ipaddr from 'ipaddr.js';
import {isIpv4Mapped, type AddressWords} from '../model/address.ts';
import type {Protocol} from '../model/socket.ts';
import type {SocketTable} from './socket-table.ts';

function ipv4Text(word: number): string {
	return `${word >>> 24}.${(word >>> 16) & 0xFF}.${(word >>> 8) & 0xFF}.${word & 0xFF}`;
}

/** Four big-endian words as inet_ntop(3) writes an IPv6 address (RFC 5952). */
function ipv6Text(word0: number, word1: number, word2: number, word3: number): string {
	if (isIpv4Mapped(word0, word1, word2)) {
		return `::ffff:${ipv4Text(word3)}`;
	}

	const groups = [word0, word1, word2, word3].flatMap(word => [word >>> 16, word & 0xFF_FF]);
	return new ipaddr.IPv6(groups).toRFC5952String();
}

/** Returns an address as `ss -n` spells it, IPv6 in brackets. */
export function addressText([word0, word1, word2, word3]: AddressWords, protocol: Protocol): string {
	return protocol.endsWith('6') ? `[${ipv6Text(word0, word1, word2, word3)}]` : ipv4Text(word3);
}

/** Returns a peer's address, plain: without the brackets that set a port apart. */
export function peerText(table: SocketTable, row: number): string {
	const {remote0, remote1, remote2, remote3} = table.columns;
	const [word0, word1, word2, word3] = [remote0[row]!, remote1[row]!, remote2[row]!, remote3[row]!];
	return isIpv4Mapped(word0, word1, word2) ? ipv4Text(word3) : ipv6Text(word0, word1, word2, word3);
}

/**
Returns an end of a socket as `ss -n` spells it: `[::1]`, `0.0.0.0%lo`, `[fe80::1]%eth0`, and `*` for the IPv6 wildcard
of a socket that takes IPv4 as well.
*/
export function endText(table: SocketTable, row: number, end: 'local' | 'remote', interfaceName: (index: number) => string): string {
	const {columns} = table;
	const word0 = columns[`${end}0`][row]!;
	const word1 = columns[`${end}1`][row]!;
	const word2 = columns[`${end}2`][row]!;
	const word3 = columns[`${end}3`][row]!;
	const index = columns.interfaceIndex[row]!;
	const scope = end === 'local' && index !== 0 ? `%${interfaceName(index)}` : '';
	if (!table.protocolOf(row).endsWith('6')) {
		return ipv4Text(word3) + scope;
	}

	const isWildcard = word0 === 0 && word1 === 0 && word2 === 0 && word3 === 0;
	return isWildcard && columns.ipv6Only[row] !== 1 ? `*${scope}` : `[${ipv6Text(word0, word1, word2, word3)}]${scope}`;
}
