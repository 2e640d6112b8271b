import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {parseLine} from '../../source/terminal/cells.ts';
import {applySgr, defaultStyle, transition} from '../../source/terminal/style.ts';
import {createEmulator} from '../pty/emulator.ts';
import {harmlessLineArbitrary, lineArbitrary, sgrArbitrary} from './frames.ts';

const text = (line: string, columns = 20) => parseLine(line, columns).texts.join('');

test('a line has as many cells as the screen is wide, and nothing but text in them', () => {
	fc.assert(fc.property(lineArbitrary, fc.integer({min: 1, max: 60}), (line, columns) => {
		const row = parseLine(line, columns);
		assert.equal(row.texts.length, columns);
		assert.equal(row.styles.length, columns);
		assert.doesNotMatch(row.texts.join(''), /[\p{Control}\u{200B}\u{202E}]/v);
	}));
});

test('every cut of a line of sequences ends, and lets no control character through', () => {
	const line = 'a\u{1B}[31mb\u{1B}]0;title\u{7}c\u{1B}[?25hd\u{1B}P+q\u{1B}\\e\u{1B}(0f\u{9B}1mg\u{1B}[38;5;9mh';
	assert.equal(text(line).trimEnd(), 'abcdefgh');
	for (let start = 0; start < line.length; start++) {
		for (let end = start; end <= line.length; end++) {
			assert.doesNotMatch(text(line.slice(start, end)), /\p{Control}/v);
		}
	}
});

test('a terminal that is given the line itself shows the same', async () => {
	await fc.assert(fc.asyncProperty(harmlessLineArbitrary, async line => {
		const columns = 200;
		const emulator = createEmulator({columns, rows: 1});
		await emulator.write(line);
		const {texts, styles} = parseLine(line, columns);
		for (const [column, character] of texts.entries()) {
			const cell = emulator.cell(0, column);
			const style = styles[column] ?? defaultStyle;
			assert.equal(cell.text, character);
			assert.equal(cell.inverse, (style.attributes & 32) !== 0);
			assert.equal(cell.underline, (style.attributes & 8) !== 0);
			assert.equal(cell.background, colorOf(style.background));
			if (character !== ' ') {
				assert.equal(cell.bold, (style.attributes & 1) !== 0);
				assert.equal(cell.dim, (style.attributes & 2) !== 0);
				assert.equal(cell.strikethrough, (style.attributes & 128) !== 0);
				assert.equal(cell.foreground, colorOf(style.foreground));
			}
		}

		emulator.dispose();
	}), {numRuns: 60});
});

function colorOf(parameters: string): number | string | null {
	const codes = parameters.split(';').map(Number);
	const [code = 0, space] = codes;
	if (parameters === '') {
		return null;
	}

	if (space === 2) {
		return `#${codes.slice(2).map(part => part.toString(16).padStart(2, '0')).join('')}`;
	}

	if (space === 5) {
		return codes[2] ?? null;
	}

	return code >= 90 ? (code % 10) + 8 : code % 10;
}

test('wide characters take two cells, and one that does not fit is blank', () => {
	assert.deepEqual(parseLine('日x', 4).texts, ['日', '', 'x', ' ']);
	assert.deepEqual(parseLine('a日', 2).texts, ['a', ' ']);
	assert.deepEqual(parseLine('e\u{301}x', 3).texts, ['e\u{301}', 'x', ' ']);
	assert.deepEqual(parseLine(`a${'\u{301}'.repeat(1000)}b`, 3).texts, ['a', 'b', ' ']);
});

test('what does not show on a blank is no difference', () => {
	assert.deepEqual(parseLine('\u{1B}[1;31m  ', 2), parseLine('', 2));
	assert.notDeepEqual(parseLine('\u{1B}[41m  ', 2), parseLine('', 2));
	assert.notDeepEqual(parseLine('\u{1B}[4m  ', 2), parseLine('', 2));
});

test('a transition leads from any style to any other, and is never longer than starting afresh', () => {
	const style = fc.array(sgrArbitrary, {maxLength: 4}).map(parameters => {
		let style = defaultStyle;
		for (const parameter of parameters) {
			style = applySgr(style, parameter);
		}

		return style;
	});
	fc.assert(fc.property(style, style, (from, to) => {
		const sequence = transition(from, to);
		assert.equal(sequence === '', from === to);
		assert.equal(sequence === '' ? from : applySgr(from, sequence.slice(2, -1)), to);
		assert.ok(sequence.length <= transition(defaultStyle, to).length + 1 || to === defaultStyle);
		assert.ok(to !== defaultStyle || sequence.length <= 5);
	}));
});

test('the shorter of changing and resetting', () => {
	const style = (parameters: string) => applySgr(defaultStyle, parameters);
	assert.equal(transition(style('31'), style('32')), '\u{1B}[32m');
	assert.equal(transition(style('31'), defaultStyle), '\u{1B}[m');
	assert.equal(transition(style('1;31'), style('31')), '\u{1B}[22m');
	assert.equal(transition(style('1;2'), style('2')), '\u{1B}[;2m');
	assert.equal(transition(style('1;4;7;31;44'), style('32')), '\u{1B}[;32m');
});
