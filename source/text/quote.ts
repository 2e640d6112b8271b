const maxQuoteLength = 40;

/** Input as messages name it: in quotes, without control and format characters, cut where it is long. */
export function quote(text: string): string {
	const characters = [...visible(text)];
	const shown = characters.length > maxQuoteLength ? `${characters.slice(0, maxQuoteLength - 1).join('')}…` : characters.join('');
	return `'${shown}'`;
}

/** Returns a text with a blank for each character that would move the cursor or change how the rest of the line is shown. */
export function visible(text: string): string {
	return text.replaceAll(/[\p{Control}\p{Format}\p{Line_Separator}\p{Paragraph_Separator}\p{Surrogate}]/gu, ' ');
}
