import type {EmulatedCell, Emulator} from '../../test/pty/emulator.ts';
import {cellHeight, cellWidth, Shapes} from './glyphs.ts';
import {coloursOf, palettes, type Theme} from './palette.ts';

const margin = 12;
/** More blanks than these end a run of text: they cost more bytes than another run. */
const maxBlanks = 4;
/** From here on a character may come from another font than its neighbours, and is placed by itself. */
const firstSymbol = 0x20_30;
const baseline = 12;

type Run = {
	readonly row: number;
	readonly column: number;
	readonly style: string;
	text: string;
	width: number;
};

/**
Draws the screen of an emulated terminal as an SVG that needs no particular font: columns stay columns, and lines,
blocks and braille are shapes.
@param title - Read aloud by screen readers.
*/
export function svgOf(emulator: Emulator, theme: Theme, title: string): string {
	const {columns, rows} = emulator;
	const palette = palettes[theme];
	const papers = new Map<string, Shapes>();
	const shapes = new Map<string, Shapes>();
	const runs: Run[] = [];
	for (let row = 0; row < rows; row++) {
		for (let column = 0; column < columns; column++) {
			const cell = emulator.cell(row, column);
			const {ink, paper} = coloursOf(cell, palette);
			if (paper !== null) {
				shapesOf(papers, paper).addCell(row, column);
			}

			const isBlank = cell.text === '' || (cell.text === ' ' && !cell.underline);
			if (!isBlank && !shapesOf(shapes, ink).add(cell.text, row, column)) {
				write(runs, {row, column, style: styleOf(cell, ink)}, cell);
			}
		}
	}

	const styles = new Map([...new Set(runs.map(({style}) => style))].map((style, index) => [style, `t${index}`]));
	const [width, height] = [(columns * cellWidth) + (2 * margin), (rows * cellHeight) + (2 * margin)];
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" xml:space="preserve">\n`,
		`<title>${escaped(title)}</title>\n`,
		'<style>\n',
		'text{font:13.3px ui-monospace,"DejaVu Sans Mono",SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;white-space:pre}\n',
		'.b{shape-rendering:crispEdges}.l{fill:none}.d{fill:none;stroke-width:2.6;stroke-linecap:round;stroke-dasharray:0 4}\n',
		...styles.entries().map(([style, name]) => `.${name}{${style}}\n`),
		'</style>\n',
		`<rect width="${width}" height="${height}" rx="8" fill="${palette.background}"/>\n`,
		`<g transform="translate(${margin} ${margin})">\n`,
		...papers.entries().map(([color, paper]) => paper.toSvg(color)),
		...shapes.entries().map(([color, drawn]) => drawn.toSvg(color)),
		...runs.map(run => textOf(run, styles.get(run.style)!)),
		'</g>\n</svg>\n',
	].join('');
}

function textOf({row, column, text, width}: Run, style: string): string {
	return `<text class="${style}" x="${column * cellWidth}" y="${(row * cellHeight) + baseline}" textLength="${width * cellWidth}">${escaped(text)}</text>\n`;
}

function shapesOf(colors: Map<string, Shapes>, color: string): Shapes {
	const found = colors.get(color);
	if (found !== undefined) {
		return found;
	}

	const made = new Shapes();
	colors.set(color, made);
	return made;
}

function styleOf({bold, italic, underline, strikethrough}: EmulatedCell, ink: string): string {
	const decorations = [...(underline ? ['underline'] : []), ...(strikethrough ? ['line-through'] : [])].join(' ');
	return [
		`fill:${ink}`,
		...(bold ? ['font-weight:700'] : []),
		...(italic ? ['font-style:italic'] : []),
		...(decorations === '' ? [] : [`text-decoration:${decorations}`]),
	].join(';');
}

/** Appends a character to the last run, over a few blanks, or begins one. */
function write(runs: Run[], {row, column, style}: Pick<Run, 'row' | 'column' | 'style'>, {text, width}: EmulatedCell): void {
	const last = runs.at(-1);
	const blanks = last === undefined ? 0 : column - (last.column + last.width);
	if (last?.row === row && last.style === style && blanks <= maxBlanks && isOrdinary(text) && isOrdinary(last.text)) {
		last.text += ' '.repeat(blanks) + text;
		last.width += blanks + width;
	} else {
		runs.push({
			row, column, style, text, width,
		});
	}
}

function isOrdinary(text: string): boolean {
	return (text.codePointAt(0) ?? 0) < firstSymbol;
}

function escaped(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
