import fc from 'fast-check';

/** Parameters of SGR sequences. */
export const sgrArbitrary = fc.constantFrom(
	'1', '2', '3', '4', '7', '9', '22', '23', '24', '27', '29', '0', '', '31', '92', '39', '44', '101', '49', '38;5;208', '48;5;17', '38;2;1;2;3', '1;31', '22;39', '7;4;33', '58;5;3', '4:3',
);
const sgr = sgrArbitrary.map(parameters => `\u{1B}[${parameters}m`);

const asciiCharacter = fc.constantFrom(...'abcxyz019:.-   ');
const text = fc.oneof(
	{weight: 6, arbitrary: fc.string({unit: asciiCharacter, minLength: 1, maxLength: 12})},
	{weight: 2, arbitrary: fc.constantFrom('▁▂▃▄▅▆▇█', '│─┌┐', '–', 'é', 'ÿ', 'Ж')},
	{weight: 2, arbitrary: fc.constantFrom('日本', '한국어', '漢', 'ｆ')},
	{weight: 1, arbitrary: fc.constantFrom('e\u{301}', 'a\u{308}\u{323}', 'q\u{302}')},
);
const emoji = fc.constantFrom('😀', '🚀', '👍🏽', '👩‍👩‍👧', '🇩🇪', '❤️');
/** What must never reach the terminal. */
const hostile = fc.constantFrom('\u{1B}[2J', '\u{1B}[5;5H', '\u{1B}]0;title\u{7}', '\u{7}', '\r', '\t', '\u{1B}c', '\u{200B}', '\u{202E}', '\u{9B}31m', '\u{1B}(0', '\u{1B}[?25h');

/** Lines of a frame: text, styles, wide and combining characters, and sequences that must not come through. */
export const lineArbitrary = fc.array(
	fc.oneof({weight: 6, arbitrary: text}, {weight: 3, arbitrary: sgr}, {weight: 1, arbitrary: hostile}),
	{maxLength: 12},
).map(parts => parts.join(''));

/** Lines that mean the same to a terminal. */
export const harmlessLineArbitrary = fc.array(fc.oneof(text, sgr), {maxLength: 10}).map(parts => parts.join(''));

export const emojiLineArbitrary = fc.array(fc.oneof(text, sgr, emoji), {maxLength: 10}).map(parts => parts.join(''));

type Edit = {readonly frame: readonly string[]; readonly size: {readonly columns: number; readonly rows: number} | null; readonly limit: number};

/** A sequence of frames, most of which differ from the one before in a few lines, with resizes and byte limits in between. */
export function editsArbitrary(line: fc.Arbitrary<string>): fc.Arbitrary<readonly Edit[]> {
	const sizes = fc.record({columns: fc.integer({min: 2, max: 40}), rows: fc.integer({min: 1, max: 8})});
	const change = fc.tuple(fc.nat(8), line);
	const step = fc.record({
		lines: fc.array(change, {maxLength: 4}),
		size: fc.option(sizes, {freq: 8}),
		limit: fc.constantFrom(1, 60, 300, 100_000),
	});
	return fc.array(step, {minLength: 1, maxLength: 8}).map(steps => {
		let frame: readonly string[] = Array.from({length: 9}, () => '');
		return steps.map(({lines, size, limit}) => {
			const next = [...frame];
			for (const [index, changed] of lines) {
				next[index] = changed;
			}

			frame = next;
			return {frame, size, limit};
		});
	});
}
