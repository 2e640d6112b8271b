/* What is drawn of an emulated screen: every column in its place, whatever the font. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {svgOf} from '../../scripts/pictures/svg.ts';
import {createEmulator} from '../pty/emulator.ts';

async function drawn(output: string, columns = 20, rows = 2): Promise<string> {
	const emulator = createEmulator({columns, rows});
	await emulator.write(output);
	const svg = svgOf(emulator, 'dark', 'a < b');
	emulator.dispose();
	return svg;
}

/** The texts with their places and lengths. */
function texts(svg: string): ReadonlyArray<readonly [text: string, x: number, y: number, length: number]> {
	return svg.matchAll(/<text class="\w+" x="(\d+)" y="(\d+)" textLength="(\d+)">(.*?)<\/text>/g)
		.map(([, x, y, length, text]) => [text!, Number(x), Number(y), Number(length)] as const)
		.toArray();
}

/** The data of the paths of a class. */
function paths(svg: string, name: string): readonly string[] {
	return svg.matchAll(new RegExp(`<path class="${name}" [^>]*d="([^"]*)"`, 'g')).map(([, data]) => data!).toArray();
}

test('one text per run of a style, as long as its cells', async () => {
	const svg = await drawn('ab  \u{1B}[1mcd\u{1B}[0m      e<\r\n\u{1B}[31mf');
	assert.deepEqual(texts(svg), [['ab', 0, 12, 16], ['cd', 32, 12, 16], ['e&lt;', 96, 12, 16], ['f', 0, 28, 8]]);
	assert.match(svg, /\{fill:#d1d7e0;font-weight:700\}/);
	assert.match(svg, /\{fill:#ff7b72\}/);
	assert.match(svg, /<title>a &lt; b<\/title>/);
	assert.match(svg, /viewBox="0 0 184 56"/);
});

test('a run goes on over few blanks, and a symbol stands by itself', async () => {
	assert.deepEqual(texts(await drawn('ab  c ▶ d')), [['ab  c', 0, 12, 40], ['▶', 48, 12, 8], ['d', 64, 12, 8]]);
});

test('lines are strokes that continue over their cells', async () => {
	const svg = await drawn('├──┤\r\n│  ╯');
	assert.deepEqual(texts(svg), []);
	assert.deepEqual(paths(svg, 'l'), ['M4 8H28M4 0V32M28 0V16M24 24Q28 24 28 16']);
});

test('blocks stand on the ground of their cell, and braille has its dots', async () => {
	assert.deepEqual(paths(await drawn('▂▂█'), 'b'), ['M0 12H16v4H0zM16 0H24v16H16z']);
	assert.deepEqual(paths(await drawn('⣀⣀⠁'), 'd'), ['M2 14h12.1M18 2h0.1']);
});

test('inverse and coloured cells have their background', async () => {
	const svg = await drawn('\u{1B}[7mab\u{1B}[0m\u{1B}[48;5;196mc');
	assert.deepEqual(paths(svg, 'b'), ['M0 0H16v16H0z', 'M16 0H24v16H16z']);
	assert.match(svg, /fill="#d1d7e0"/);
	assert.match(svg, /fill="#ff0000"/);
});
