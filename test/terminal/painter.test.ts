import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import test from 'node:test';
import fc from 'fast-check';
import {parseLine} from '../../source/terminal/cells.ts';
import {Painter} from '../../source/terminal/painter.ts';
import {createEmulator, type EmulatedCell, type Emulator} from '../pty/emulator.ts';
import {editsArbitrary, emojiLineArbitrary, lineArbitrary} from './frames.ts';

const start = {columns: 30, rows: 6};

/** Draws a line by itself on an empty emulator: what the emulator makes of it is what must be on the screen. */
async function reference(line: string, columns: number): Promise<readonly EmulatedCell[]> {
	const key = `${columns} ${line}`;
	const known = references.get(key);
	if (known !== undefined) {
		return known;
	}

	const emulator = createEmulator({columns, rows: 1});
	await emulator.write('\u{1B}[?7l' + cleaned(line, columns));
	const cells = cellsOf(emulator, 0);
	emulator.dispose();
	references.set(key, cells);
	return cells;
}

const references = new Map<string, readonly EmulatedCell[]>();

/** The line as the parser understands it, cell by cell with whole styles: independent of differences and cursor moves. */
function cleaned(line: string, columns: number): string {
	const {texts, styles} = parseLine(line, columns);
	const attributeCodes = [1, 2, 3, 4, 5, 7, 8, 9, 53];
	return texts.map((text, x) => {
		const style = styles[x];
		const codes = attributeCodes.filter((_, index) => ((style?.attributes ?? 0) & (1 << index)) !== 0);
		return text === '' ? '' : `\u{1B}[${[0, ...codes, style?.foreground, style?.background].filter(code => code !== '').join(';')}m${text}`;
	}).join('');
}

/** Cells as they look: what does not show on a blank is left out. */
function cellsOf(emulator: Emulator, row: number): EmulatedCell[] {
	return Array.from({length: emulator.columns}, (_, column) => {
		const cell = emulator.cell(row, column);
		const isBlank = cell.text === ' ' && !cell.inverse && !cell.underline && !cell.strikethrough;
		return isBlank
			? {
				...cell, foreground: null, bold: false, dim: false, italic: false,
			}
			: cell;
	});
}

async function drive(widths: 'modern' | 'old', line: fc.Arbitrary<string>, check: (emulator: Emulator, frame: readonly string[]) => Promise<void>, isWithoutCha = false) {
	await fc.assert(fc.asyncProperty(editsArbitrary(line), async edits => {
		const painter = new Painter(start.columns, start.rows, isWithoutCha);
		const emulator = createEmulator({...start, widths});
		try {
			await emulator.write('\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7lleftover\r\nof somebody else');
			for (const {frame, size, limit} of edits) {
				if (size !== null) {
					emulator.resize(size.columns, size.rows);
					painter.resize(size.columns, size.rows);
				}

				painter.setFrame(frame.join('\n'));
				for (let update = painter.nextUpdate(limit); update !== ''; update = painter.nextUpdate(limit)) {
					assert.ok(!isWithoutCha || !/\[\d*G/.test(update), update);
					await emulator.write(update);
				}

				await check(emulator, frame);
			}
		} finally {
			emulator.dispose();
		}
	}), {numRuns: 80, includeErrorInReport: true});
}

for (const isWithoutCha of [false, true]) {
	test(`after any frames, resizes and limits the screen shows the last frame: text and styles${isWithoutCha ? ', on a VT100' : ''}`, async () => {
		await drive('modern', lineArbitrary, async (emulator, frame) => {
			for (let row = 0; row < emulator.rows; row++) {
				assert.deepEqual(cellsOf(emulator, row), await reference(frame[row] ?? '', emulator.columns), `row ${row}`);
			}
		}, isWithoutCha);
	});
}

for (const widths of ['modern', 'old'] as const) {
	test(`characters on whose width terminals disagree shift nothing and leave nothing behind (${widths} widths)`, async () => {
		await drive(widths, emojiLineArbitrary, async (emulator, frame) => {
			for (let row = 0; row < emulator.rows; row++) {
				const {texts} = parseLine(frame[row] ?? '', emulator.columns);
				for (const [column, text] of texts.entries()) {
					if (/^[\u{20}-\u{7E}]$/v.test(text)) {
						assert.equal(emulator.cell(row, column).text, text, `row ${row}, column ${column} of ${JSON.stringify(frame[row])}`);
					} else if (text === '') {
						assert.match(emulator.cell(row, column).text, /^\P{ASCII}*$|^ $/v, 'nothing old beside a wide character');
					}
				}
			}
		});
	});
}

test('an unchanged frame costs nothing', () => {
	const painter = new Painter(80, 24);
	painter.setFrame('a\nb');
	assert.notEqual(painter.nextUpdate(1e6), '');
	painter.setFrame('a\nb');
	assert.equal(painter.nextUpdate(1e6), '');
	painter.setFrame('\u{1B}[0ma   \nb');
	assert.equal(painter.nextUpdate(1e6), '', 'other bytes, same cells');
});

test('only what changed is sent', () => {
	const painter = new Painter(80, 24);
	const frame = (queue: string, process: string) => `LISTEN ${queue} 128 127.0.0.1:8080 \u{1B}[32m${process}\u{1B}[39m`;
	painter.setFrame(frame('  0', 'nginx'));
	painter.nextUpdate(1e6);
	painter.setFrame(frame(' 12', 'nginx'));
	assert.equal(painter.nextUpdate(1e6), '\u{1B}[9G\u{1B}[m12');
	painter.setFrame(frame(' 13', 'nginx'));
	assert.equal(painter.nextUpdate(1e6), '\b3');
	painter.setFrame(frame(' 13', 'node'));
	assert.equal(painter.nextUpdate(1e6), '\u{1B}[32G\u{1B}[32mode ');
});

test('the rest of a line is erased at once', () => {
	const painter = new Painter(80, 2);
	painter.setFrame(`${'x'.repeat(60)}\nend`);
	painter.nextUpdate(1e6);
	painter.setFrame('xx\nend');
	assert.equal(painter.nextUpdate(1e6), '\u{1B}[A\b\u{1B}[K');
});

test('when not all fits, what changed last comes first', async () => {
	const painter = new Painter(60, 20);
	const emulator = createEmulator({columns: 60, rows: 20});
	const table = (tick: number) => Array.from({length: 19}, (_, row) => `row ${row} ${'abcdefghij'[(tick + row) % 10]?.repeat(40)}`);
	painter.setFrame([...table(0), 'status'].join('\n'));
	await emulator.write(painter.nextUpdate(1e6));
	painter.setFrame([...table(1), 'status'].join('\n'));
	await emulator.write(painter.nextUpdate(200));
	assert.match(emulator.screen()[0] ?? '', /bbbb/);
	assert.match(emulator.screen()[18] ?? '', /iiii/, 'not yet');
	painter.setFrame([...table(1), 'answer to a key'].join('\n'));
	const update = painter.nextUpdate(100);
	assert.ok(Buffer.byteLength(update) <= 100);
	await emulator.write(update);
	assert.equal(emulator.screen()[19], 'answer to a key');
	emulator.dispose();
});

test('a table of 120×40 where a fifth of the cells change costs less than twice what htop writes', () => {
	const painter = new Painter(120, 40);
	let seed = 1;
	const random = (limit: number) => {
		seed = (seed * 48_271) % 2_147_483_647;
		return seed % limit;
	};

	const cells = Array.from({length: 36}, () => Array.from({length: 10}, () => random(100_000)));
	const frame = () => cells.map((row, y) => row.map((value, x) => `\u{1B}[3${(x % 6) + 1}m${String(value).padStart(11)}\u{1B}[39m`).join('') + (y === 3 ? '' : ' ok')).join('\n');
	painter.setFrame(frame());
	painter.nextUpdate(1e6);
	let bytes = 0;
	for (let refresh = 0; refresh < 20; refresh++) {
		for (const row of cells) {
			for (let x = 0; x < row.length; x++) {
				row[x] = random(5) === 0 ? random(100_000) : row[x] ?? 0;
			}
		}

		painter.setFrame(frame());
		bytes += Buffer.byteLength(painter.nextUpdate(1e6));
	}

	assert.ok(bytes / 20 < 2 * 1290, `${bytes / 20} bytes per refresh`);
});

test('a line that changed once is drawn although more changes with every frame than an update carries', () => {
	const painter = new Painter(20, 10);
	const frameOf = (tick: number) => ['still', ...Array.from({length: 9}, (_, row) => `${tick * (row + 7)} ${'x'.repeat(tick % 9)}`)].join('\n');
	painter.setFrame(frameOf(1));
	let sent = '';
	for (let tick = 2; tick < 40 && !sent.includes('still'); tick++) {
		painter.setFrame(frameOf(tick));
		sent += painter.nextUpdate(24);
	}

	assert.match(sent, /still/);
});
