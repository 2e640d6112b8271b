/** Input as messages name it: in quotes, without control and format characters, at most `maxLength` of them. */
export function quote(text: string, maxLength = 40): string {
	const characters = [...visible(text)];
	const shown = characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : characters.join('');
	return `'${shown}'`;
}

/** Returns a text with a blank for each character that would move the cursor, change how the rest of the line is shown, or not be seen. */
export function visible(text: string): string {
	return text.replaceAll(/[\p{Default_Ignorable_Code_Point}\p{Control}\p{Format}\p{Line_Separator}\p{Paragraph_Separator}\p{Surrogate}]/gu, ' ');
}
