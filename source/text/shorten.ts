import {visible} from './quote.ts';

/** Returns a text from outside in one line of at most `maxLength` characters, the last one an ellipsis where something is missing. */
export function shorten(text: string, maxLength: number): string {
	const characters = [...visible(text.slice(0, 4 * maxLength)).replaceAll(/\s+/g, ' ').trim()];
	return characters.length > maxLength || text.length > 4 * maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : characters.join('');
}
