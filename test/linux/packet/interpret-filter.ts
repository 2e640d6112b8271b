type Load = {readonly width: 1 | 2; readonly isBehindX?: boolean; readonly isHeaderLength?: boolean};

const loads = new Map<number, Load>([
	[0x30, {width: 1}],
	[0x28, {width: 2}],
	[0x50, {width: 1, isBehindX: true}],
	[0x48, {width: 2, isBehindX: true}],
	[0xB1, {width: 1, isHeaderLength: true}],
]);

const conditions = new Map<number, (a: number, k: number) => boolean>([
	[0x15, (a, k) => a === k],
	[0x25, (a, k) => a > k],
	[0x35, (a, k) => a >= k],
]);

const giveBack = 0x06;

/**
Runs a program of classic BPF over a packet, with those instructions that portop's filters have (kernel document
networking/filter.rst).
@returns How many bytes are kept: 0 drops the packet. A load beyond its end drops it too.
@throws {Error} For any other instruction, and when the program runs over its end.
*/
export function interpretFilter(program: Uint8Array, packet: Uint8Array): number {
	const instructions = new DataView(program.buffer, program.byteOffset, program.length);
	const data = new DataView(packet.buffer, packet.byteOffset, packet.length);
	let a = 0;
	let x = 0;
	// Jumps go forward only: the program ends.
	for (let offset = 0; offset < program.length; offset += 8) {
		const code = instructions.getUint16(offset, true);
		const k = instructions.getUint32(offset + 4, true);
		if (code === giveBack) {
			return k;
		}

		const condition = conditions.get(code);
		if (condition !== undefined) {
			offset += instructions.getUint8(offset + (condition(a, k) ? 2 : 3)) * 8;
			continue;
		}

		const load = loads.get(code);
		if (load === undefined) {
			throw new Error(`no such instruction: 0x${code.toString(16)}`);
		}

		const start = load.isBehindX ? x + k : k;
		if (start + load.width > packet.length) {
			return 0;
		}

		const value = load.width === 1 ? data.getUint8(start) : data.getUint16(start);
		if (load.isHeaderLength) {
			x = (value & 0x0F) * 4;
		} else {
			a = value;
		}
	}

	throw new Error('the program ran over its end');
}
