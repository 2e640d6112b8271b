import {stripVTControlCharacters} from 'node:util';

/** Box drawing, blocks, arrows of tables, braille, and the marks of styles. */
const drawn = /[\u{2500}-\u{259F}\u{2800}-\u{28FF}\u{E000}-\u{E0FF}]/gu;

/** A line of a chart, of which only its scale would be left. */
const chart = /[┤┼\u{2800}-\u{28FF}]/u;

/** Returns a drawn line as a sentence is read: without lines and charts, its parts separated by commas. */
export function plainText(line: string): string {
	return stripVTControlCharacters(line)
		.replaceAll(drawn, ' ')
		.replace('▶', 'selected: ')
		.split(/\s{2,}/)
		.map(part => part.trim().replaceAll(/(?<=^|\s)–(?=$|\s)/g, 'unknown'))
		.filter(part => part !== '')
		.join(', ')
		.replace('selected:,', 'selected:');
}

/** Returns lines of which each says something. */
export function plainTexts(lines: readonly string[]): readonly string[] {
	return lines
		.map(line => ({text: plainText(line), isChart: chart.test(line)}))
		.filter(({text, isChart}) => text !== '' && (!isChart || text.includes(' ')))
		.map(({text}) => text);
}
