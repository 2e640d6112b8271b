import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import stringWidth from 'string-width';
import {cellWidth} from '../../source/text/cell-width.ts';
import {createEmulator} from '../pty/emulator.ts';

/** Letters that Unicode joins into one cluster, and of which a terminal draws each for itself. */
const joined = {
	thai: ['ทำงาน', 5],
	'thai with a tone': ['น้ำ', 2],
	lao: ['ນຳ', 2],
	'devanagari conjunct': ['क्ष', 2],
	'devanagari conjunct of three': ['स्त्र', 3],
	'devanagari vowel sign': ['कि', 2],
	'bengali conjunct': ['ক্ষ', 2],
	tamil: ['கொ', 2],
	khmer: ['ស្រី', 2],
	'halfwidth katakana': ['ｶﾞ', 2],
	'acute accent': ['e\u{301}', 1],
	'hangul syllable of parts': ['\u{1112}\u{1161}\u{11AB}', 2],
	chinese: ['数据', 4],
	emoji: ['👍🏽', 2],
	flag: ['🇩🇪', 2],
} as const;

for (const [name, [text, width]] of Object.entries(joined)) {
	test(`${name} takes ${width} columns`, () => {
		assert.equal(cellWidth(text), width);
		assert.equal(cellWidth(`a${text}b`), width + 2);
	});
}

test('a terminal that counts characters takes no more columns', async () => {
	const letter = fc.constantFrom(...'ทำงานน้ำນຳक्षकिস্তஸ்ரீកា', 'e\u{301}', 'ｶﾞ', '数', 'x', ' ');
	await fc.assert(fc.asyncProperty(fc.array(letter, {maxLength: 20}), async letters => {
		const text = `x${letters.join('')}`;
		const emulator = createEmulator({columns: 100, rows: 1});
		await emulator.write(`${text}|`);
		const cells = Array.from({length: 100}, (_, column) => emulator.cell(0, column).text);
		emulator.dispose();
		assert.ok(cells.findIndex(cell => cell.startsWith('|')) <= cellWidth(text), JSON.stringify([text, cells.join('').trimEnd()]));
	}), {numRuns: 100});
});

test('never less than a terminal that counts clusters takes', () => {
	fc.assert(fc.property(fc.string({unit: 'grapheme'}), text => {
		assert.ok(cellWidth(text) >= stringWidth(text));
	}));
});
