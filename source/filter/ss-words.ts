import {quote} from '../text/quote.ts';
import {FilterSyntaxError} from './filter-error.ts';
import type {WordToken} from './tokenizer.ts';

/** The words of ss(8)'s filters that portop does not know the answer to, and what to write instead. */
const unsupported: Readonly<Record<string, string>> = {
	autobound: 'whether the kernel chose a port is not known here: write its range, as in sport:32768-60999',
	cgroup: 'a socket\'s cgroup is not known here: write unit:NAME or container:ID',
	fwmark: 'a socket\'s mark is not known here',
};

/**
Throws FilterSyntaxError for a word that means something else to `ss` than text, and that is not supported: as text it would give
other rows.
*/
export function checkSupported(word: WordToken): void {
	const reason = Object.hasOwn(unsupported, word.text.toLowerCase()) ? unsupported[word.text.toLowerCase()] : undefined;
	if (reason !== undefined) {
		throw new FilterSyntaxError(`${quote(word.text)} of ss is not supported: ${reason}; the text itself goes in quotes`, word);
	}
}
