import {Buffer} from 'node:buffer';

export type Filtered = {
	/** The typed bytes. */
	readonly input: Buffer;
	readonly answers: number;
};

/** `CSI 0 n`, ready, and `CSI 3 n`, malfunction: both say that the terminal has read so far. */
const wholeAnswers = ['\u{1B}[0n', '\u{1B}[3n'];
const answerBegins = ['\u{1B}[0', '\u{1B}[3', '\u{1B}[', '\u{1B}'];

/** Takes the terminal's answers to status requests out of its input, wherever the input is cut. */
export class AnswerFilter {
	#held = '';

	/** The beginning of an answer, or an Esc that the user typed: only what follows shows which. */
	get isHolding(): boolean {
		return this.#held !== '';
	}

	/**
	Takes what was read.
	@param mayContinue Whether an answer is due: then what may be the beginning of one is held back.
	*/
	push(chunk: Buffer, mayContinue: boolean): Filtered {
		// Latin-1 keeps every byte, also one that is part of a character.
		const text = this.#held + chunk.toString('latin1');
		let answers = 0;
		this.#held = mayContinue ? answerBegins.find(begin => text.endsWith(begin)) ?? '' : '';
		let input = text.slice(0, text.length - this.#held.length);
		for (const answer of wholeAnswers) {
			const parts = input.split(answer);
			answers += parts.length - 1;
			input = parts.join('');
		}

		return {input: Buffer.from(input, 'latin1'), answers};
	}

	/** Gives back what was held: it was typed after all. */
	flush(): Buffer {
		const input = Buffer.from(this.#held, 'latin1');
		this.#held = '';
		return input;
	}
}
