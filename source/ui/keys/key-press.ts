/** The part of Ink's Key that is looked at. */
export type InkKey = {
	readonly upArrow: boolean;
	readonly downArrow: boolean;
	readonly leftArrow: boolean;
	readonly rightArrow: boolean;
	readonly pageUp: boolean;
	readonly pageDown: boolean;
	readonly home: boolean;
	readonly end: boolean;
	readonly return: boolean;
	readonly escape: boolean;
	readonly tab: boolean;
	readonly backspace: boolean;
	readonly delete: boolean;
	readonly ctrl: boolean;
	readonly shift: boolean;
	readonly meta: boolean;
};

const namedKeys = [
	['upArrow', 'up'],
	['downArrow', 'down'],
	['leftArrow', 'left'],
	['rightArrow', 'right'],
	['pageUp', 'page-up'],
	['pageDown', 'page-down'],
	['home', 'home'],
	['end', 'end'],
	['return', 'enter'],
	['escape', 'escape'],
	['backspace', 'backspace'],
	['delete', 'delete'],
] as const satisfies ReadonlyArray<readonly [keyof InkKey, string]>;

/** Control characters that have a key of their own; the others are Ctrl with a letter. */
const controlKeys: Readonly<Record<string, string>> = {
	'\r': 'enter',
	'\n': 'enter',
	'\t': 'tab',
	'\b': 'backspace',
	'\u{7F}': 'backspace',
	'\u{1B}': 'escape',
};

const graphemes = new Intl.Segmenter();

/**
The keys of one event of Ink's useInput, by name: what a key types (`j`, `K`, `ü`), or `up`, `page-down`, `enter`,
`shift-tab`, `ctrl-c`. Several characters in one read arrive as one event.
*/
export function keysOf(input: string, key: InkKey): readonly string[] {
	const named = namedKeys.find(([flag]) => key[flag])?.[1] ?? (key.tab ? tabName(key) : undefined);
	if (named !== undefined) {
		return [named];
	}

	if (key.ctrl) {
		return input === '' ? [] : [`ctrl-${input}`];
	}

	const typed = Array.from(graphemes.segment(input), ({segment}) => keyOfGrapheme(segment));
	// A terminal sends Alt as Esc, and so looks Esc followed at once by another key: the one that portop has.
	return key.meta ? ['escape', ...typed] : typed;
}

/** Whether a key types something, and what: a line that is typed takes it. */
export function textOf(key: string): string | null {
	return isGrapheme(key) && !/^\p{Control}/u.test(key) ? key : null;
}

function tabName({shift}: InkKey): string {
	return shift ? 'shift-tab' : 'tab';
}

function keyOfGrapheme(grapheme: string): string {
	// One grapheme, two characters: CR LF.
	const code = grapheme.codePointAt(0) ?? 0;
	const isControl = code < 0x20 || code === 0x7F;
	return isControl ? controlKeys[grapheme[0]!] ?? `ctrl-${String.fromCodePoint(code + 0x60)}` : grapheme;
}

/** Returns the key that a terminal sends for Ctrl and a letter from a to z: for some letters it is another key. */
export function keyOfCtrl(letter: string): string {
	return keyOfGrapheme(String.fromCodePoint(letter.codePointAt(0)! - 0x60));
}

function isGrapheme(key: string): boolean {
	return graphemes.segment(key).containing(0)?.segment === key;
}

/**
Returns the keys of a paste into a typed line, which arrives as one event: control characters are dropped, except an Enter
at its end. null where the event is no paste.
*/
export function pastedKeysOf(input: string): readonly string[] | null {
	const text = input.trimEnd();
	if (!/\p{Control}/u.test(text) || isGrapheme(text)) {
		return null;
	}

	const kept = Array.from(graphemes.segment(text.replaceAll(/\p{Control}/gu, '')), ({segment}) => segment);
	return /[\n\r]$/.test(input) ? [...kept, 'enter'] : kept;
}
