import headless from '@xterm/headless';
import stringWidth from 'string-width';

/** One cell as the emulator shows it. Colours: null is the default, a number a palette index, `#rrggbb` a direct colour. */
export type EmulatedCell = {
	/** Empty for the second half of a wide character. */
	readonly text: string;
	readonly width: number;
	readonly foreground: number | string | null;
	readonly background: number | string | null;
	readonly bold: boolean;
	readonly dim: boolean;
	readonly italic: boolean;
	readonly underline: boolean;
	readonly inverse: boolean;
	readonly strikethrough: boolean;
};

export type Emulator = {
	readonly columns: number;
	readonly rows: number;
	readonly isAlternateScreen: boolean;
	readonly isCursorVisible: boolean;
	readonly isAutowrap: boolean;
	readonly isBracketedPaste: boolean;
	readonly isSynchronizing: boolean;
	readonly isMouseTracked: boolean;
	/** Lines of the visible screen, without the blanks at their ends. */
	screen(): string[];
	cell(row: number, column: number): EmulatedCell;
	/** Resolves when the bytes are on the emulated screen. */
	write(bytes: Uint8Array | string): Promise<void>;
	resize(columns: number, rows: number): void;
	dispose(): void;
};

export type EmulatorOptions = {
	readonly columns: number;
	readonly rows: number;
	/** What the terminal sends by itself: answers to status reports. */
	readonly onAnswer?: (answer: string) => void;
	/**
	Whose widths: `modern` those of string-width, `old` xterm.js's own of Unicode 6, where an emoji is one
	column wide. Terminals disagree like that in reality too.
	*/
	readonly widths?: 'modern' | 'old';
};

/** A terminal emulator without a window: xterm.js, headless. */
export function createEmulator({columns, rows, onAnswer, widths = 'modern'}: EmulatorOptions): Emulator {
	const terminal = new headless.Terminal({
		cols: columns, rows, allowProposedApi: true, scrollback: 1000,
	});
	let cursorVisible = true;
	if (widths === 'modern') {
		terminal.unicode.register(modernWidths);
		terminal.unicode.activeVersion = modernWidths.version;
	}

	// xterm.js does not tell whether the cursor is shown; `false` lets its own handler run as well.
	const onMode = (final: 'h' | 'l') => {
		terminal.parser.registerCsiHandler({prefix: '?', final}, parameters => {
			if (parameters.includes(25)) {
				cursorVisible = final === 'h';
			}

			return false;
		});
	};

	onMode('h');
	onMode('l');

	terminal.onData(answer => {
		onAnswer?.(answer);
	});

	return {
		get columns() {
			return terminal.cols;
		},
		get rows() {
			return terminal.rows;
		},
		get isAlternateScreen() {
			return terminal.buffer.active.type === 'alternate';
		},
		get isCursorVisible() {
			return cursorVisible;
		},
		get isAutowrap() {
			return terminal.modes.wraparoundMode;
		},
		get isBracketedPaste() {
			return terminal.modes.bracketedPasteMode;
		},
		get isSynchronizing() {
			return terminal.modes.synchronizedOutputMode;
		},
		get isMouseTracked() {
			return terminal.modes.mouseTrackingMode !== 'none';
		},
		screen() {
			const {active} = terminal.buffer;
			return Array.from({length: terminal.rows}, (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '');
		},
		cell(row, column) {
			const {active} = terminal.buffer;
			const cell = active.getLine(active.baseY + row)?.getCell(column);
			if (cell === undefined) {
				throw new RangeError(`no cell at row ${row}, column ${column}`);
			}

			return {
				text: cell.getChars() === '' && cell.getWidth() > 0 ? ' ' : cell.getChars(),
				width: cell.getWidth(),
				foreground: color(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor()),
				background: color(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor()),
				bold: cell.isBold() !== 0,
				dim: cell.isDim() !== 0,
				italic: cell.isItalic() !== 0,
				underline: cell.isUnderline() !== 0,
				inverse: cell.isInverse() !== 0,
				strikethrough: cell.isStrikethrough() !== 0,
			};
		},
		async write(bytes) {
			await new Promise<void>(resolve => {
				terminal.write(bytes, resolve);
			});
		},
		resize(width, height) {
			terminal.resize(width, height);
		},
		dispose() {
			terminal.dispose();
		},
	};
}

function color(isDefault: boolean, isDirect: boolean, value: number): number | string | null {
	if (isDefault) {
		return null;
	}

	return isDirect ? `#${value.toString(16).padStart(6, '0')}` : value;
}

const modernWidths = {
	version: 'modern',
	wcwidth(codePoint: number): 0 | 1 | 2 {
		const width = stringWidth(String.fromCodePoint(codePoint));
		return width === 0 || width === 2 ? width : 1;
	},
	// As xterm.js's UnicodeV6 does it: bits 1-2 are the width, bit 0 says that the character joins the one before.
	charProperties(codePoint: number, preceding: number): number {
		const width = this.wcwidth(codePoint);
		const widthBefore = (preceding >> 1) & 3;
		const joins = width === 0 && preceding !== 0 && widthBefore !== 0;
		return ((joins ? Math.max(width, widthBefore) : width) << 1) | (joins ? 1 : 0);
	},
};
