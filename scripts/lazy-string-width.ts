/*
Takes the place of string-width in the bundles, also for packages: it is loaded with the first text that is not plain. Its pattern for emoji takes
12 ms to make, and more when it is first matched.
*/
import type StringWidth from 'string-width';
import {isPlain} from '../source/text/plain.ts';

let stringWidth: typeof StringWidth | undefined;

const escape = '\u{1B}';
// The escape character is what is looked for.
// eslint-disable-next-line no-control-regex, regexp/no-control-character
const colors = /\u{1B}\[[\d;]*m/gu;

export default function lazyStringWidth(...[text, options]: Parameters<typeof StringWidth>): number {
	const shown = options?.countAnsiEscapeCodes !== true && text.includes(escape) ? text.replaceAll(colors, '') : text;
	if (options?.ambiguousIsNarrow !== false && isPlain(shown)) {
		return shown.length;
	}

	// The bundler resolves it; an import would load it at once.
	// eslint-disable-next-line @typescript-eslint/no-require-imports, unicorn/prefer-module
	stringWidth ??= (require('string-width') as {readonly default: typeof StringWidth}).default;
	return stringWidth(text, options);
}
