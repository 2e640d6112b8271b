import {cut, visible} from './quote.ts';

/** Returns a text from outside in one line of at most `maxLength` characters, the last one an ellipsis where something is missing. */
export function shorten(text: string, maxLength: number): string {
	const line = visible(text.slice(0, 4 * maxLength)).replaceAll(/\s+/g, ' ').trim();
	return cut(text.length > 4 * maxLength ? `${line}…` : line, maxLength);
}
