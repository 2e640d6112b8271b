import {Buffer} from 'node:buffer';

// xterm and others drop longer ones; what portop copies is an address or a line.
const maxTextLength = 8192;
// GNU screen's buffer for a string sequence is 768 bytes.
const screenChunk = 512;

/**
Returns the sequence that puts a text on the clipboard of the terminal where the user sits, also through SSH: OSC 52 of
xterm's control sequences. A terminal that does not allow it ignores it.
@param environment TMUX and STY show whether tmux or screen stands between: the sequence is then wrapped to pass
through. tmux gets it plain as well, since it has two settings (set-clipboard, allow-passthrough) of which either may
be on.
@returns null if the text is too long (8 KiB).
*/
export function clipboardSequence(text: string, environment: Readonly<Record<string, string | undefined>>): string | null {
	const bytes = Buffer.from(text);
	if (bytes.length > maxTextLength) {
		return null;
	}

	const sequence = `\u{1B}]52;c;${bytes.toString('base64')}\u{7}`;
	if ((environment['TMUX'] ?? '') !== '') {
		return `${sequence}\u{1B}Ptmux;${sequence.replaceAll('\u{1B}', '\u{1B}\u{1B}')}\u{1B}\\`;
	}

	if ((environment['STY'] ?? '') !== '') {
		const chunks = sequence.match(new RegExp(`.{1,${screenChunk}}`, 'gs')) ?? [];
		return chunks.map(chunk => `\u{1B}P${chunk}\u{1B}\\`).join('');
	}

	return sequence;
}
