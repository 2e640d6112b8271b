import {echoTypes} from './icmp.ts';

// Classic BPF, linux/bpf_common.h: loads of a half word or byte at a fixed place, and at a place behind X.
const loadByte = 0x30; // BPF_LD | BPF_B | BPF_ABS
const loadHalf = 0x28; // BPF_LD | BPF_H | BPF_ABS
const loadByteBehindX = 0x50; // BPF_LD | BPF_B | BPF_IND
const loadHalfBehindX = 0x48; // BPF_LD | BPF_H | BPF_IND
/** X = 4 × the lower half of a byte, which is an IPv4 header's length: BPF_LDX | BPF_B | BPF_MSH. */
const loadHeaderLength = 0xB1;
const jumpIfEqual = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
const jumpIfGreater = 0x25; // BPF_JMP | BPF_JGT | BPF_K
const jumpIfAtLeast = 0x35; // BPF_JMP | BPF_JGE | BPF_K
const giveBack = 0x06; // BPF_RET | BPF_K

/** `struct sock_filter`: how many instructions to pass over where the condition holds, and where not. */
type Instruction = readonly [code: number, operand: number, ifTrue?: number, ifFalse?: number];

/** A filter returns how many bytes of the packet are kept: all of them, or none. */
const accept: Instruction = [giveBack, 0xFF_FF_FF_FF];
const drop: Instruction = [giveBack, 0];

function assemble(instructions: readonly Instruction[]): Uint8Array {
	const bytes = new Uint8Array(instructions.length * 8);
	const view = new DataView(bytes.buffer);
	for (const [index, [code, operand, ifTrue = 0, ifFalse = 0]] of instructions.entries()) {
		view.setUint16(index * 8, code, true);
		view.setUint8((index * 8) + 2, ifTrue);
		view.setUint8((index * 8) + 3, ifFalse);
		view.setUint32((index * 8) + 4, operand, true);
	}

	return bytes;
}

/**
Accepts TCP segments to a port from `first` to `last`, on a raw socket with IPPROTO_TCP; for `libc.attachFilter`.
A raw socket of IPv4 sees the IP header too, one of IPv6 begins with the segment. What is too short is dropped.
*/
export function destinationPortFilter(version: 4 | 6, first: number, last: number): Uint8Array {
	return assemble([
		...(version === 4 ? [[loadHeaderLength, 0], [loadHalfBehindX, 2]] as const : [[loadHalf, 2]] as const),
		[jumpIfAtLeast, first, 0, 2],
		[jumpIfGreater, last, 1, 0],
		accept,
		drop,
	]);
}

/** Accepts echo replies with an identifier, on a raw socket with IPPROTO_ICMP or IPPROTO_ICMPV6; for `libc.attachFilter`. */
export function echoIdentifierFilter(version: 4 | 6, identifier: number): Uint8Array {
	const load = version === 4 ? {byte: loadByteBehindX, half: loadHalfBehindX} : {byte: loadByte, half: loadHalf};
	return assemble([
		...(version === 4 ? [[loadHeaderLength, 0]] as const : []),
		[load.byte, 0],
		[jumpIfEqual, echoTypes[version].reply, 0, 3],
		[load.half, 4],
		[jumpIfEqual, identifier, 0, 1],
		accept,
		drop,
	]);
}
