import {unsafe} from './sanitize.ts';

/** Input as messages name it: in quotes, without control and format characters, at most `maxLength` of them. */
export function quote(text: string, maxLength = 40): string {
	return `'${cut(visible(text), maxLength)}'`;
}

/** Returns a text of at most `maxLength` characters, the last one an ellipsis where something is missing. */
export function cut(text: string, maxLength: number): string {
	const characters = [...text];
	return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : text;
}

/** Returns a text with a blank for each character that would move the cursor, change how the rest of the line is shown, or not be seen. */
export function visible(text: string): string {
	return text.replaceAll(unsafe, ' ').replaceAll(/\p{Format}/gu, ' ');
}
