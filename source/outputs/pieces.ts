const pieceCharacters = 65_536;

/**
Puts lines together: few writes, and never the whole text in memory.
@yields About 64 KiB.
*/
export function * inPieces(lines: Iterable<string>): Generator<string> {
	let piece = '';
	for (const line of lines) {
		piece += line;
		if (!(piece.length >= pieceCharacters)) {
			continue;
		}

		yield piece;
		piece = '';
	}

	if (piece !== '') {
		yield piece;
	}
}
