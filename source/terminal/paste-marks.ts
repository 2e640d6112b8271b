/** CSI 200 ~ and CSI 201 ~, before and after what is pasted (xterm's control sequences, "Bracketed Paste Mode"). */
const marks = ['\u{1B}[200~', '\u{1B}[201~'];
const beginnings = ['\u{1B}[200', '\u{1B}[201', '\u{1B}[20', '\u{1B}[2', '\u{1B}[', '\u{1B}'];
/** A shorter beginning may be a key of its own, which must not wait. */
const minKeptBack = 3;
/** The Insert key, which means nothing to portop. It begins as a mark does. */
const harmless = '\u{1B}[2~';

/**
Takes the marks of a paste out of the input, wherever it is cut: Ink keeps everything behind the first mark until the second one comes,
Ctrl-C too. portop does not ask for such marks, but a program before it may have left them on.
*/
export class PasteMarks {
	/** The end of the input so far, if it may begin a mark: the part that Ink has got, and the part that was kept back. */
	#passed = '';
	#kept = '';

	/** Takes what was typed; returns what is to be passed on. */
	remove(input: string): string {
		const passedBefore = this.#passed.length;
		let text = this.#passed + this.#kept + input;
		for (const mark of marks) {
			text = text.split(mark).join(harmless);
		}

		const beginning = beginnings.find(each => text.endsWith(each)) ?? '';
		const keptLength = beginning.length < minKeptBack ? 0 : Math.min(beginning.length, text.length - passedBefore);
		this.#passed = beginning.slice(0, beginning.length - keptLength);
		this.#kept = beginning.slice(beginning.length - keptLength);
		return text.slice(passedBefore, text.length - keptLength);
	}
}
