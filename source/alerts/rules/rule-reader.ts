import type {Span} from '../../filter/filter-error.ts';

export type RuleWord = Span & {readonly text: string};

const piece = /[!<=>~]+|[^\s!<=>~]+/g;
const operatorSymbols = /^[!<=>~]/;

/** A rule's words and operators, one after the other. */
export class RuleReader {
	readonly #source: string;
	readonly #words: readonly RuleWord[];
	#index = 0;

	constructor(source: string) {
		this.#source = source;
		this.#words = source.matchAll(piece).map(match => ({text: match[0], position: match.index, length: match[0].length})).toArray();
	}

	/** The index of the next word; the end of the text where there is none. */
	get position(): number {
		return this.#words[this.#index]?.position ?? this.#source.trimEnd().length;
	}

	take(): RuleWord | null {
		const word = this.#words[this.#index];
		if (word === undefined) {
			return null;
		}

		this.#index++;
		return word;
	}

	takeUntilOperator(): readonly RuleWord[] {
		const end = this.#words.findIndex(({text}, index) => index >= this.#index && operatorSymbols.test(text));
		const words = this.#words.slice(this.#index, end === -1 ? undefined : end);
		this.#index += words.length;
		return words;
	}

	/** Returns whether a number with a percent sign comes. */
	isPercentage(): boolean {
		const [first = '', second = ''] = this.#words.slice(this.#index, this.#index + 2).map(({text}) => text);
		return first.endsWith('%') || (isNumber(first) && second === '%');
	}

	/** Returns a number with its unit; both together where they stand apart. */
	takeQuantity(isUnit: (text: string) => boolean): RuleWord | null {
		const first = this.take();
		const second = this.#words[this.#index];
		if (first === null || second === undefined || !isNumber(first.text) || !isUnit(second.text)) {
			return first;
		}

		this.#index++;
		return {text: first.text + second.text, position: first.position, length: second.position + second.length - first.position};
	}

	nextSpan(): Span {
		return {position: this.position, length: this.#words[this.#index]?.length ?? 0};
	}

	/** Returns everything that is left, without the blanks around it. */
	takeRest(): RuleWord {
		const {position} = this;
		const text = this.#source.slice(position).trim();
		this.#index = this.#words.length;
		return {text, position, length: text.length};
	}
}

function isNumber(text: string): boolean {
	return /^[\d.]+$/.test(text);
}
