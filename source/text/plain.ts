/**
Characters of one cell that join nothing, as a class of a regular expression has them: ASCII, Latin-1, and those that portop draws with.
Nearly every text is made of them, and segmenting the others takes a hundred times longer.
*/
export const plainCharacters = String.raw`\u{20}-\u{7E}\u{A1}-\u{AC}\u{AE}-\u{FF}Σ–—…←↑→↓↔≤≥─│┌┐└┘├┤┼╭╮╯╰╴╶▁▂▃▄▅▆▇█▲▶▼✗\u{2801}-\u{28FF}`;

const plain = new RegExp(`^[${plainCharacters}]*$`, 'u');

/** Returns whether a text has a cell for each UTF-16 unit, and each unit is a grapheme. */
export function isPlain(text: string): boolean {
	return plain.test(text);
}
