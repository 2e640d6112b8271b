/*
Takes the place of Intl.Segmenter in the bundles: it takes several milliseconds to make the first one, which packages do when they are loaded,
and a hundred times longer to segment a text of plain characters than to take it apart.
*/
import {plainCharacters} from '../source/text/plain.ts';

/** Characters that are a grapheme each; the escape character and the end of a line are, too. */
const single = new RegExp(String.raw`^[\n\u{1B}${plainCharacters}]*$`, 'u');

/** The bundler replaces `Intl.Segmenter`, here too. */
const {Segmenter} = Intl;
let segmenter: Intl.Segmenter | undefined;

/** A segmenter of graphemes, as all are that portop and its packages use. */
export class LazySegmenter {
	segment(text: string): Pick<Intl.Segments, 'containing'> & Iterable<Intl.SegmentData> {
		if (single.test(text)) {
			return new SingleCharacters(text);
		}

		segmenter ??= new Segmenter();
		return segmenter.segment(text);
	}
}

class SingleCharacters {
	readonly #text: string;

	constructor(text: string) {
		this.#text = text;
	}

	containing(index = 0): Intl.SegmentData | undefined {
		const segment = this.#text[Math.trunc(index)];
		return segment === undefined ? undefined : {segment, index: Math.trunc(index), input: this.#text};
	}

	* [Symbol.iterator](): Generator<Intl.SegmentData> {
		for (let index = 0; index < this.#text.length; index++) {
			yield {segment: this.#text[index]!, index, input: this.#text};
		}
	}
}
