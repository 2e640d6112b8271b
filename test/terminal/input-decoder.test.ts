import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {test} from 'node:test';
import fc from 'fast-check';
import {InputDecoder, type InputEvent} from '../../source/terminal/input-decoder.ts';

const escape = '\u{1B}';

/** What comes of the chunks, neighbouring keys and pastes joined however the input was cut. */
function decode(...chunks: ReadonlyArray<Buffer | string>): readonly unknown[] {
	const decoder = new InputDecoder();
	const events = chunks.flatMap(chunk => decoder.push(Buffer.from(chunk)));
	return flat(events);
}

function flat(events: readonly InputEvent[]): readonly unknown[] {
	const parts: unknown[] = [];
	for (const part of events.flatMap((event): readonly unknown[] => event.type === 'keys' ? event.keys : [event])) {
		const last = parts.at(-1);
		if (isPaste(part) && isPaste(last)) {
			parts[parts.length - 1] = last + part.slice('paste '.length);
		} else {
			parts.push(part);
		}
	}

	return parts;
}

function isPaste(part: unknown): part is string {
	return typeof part === 'string' && part.startsWith('paste ');
}

/** Inputs, each with what it means. Cut anywhere, it means the same. */
const inputs: ReadonlyArray<readonly [string, readonly unknown[]]> = [
	['\u{5}\u{15}text', ['ctrl-e', 'ctrl-u', 't', 'e', 'x', 't']],
	['/443\rjj', ['/', '4', '4', '3', 'enter', 'j', 'j']],
	[`${escape}[A${escape}OB${escape}[1;5C${escape}[5~${escape}[[6~${escape}[Z${escape}[3~`, ['up', 'down', 'right', 'page-up', 'page-down', 'shift-tab', 'delete']],
	[`${escape}[H${escape}[F${escape}[1~${escape}[4~${escape}[7~${escape}[8~${escape}OH`, ['home', 'end', 'home', 'end', 'home', 'end', 'home']],
	[`a${escape}[[A${escape}[15~${escape}OP${escape}[I${escape}[2~b`, ['a', 'b']],
	[`ü中${escape}[0n9`, ['ü', '中', {type: 'ready'}, '9']],
	[`${escape}[3n${escape}[0n`, [{type: 'ready'}, {type: 'ready'}]],
	[String.raw`${escape}]11;rgb:ffff/ffff/ffff${escape}\j`, [{type: 'background', background: 'light'}, 'j']],
	[`${escape}]11;rgb:00/11/22\u{7}j`, [{type: 'background', background: 'dark'}, 'j']],
	[`${escape}]11;no colour\u{7}j`, [{type: 'background', background: null}, 'j']],
	[`${escape}]10;rgb:ffff/ffff/ffff\u{7}j`, ['j']],
	[`${escape}]11;rgb:ff\u{3}j`, ['ctrl-c', 'j']],
	[`${escape}[<0;3;7M${escape}[<0;3;7m${escape}[<64;1;1M${escape}[<65;1;1Mj`, [...[{type: 'click', column: 2, row: 6}, {type: 'wheel', by: -1}, {type: 'wheel', by: 1}].map(mouse => ({type: 'mouse', mouse})), 'j']],
	[`${escape}[<4;3;7M${escape}[<2;3;7M${escape}[<32;3;7M${escape}[<0;0;7M${escape}[<xM`, ['M']],
	[`${escape}[M !!j`, ['j']],
	[`/${escape}[200~22\rq\u{7F}${escape}[A${escape}[201~\r`, ['/', `paste 22\rq\u{7F}${escape}[A`, 'enter']],
	[`${escape}[200~abc\u{3}q`, ['paste abc', 'ctrl-c', 'q']],
	[`${escape}[200~${escape}[201~q`, ['q']],
	[`${escape}[99;5u${escape}[113u${escape}[113;1:3u${escape}[27u`, ['ctrl-c', 'q', 'escape']],
	[`${escape}[12\u{3}j`, ['ctrl-c', 'j']],
];

for (const [input, expected] of inputs) {
	test(`${JSON.stringify(input)} means the same wherever it is cut`, () => {
		const bytes = Buffer.from(input);
		assert.deepEqual(decode(bytes), expected);
		for (let first = 0; first <= bytes.length; first++) {
			for (let second = first; second <= bytes.length; second++) {
				assert.deepEqual(decode(bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)), expected, `${first} ${second}`);
			}
		}

		const single = Array.from(bytes, byte => Buffer.of(byte));
		assert.deepEqual(decode(...single), expected);
	});
}

test('Esc is a key once nothing follows; with a key in the same read it is Esc and that key', () => {
	const decoder = new InputDecoder();
	assert.deepEqual(decoder.push(Buffer.from(escape)), []);
	assert.equal(decoder.holdMilliseconds, 20);
	assert.deepEqual(decoder.flush(), [{type: 'keys', keys: ['escape']}]);
	assert.equal(decoder.holdMilliseconds, null);
	assert.deepEqual(decode(`${escape}q`), ['escape', 'q']);
	assert.deepEqual(decode(`${escape}${escape}[A`), ['escape', 'up']);
	assert.deepEqual(decode(`${escape}]q`), ['escape', ']', 'q']);
	for (const [held, keys] of [['[', ['escape', '[']], ['O', ['escape', 'O']], [']', ['escape', ']']]] as const) {
		decoder.push(Buffer.from(escape + held));
		assert.deepEqual(decoder.flush(), [{type: 'keys', keys}]);
	}
});

test('an answer whose end never comes is dropped, and a paste whose end never comes is over', () => {
	const decoder = new InputDecoder();
	for (const torn of ['[0', ']11;rgb:ff', '[<0;3']) {
		const beginning = Buffer.from(escape + torn);
		assert.deepEqual(decoder.push(beginning), []);
		assert.equal(decoder.holdMilliseconds, 1000);
		assert.deepEqual(decoder.flush(), []);
	}

	const begun = decoder.push(Buffer.from(`${escape}[200~abc`));
	assert.deepEqual(flat(begun), ['paste abc']);
	assert.equal(decoder.holdMilliseconds, 3000);
	decoder.flush();
	assert.deepEqual(decoder.push(Buffer.from('q')), [{type: 'keys', keys: ['q']}]);
});

test('whatever comes, little is held, and Ctrl-C is heard', () => {
	const piece = fc.oneof(fc.string({unit: 'binary', maxLength: 20}), fc.constantFrom(`${escape}[`, `${escape}]11;`, `${escape}[200~`, `${escape}[<0;`, escape, `${escape}[M`, 'x'.repeat(600)));
	fc.assert(fc.property(fc.array(piece, {maxLength: 12}), chunks => {
		const decoder = new InputDecoder();
		for (const chunk of chunks) {
			decoder.push(Buffer.from(chunk));
		}

		// The first may complete what was torn.
		const late = [...decoder.flush(), ...decoder.push(Buffer.from('\u{3}'))];
		const keys = flat(late);
		assert.equal(keys.at(-1), 'ctrl-c');
	}));
});
