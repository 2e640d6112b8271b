import {defaultStyle, transition, type Style} from './style.ts';

/*
The terminal's cursor and pen as they are after the bytes so far, and the cheapest way to somewhere else. Only
sequences that every terminal since the VT100 knows: CUP, CUU, CUD, CUF, CUB, and CHA where it is not a VT100 itself.
*/

/** The place where the terminal writes next, and the style that it uses. */
export type Cursor = {
	readonly row: number;
	/** null when it is not known: after the last column, or after a character whose width terminals disagree on. */
	readonly column: number | null;
	readonly style: Style;
	/** The terminal knows no CHA (terminfo: hpa), as the VT100 to VT420. */
	readonly isWithoutCha?: true;
};

/** After `CSI m CSI H`. */
export const homeCursor: Cursor = {row: 0, column: 0, style: defaultStyle};

const csi = '\u{1B}[';

/**
Returns the shortest sequence that moves the cursor.
@param row Of the target, from 0.
@param column Of the target, from 0.
*/
export function moveSequence(from: Cursor, row: number, column: number): string {
	const absolute = `${csi}${row === 0 && column === 0 ? '' : row + 1}${column === 0 ? '' : `;${column + 1}`}H`;
	const distance = row - from.row;
	const alongRow = (start: number | null) => moveAlongRow(start, column, from.isWithoutCha === true ? absolute : `${csi}${column + 1}G`);
	if (distance === 0) {
		return shortest(absolute, alongRow(from.column));
	}

	// CR first: whether LF alone goes to the first column depends on the line discipline.
	const line = distance === 1 ? `\r\n${alongRow(0)}` : absolute;
	const vertical = `${csi}${count(Math.abs(distance))}${distance > 0 ? 'B' : 'A'}`;
	return shortest(absolute, line, vertical + alongRow(from.column));
}

function moveAlongRow(from: number | null, to: number, addressed: string): string {
	if (from === to) {
		return '';
	}

	const absolute = to === 0 ? '\r' : addressed;
	if (from === null) {
		return absolute;
	}

	return to > from
		? shortest(absolute, `${csi}${count(to - from)}C`)
		: shortest(absolute, `${csi}${count(from - to)}D`, from - to < 4 ? '\b'.repeat(from - to) : absolute);
}

const count = (number: number) => number === 1 ? '' : String(number);

function shortest(first: string, ...others: readonly string[]): string {
	let best = first;
	for (const other of others) {
		best = other.length < best.length ? other : best;
	}

	return best;
}

/** Returns the sequence that sets the pen. */
export function penSequence(from: Cursor, style: Style): string {
	return transition(from.style, style);
}
