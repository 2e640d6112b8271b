import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import test from 'node:test';
import fc from 'fast-check';
import {AnswerFilter} from '../../source/terminal/answer-filter.ts';

/** Everything that comes out when the input arrives cut into such pieces. */
function filter(input: Buffer, cuts: readonly number[], mayContinue = true): {readonly input: string; readonly answers: number} {
	const answerFilter = new AnswerFilter();
	const ends = [...cuts.map(cut => cut % (input.length + 1)).toSorted((a, b) => a - b), input.length];
	const typed: Buffer[] = [];
	let answers = 0;
	let start = 0;
	for (const end of ends) {
		const result = answerFilter.push(input.subarray(start, end), mayContinue);
		typed.push(result.input);
		answers += result.answers;
		start = end;
	}

	typed.push(answerFilter.flush());
	assert.ok(!answerFilter.isHolding);
	return {input: Buffer.concat(typed).toString(), answers};
}

const keys = fc.constantFrom('j', 'k', '日', '\u{1B}[A', '\u{1B}OP', '\u{1B}', '\u{1B}[', '\u{1B}[3~', '\u{1B}[200~pasted\u{1B}[201~');

test('answers are taken out, wherever the input is cut, and every key stays', () => {
	const partArbitrary = fc.option(keys, {freq: 3});
	const inputArbitrary = fc.record({parts: fc.array(partArbitrary), cuts: fc.array(fc.nat())});
	fc.assert(fc.property(inputArbitrary, ({parts, cuts}) => {
		const input = Buffer.from(parts.map(part => part ?? '\u{1B}[0n').join(''));
		assert.deepEqual(filter(input, cuts), {
			input: parts.filter(part => part !== null).join(''),
			answers: parts.filter(part => part === null).length,
		});
	}));
});

test('an Esc is not held when no answer is due, and not for ever when one is', () => {
	const idle = new AnswerFilter();
	assert.equal(idle.push(Buffer.from('\u{1B}'), false).input.toString(), '\u{1B}');
	const busy = new AnswerFilter();
	assert.equal(busy.push(Buffer.from('\u{1B}'), true).input.toString(), '');
	assert.ok(busy.isHolding);
	assert.deepEqual(busy.push(Buffer.from('\u{1B}[0n'), true), {input: Buffer.from('\u{1B}'), answers: 1});
});
