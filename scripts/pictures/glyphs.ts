/*
Characters that must meet their neighbours are drawn as shapes: in a font they may come from another one, with other
widths and gaps between the lines. Everything is gathered by colour, and what continues is one stroke.
*/

export const cellWidth = 8;
export const cellHeight = 16;

/** The arms of a character of lines, from the middle of its cell: up, right, down, left. */
const arms: Readonly<Record<string, string>> = {
	'─': 'rl', '│': 'ud', '┌': 'rd', '┐': 'dl', '└': 'ur', '┘': 'ul', '├': 'urd', '┤': 'udl', '┬': 'rdl', '┴': 'url', '┼': 'urdl', '╴': 'l', '╶': 'r', '╵': 'u', '╷': 'd',
};
/** The directions of rounded corners: sideways, up or down. */
const corners: Readonly<Record<string, readonly [side: 1 | -1, vertical: 1 | -1]>> = {
	'╭': [1, 1], '╮': [-1, 1], '╰': [1, -1], '╯': [-1, -1],
};

// The dots of a braille character by the bits of its code, from the upper left one.
const brailleDots = [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2], [0, 3], [1, 3]] as const;
const dotDistance = 4;

type Segment = {start: number; end: number};

/** The shapes of one colour. */
export class Shapes {
	/** By the height of a line, and by its place from left to right. */
	readonly #horizontal = new Map<number, Segment[]>();
	readonly #vertical = new Map<number, Segment[]>();
	readonly #dots = new Map<number, Segment[]>();
	readonly #blocks = new Map<string, Segment[]>();
	#corners = '';

	/**
	Adds a character.
	@returns false for one that is left to the font.
	*/
	add(text: string, row: number, column: number): boolean {
		const code = text.codePointAt(0) ?? 0;
		if (code >= 0x28_00 && code <= 0x28_FF) {
			this.#addBraille(code - 0x28_00, row, column);
		} else if (code >= 0x25_80 && code <= 0x25_90) {
			this.#addBlock(code - 0x25_80, row, column);
		} else if (arms[text] !== undefined) {
			this.#addArms(arms[text], row, column);
		} else if (corners[text] === undefined) {
			return false;
		} else {
			this.#addCorner(corners[text], row, column);
		}

		return true;
	}

	/** Fills a whole cell. */
	addCell(row: number, column: number): void {
		this.#addBlock(8, row, column);
	}

	/** Returns the paths of these shapes, in `color`. */
	toSvg(color: string): string {
		const lines = pathOf(this.#horizontal, ({start, end}, y) => `M${start} ${y}H${end}`)
			+ pathOf(this.#vertical, ({start, end}, x) => `M${x} ${start}V${end}`)
			+ this.#corners;
		const dots = pathOf(this.#dots, ({start, end}, y) => `M${start} ${y}h${end - start - dotDistance}.1`);
		const blocks = this.#blocks.entries().flatMap(([place, segments]) => {
			const [y = 0, height = 0] = place.split(' ').map(Number);
			return segments.map(({start, end}) => `M${start} ${y}H${end}v${height}H${start}z`);
		}).toArray().join('');
		return [
			blocks === '' ? '' : `<path class="b" fill="${color}" d="${blocks}"/>\n`,
			lines === '' ? '' : `<path class="l" stroke="${color}" d="${lines}"/>\n`,
			dots === '' ? '' : `<path class="d" stroke="${color}" d="${dots}"/>\n`,
		].join('');
	}

	#addBraille(bits: number, row: number, column: number): void {
		for (const [bit, [across, down]] of brailleDots.entries()) {
			if (((bits >> bit) & 1) === 1) {
				const x = (column * cellWidth) + 2 + (across * dotDistance);
				extend(this.#dots, (row * cellHeight) + 2 + (down * dotDistance), x, x + dotDistance);
			}
		}
	}

	/** Adds one of the block elements: 0 is the upper half, to 8 they grow from below, to 15 they shrink to the left, 16 is the right half. */
	#addBlock(index: number, row: number, column: number): void {
		const [x, y] = [column * cellWidth, row * cellHeight];
		if (index === 0) {
			extend(this.#blocks, `${y} ${cellHeight / 2}`, x, x + cellWidth);
		} else if (index <= 8) {
			const height = cellHeight * index / 8;
			extend(this.#blocks, `${y + cellHeight - height} ${height}`, x, x + cellWidth);
		} else if (index <= 15) {
			extend(this.#blocks, `${y} ${cellHeight}`, x, x + (cellWidth * (16 - index) / 8));
		} else {
			extend(this.#blocks, `${y} ${cellHeight}`, x + (cellWidth / 2), x + cellWidth);
		}
	}

	#addArms(directions: string, row: number, column: number): void {
		const [x, y] = middle(row, column);
		const has = (direction: string) => directions.includes(direction);
		if (has('l') || has('r')) {
			extend(this.#horizontal, y, has('l') ? x - (cellWidth / 2) : x, has('r') ? x + (cellWidth / 2) : x);
		}

		if (has('u') || has('d')) {
			extend(this.#vertical, x, has('u') ? y - (cellHeight / 2) : y, has('d') ? y + (cellHeight / 2) : y);
		}
	}

	#addCorner([side, vertical]: readonly [side: 1 | -1, vertical: 1 | -1], row: number, column: number): void {
		const [x, y] = middle(row, column);
		this.#corners += `M${x + (side * cellWidth / 2)} ${y}Q${x} ${y} ${x} ${y + (vertical * cellHeight / 2)}`;
	}
}

function middle(row: number, column: number): readonly [x: number, y: number] {
	return [(column * cellWidth) + (cellWidth / 2), (row * cellHeight) + (cellHeight / 2)];
}

/** Continues the segment that ends where this one begins, or begins one: cells come row by row, from left to right. */
function extend<Place>(places: Map<Place, Segment[]>, place: Place, start: number, end: number): void {
	const segments = places.get(place);
	if (segments === undefined) {
		places.set(place, [{start, end}]);
		return;
	}

	const last = segments.at(-1)!;
	if (last.end === start) {
		last.end = end;
	} else {
		segments.push({start, end});
	}
}

function pathOf(places: ReadonlyMap<number, readonly Segment[]>, draw: (segment: Segment, place: number) => string): string {
	return places.entries().flatMap(([place, segments]) => segments.map(segment => draw(segment, place))).toArray().join('');
}
