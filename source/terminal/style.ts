/*
Colours and attributes of cells: reading them from SGR sequences (ECMA-48 §8.3.117, and xterm's control sequences
for colours), and the shortest sequence that goes from one style to another.
*/

/** The style of a cell. Interned: equal styles are the same object. */
export type Style = {
	/** The SGR parameters: `31`, `38;5;208`, `38;2;1;2;3`; empty for the default. */
	readonly foreground: string;
	readonly background: string;
	/** Bits of `attributeCodes`. */
	readonly attributes: number;
};

// Bold and dim share the code that ends them.
const attributeCodes = [
	{
		bit: 1, on: 1, off: 22, showsOnBlank: false,
	}, // Bold
	{
		bit: 2, on: 2, off: 22, showsOnBlank: false,
	}, // Dim
	{
		bit: 4, on: 3, off: 23, showsOnBlank: false,
	}, // Italic
	{
		bit: 8, on: 4, off: 24, showsOnBlank: true,
	}, // Underline
	{
		bit: 16, on: 5, off: 25, showsOnBlank: false,
	}, // Blink
	{
		bit: 32, on: 7, off: 27, showsOnBlank: true,
	}, // Inverse
	{
		bit: 64, on: 8, off: 28, showsOnBlank: false,
	}, // Hidden
	{
		bit: 128, on: 9, off: 29, showsOnBlank: true,
	}, // Strikethrough
	{
		bit: 256, on: 53, off: 55, showsOnBlank: true,
	}, // Overline
] as const;
let bitsOnBlank = 0;
for (const {bit, showsOnBlank} of attributeCodes) {
	bitsOnBlank |= showsOnBlank ? bit : 0;
}

// A theme has a few dozen styles, so that neither map grows for long.
const interned = new Map<string, Style>();
const transitions = new Map<Style, Map<Style, string>>();

function styleOf(foreground: string, background: string, attributes: number): Style {
	const key = `${foreground}/${background}/${attributes}`;
	let style = interned.get(key);
	if (style === undefined) {
		style = {foreground, background, attributes};
		interned.set(key, style);
	}

	return style;
}

export const defaultStyle = styleOf('', '', 0);

/** Returns what is left of a style on a blank: a red space looks like any other. */
export function styleOnBlank({foreground, background, attributes}: Style): Style {
	return (attributes & bitsOnBlank) === 0 ? styleOf('', background, 0) : styleOf(foreground, background, attributes);
}

/**
Returns the style after an SGR sequence.
@param parameters What stands between `CSI` and `m`. What is not understood is passed over.
*/
export function applySgr(style: Style, parameters: string): Style {
	let {foreground, background, attributes: bits} = style;
	const codes = parameters.split(';');
	for (let index = 0; index < codes.length; index++) {
		const code = codeOf(codes[index] ?? '');
		if (code === 0) {
			foreground = '';
			background = '';
			bits = 0;
		} else if ([38, 48, 58].includes(code)) {
			const color = extendedColor(codes, index);
			if (color === null) {
				// It is not known where the colour ends: the rest of the sequence is passed over.
				break;
			}

			// 58, the colour of underlines, is not drawn.
			foreground = code === 38 ? color.join(';') : foreground;
			background = code === 48 ? color.join(';') : background;
			index += color.length - 1;
		} else if (isForeground(code)) {
			foreground = code === 39 ? '' : String(code);
		} else if (isForeground(code - 10)) {
			background = code === 49 ? '' : String(code);
		} else {
			for (const {bit, on, off} of attributeCodes) {
				bits = code === on ? bits | bit : bits;
				bits = code === off ? bits & ~bit : bits;
			}
		}
	}

	return styleOf(foreground, background, bits);
}

/** Returns the sixteen colours, and the default. */
function isForeground(code: number): boolean {
	return (code >= 30 && code <= 37) || (code >= 90 && code <= 97) || code === 39;
}

/** `38;5;n` or `38;2;r;g;b`, and the same with 48 and 58, from their first code. */
function extendedColor(codes: readonly string[], index: number): readonly string[] | null {
	const lengths: Readonly<Record<string, number>> = {5: 3, 2: 5};
	const length = lengths[codes[index + 1] ?? ''];
	const color = codes.slice(index, index + (length ?? 0));
	return color.length === length && color.every(part => /^\d{1,3}$/.test(part)) ? color : null;
}

/** Returns the code of an SGR parameter; 0 for an empty one. `4:3`, a curly underline, counts as 4; `4:0` as no underline. */
function codeOf(parameter: string): number {
	return parameter === '4:0' ? 24 : Number(parameter.split(':', 1)[0]);
}

/** Returns the shortest SGR sequence that leads from one style to another; empty if they are the same. */
export function transition(from: Style, to: Style): string {
	if (from === to) {
		return '';
	}

	let known = transitions.get(from);
	if (known === undefined) {
		known = new Map();
		transitions.set(from, known);
	}

	let sequence = known.get(to);
	if (sequence === undefined) {
		// An empty parameter is 0, which resets.
		const afresh = ['', ...changes(defaultStyle, to)].join(';');
		const delta = changes(from, to).join(';');
		sequence = `\u{1B}[${delta.length < afresh.length ? delta : afresh}m`;
		known.set(to, sequence);
	}

	return sequence;
}

function changes(from: Style, to: Style): string[] {
	const codes = new Set<string>();
	let bits = from.attributes;
	for (const {bit, off} of attributeCodes) {
		if ((from.attributes & ~to.attributes & bit) !== 0) {
			codes.add(String(off));
			bits &= off === 22 ? ~3 : ~bit;
		}
	}

	for (const {bit, on} of attributeCodes) {
		if ((to.attributes & ~bits & bit) !== 0) {
			codes.add(String(on));
		}
	}

	if (from.foreground !== to.foreground) {
		codes.add(to.foreground === '' ? '39' : to.foreground);
	}

	if (from.background !== to.background) {
		codes.add(to.background === '' ? '49' : to.background);
	}

	return [...codes];
}
