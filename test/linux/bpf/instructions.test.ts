import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {
	addAtomically,
	assemble,
	calculate,
	calculateWith,
	call,
	exit,
	helpers,
	jump,
	jumpIf,
	label,
	load,
	loadMap,
	loadPacket,
	loadPacketBehind,
	store,
	storeNumber,
	type Step,
} from '../../../source/linux/bpf/instructions.ts';

/** Hexadecimal, as `llvm-objdump -d` prints instructions. */
function bytesOf(...steps: readonly Step[]): string {
	return [...assemble(steps)].map(byte => byte.toString(16).padStart(2, '0')).join(' ');
}

describe('the assembler', () => {
	// Each beside what clang -target bpf makes of the comment, by the instruction set's document.
	for (const [name, step, expected] of [
		['r6 = r1', calculateWith(6, 'set', 1), 'bf 16 00 00 00 00 00 00'],
		['r2 += -24', calculate(2, 'add', -24), '07 02 00 00 e8 ff ff ff'],
		['r0 &= 15', calculate(0, 'and', 15), '57 00 00 00 0f 00 00 00'],
		['r0 |= r8', calculateWith(0, 'or', 8), '4f 80 00 00 00 00 00 00'],
		['r0 <<= 2', calculate(0, 'shiftLeft', 2), '67 00 00 00 02 00 00 00'],
		['r0 = *(u32 *)(r6 + 4)', load('word', 0, 6, 4), '61 60 04 00 00 00 00 00'],
		['r0 = *(u8 *)(r10 - 9)', load('byte', 0, 10, -9), '71 a0 f7 ff 00 00 00 00'],
		['*(u32 *)(r10 - 8) = r0', store('word', 10, -8, 0), '63 0a f8 ff 00 00 00 00'],
		['*(u64 *)(r10 - 56) = r1', store('doubleWord', 10, -56, 1), '7b 1a c8 ff 00 00 00 00'],
		['*(u32 *)(r10 - 16) = 65535', storeNumber('word', 10, -16, 65_535), '62 0a f0 ff ff ff 00 00'],
		['lock *(u64 *)(r0 + 32) += r1', addAtomically(0, 32, 1), 'db 10 20 00 00 00 00 00'],
		['r0 = *(u16 *)skb[6]', loadPacket('half', 6), '28 00 00 00 06 00 00 00'],
		['r0 = *(u8 *)skb[r7 + 13]', loadPacketBehind('byte', 7, 13), '50 70 00 00 0d 00 00 00'],
		['r0 = *(u32 *)skb[16]', loadPacket('word', 16), '20 00 00 00 10 00 00 00'],
		['call 1', call(helpers.mapLookup), '85 00 00 00 01 00 00 00'],
		['exit', exit(), '95 00 00 00 00 00 00 00'],
	] as const) {
		it(`writes ${name}`, () => {
			assert.equal(bytesOf(step), expected);
		});
	}

	it('writes r1 = map[fd 17]ll in two places', () => {
		assert.equal(bytesOf(...loadMap(1, 17)), '18 11 00 00 11 00 00 00 00 00 00 00 00 00 00 00');
	});

	it('counts jumps from the instruction behind, a map being two', () => {
		assert.equal(bytesOf(
			jumpIf(0, '=', 6, 'end'),
			...loadMap(1, 1),
			label('again'),
			jumpIf(0, 'has bits', 0x1F_FF, 'again'),
			jump('end'),
			label('end'),
			exit(),
		), [
			'15 00 04 00 06 00 00 00',
			'18 11 00 00 01 00 00 00 00 00 00 00 00 00 00 00',
			'45 00 ff ff ff 1f 00 00',
			'05 00 00 00 00 00 00 00',
			'95 00 00 00 00 00 00 00',
		].join(' '));
	});

	it('refuses labels that are missing or there twice', () => {
		assert.throws(() => assemble([jump('nowhere')]), /no label nowhere/);
		assert.throws(() => assemble([label('here'), label('here')]), /here is there twice/);
	});
});
