import {Buffer} from 'node:buffer';
import {blankRow, parseLine, type Row} from './cells.ts';
import {homeCursor, type Cursor} from './cursor.ts';
import {paintRow} from './diff.ts';

/** Default style, erase everything, cursor to the first cell. */
const clearScreen = '\u{1B}[m\u{1B}[2J\u{1B}[H';
/** Synchronized update: the terminal shows nothing until the end of it. Those that do not know it ignore it. */
const beginUpdate = '\u{1B}[?2026h';
const endUpdate = '\u{1B}[?2026l';
// A short update arrives in one piece anyway.
const synchronizedFrom = 256;
/** One update in so many begins with the line that has waited the longest: where more changes than the line carries it would wait for ever. */
const updatesPerOldLine = 4;

type Line = {
	/** The line as received, to see quickly that nothing changed. */
	readonly source: string;
	readonly row: Row;
	/** Number of the frame in which the line changed last. */
	readonly frame: number;
};

/**
Compares the screen that the terminal shows with the wanted one and makes the bytes between them. Knows nothing of time or of
descriptors. Its memory is two screens, however many frames come.
*/
export class Painter {
	#columns: number;
	#rows: number;
	#frame = 0;
	#updates = 0;
	#lines: Line[] = [];
	/** The rows that were sent; null when the screen must be cleared first. */
	#shown: Row[] | null = null;
	readonly #home: Cursor;
	#cursor: Cursor;

	/**
	Begins with a screen that must be cleared.
	@param isWithoutCha As in `Cursor`.
	*/
	constructor(columns: number, rows: number, isWithoutCha = false) {
		this.#home = isWithoutCha ? {...homeCursor, isWithoutCha} : homeCursor;
		this.#cursor = this.#home;
		this.#columns = columns;
		this.#rows = rows;
	}

	/** Sets the frame that should be shown: lines separated by \n, with SGR sequences. */
	setFrame(frame: string): void {
		this.#frame++;
		const sources = frame.split('\n', this.#rows);
		this.#lines = Array.from({length: this.#rows}, (_, y) => {
			const source = sources[y] ?? '';
			const line = this.#lines[y];
			return line?.source === source ? line : {source, row: parseLine(source, this.#columns), frame: this.#frame};
		});
	}

	/** The terminal has another size now: nothing of what it shows is relied on, and the next frame is drawn whole. */
	resize(columns: number, rows: number): void {
		this.#columns = columns;
		this.#rows = rows;
		const frame = this.#lines.map(line => line.source).join('\n');
		this.#lines = [];
		this.forget();
		this.setFrame(frame);
	}

	/** Forgets what the terminal shows: it will be cleared and drawn whole. */
	forget(): void {
		this.#shown = null;
		this.#lines = this.#lines.map(line => ({...line, frame: this.#frame}));
	}

	/**
	Bytes that bring the terminal nearer to the frame; empty when it shows it already.
	Lines that changed last come first: they answer a key, what was left over of a table can wait.
	@param limit In bytes; at least one line comes.
	*/
	nextUpdate(limit: number): string {
		if (this.#lines.length === 0) {
			return '';
		}

		let clear = '';
		if (this.#shown === null) {
			clear = clearScreen;
			this.#cursor = this.#home;
			this.#shown = Array.from({length: this.#rows}, () => blankRow(this.#columns));
		}

		this.#updates++;
		const beginsWithOldest = this.#updates % updatesPerOldLine === 0;
		const {pieces, painted} = this.#paint(this.#staleLines(this.#shown, beginsWithOldest), this.#shown, limit - clear.length);
		for (const y of painted) {
			this.#shown[y] = this.#lines[y]?.row ?? blankRow(this.#columns);
		}

		// Only the newest frame's lines appear together: they must not wait for what was left over from older ones.
		const newest = this.#lines[painted[0] ?? 0]?.frame;
		const firstOld = beginsWithOldest ? -1 : painted.findIndex(y => this.#lines[y]?.frame !== newest);
		const count = firstOld === -1 ? pieces.length : firstOld;
		const together = clear + pieces.slice(0, count).join('');
		const isLong = together.length >= synchronizedFrom;
		return (isLong ? beginUpdate + together + endUpdate : together) + pieces.slice(count).join('');
	}

	/** Lines that are not shown as they should be, the ones that changed last first; before them the one that has waited the longest, where it is its turn. */
	#staleLines(shown: readonly Row[], beginsWithOldest: boolean): number[] {
		const stale: number[] = [];
		for (const [y, {row}] of this.#lines.entries()) {
			if (row !== shown[y]) {
				stale.push(y);
			}
		}

		const frameOf = (y: number) => this.#lines[y]?.frame ?? 0;
		const order = stale.toSorted((a, b) => frameOf(b) - frameOf(a));
		const oldest = beginsWithOldest ? order.pop() : undefined;
		return oldest === undefined ? order : [oldest, ...order];
	}

	/** Paints lines in the order given until the limit; the first one that costs anything in any case. */
	#paint(order: readonly number[], shown: readonly Row[], limit: number): {readonly pieces: string[]; readonly painted: number[]} {
		const pieces: string[] = [];
		const painted: number[] = [];
		let size = 0;
		for (const y of order) {
			const before = shown[y];
			const after = this.#lines[y]?.row;
			if (before === undefined || after === undefined) {
				continue;
			}

			const {bytes, cursor} = paintRow(this.#cursor, y, before, after);
			const bytesOfLine = Buffer.byteLength(bytes);
			if (size > 0 && size + bytesOfLine > limit) {
				break;
			}

			size += bytesOfLine;
			painted.push(y);
			pieces.push(bytes);
			this.#cursor = cursor;
		}

		return {pieces, painted};
	}
}
