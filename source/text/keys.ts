/*
The names of keys: what a key types (`j`, `K`, `ü`), or `up`, `page-down`, `enter`, `shift-tab`, `ctrl-c`. A paste is one key, too:
`paste ` and its text, so that it keeps its place among the keys that were typed before and after it.
*/

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
const pastePrefix = 'paste ';

/** Returns the keys that type a text, control characters included. */
export function keysOfText(text: string): readonly string[] {
	return Array.from(graphemes.segment(text), ({segment}) => keyOfGrapheme(segment));
}

/** Returns the key that a terminal sends for Ctrl and a letter from a to z: for some letters it is another key. */
export function keyOfCtrl(letter: string): string {
	return keyOfGrapheme(String.fromCodePoint(letter.codePointAt(0)! - 0x60));
}

function keyOfGrapheme(grapheme: string): string {
	// One grapheme, two characters: CR LF.
	const code = grapheme.codePointAt(0) ?? 0;
	const isControl = code < 0x20 || code === 0x7F;
	return isControl ? controlKeys[grapheme[0]!] ?? `ctrl-${String.fromCodePoint(code + 0x60)}` : grapheme;
}

/** Returns the text that a key types into a line; null where it types nothing. A paste has no control characters: each run is a space. */
export function textOf(key: string): string | null {
	if (isPaste(key)) {
		return key.slice(pastePrefix.length).replaceAll(/\p{Control}+/gu, ' ');
	}

	return isGrapheme(key) && !/^\p{Control}/u.test(key) ? key : null;
}

export function isPaste(key: string): boolean {
	return key.startsWith(pastePrefix);
}

export function keyOfPaste(text: string): string {
	return pastePrefix + text;
}

function isGrapheme(key: string): boolean {
	return graphemes.segment(key).containing(0)?.segment === key;
}
