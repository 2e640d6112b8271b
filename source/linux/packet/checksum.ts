/**
Returns the sum of a buffer's 16-bit words in network order, not folded: to go on with in `internetChecksum`.
An odd last byte counts as the upper half of a word. Exact below 2^53.
*/
export function sumOfWords(bytes: Uint8Array, initial = 0): number {
	const evenLength = bytes.length & ~1;
	let sum = initial;
	for (let index = 0; index < evenLength; index += 2) {
		sum += (bytes[index]! << 8) | bytes[index + 1]!;
	}

	return evenLength === bytes.length ? sum : sum + (bytes[evenLength]! << 8);
}

/**
Returns the checksum of IP, ICMP, TCP and UDP, RFC 1071: 16 bits, to be written in network order. Over data that contain
their own checksum it is 0 when that is right.
@param initial - `sumOfWords` of what comes before, e.g. a pseudo header.
*/
export function internetChecksum(bytes: Uint8Array, initial = 0): number {
	let sum = sumOfWords(bytes, initial);
	while (sum > 0xFF_FF) {
		sum = (sum % 0x1_00_00) + Math.floor(sum / 0x1_00_00);
	}

	return ~sum & 0xFF_FF;
}
