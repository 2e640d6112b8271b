import stringWidth from 'string-width';

/** Characters that join letters into one cluster: marks, and the two vowels, Thai and Lao sara am, that are letters themselves. */
const joins = /[\p{Mark}\u{E33}\u{EB3}]/v;
/** Clusters that terminals draw as one picture or syllable, if they know them: emoji, flags, Hangul. */
const isPicture = /[\p{Extended_Pictographic}\p{Regional_Indicator}\u{1100}-\u{11FF}\u{A960}-\u{A97C}\u{D7B0}-\u{D7FB}]/v;
const segmenter = new Intl.Segmenter();

/**
Returns the most columns that terminals take for a text. Most of them count characters (wcwidth(3)): of letters that Unicode joins into
one cluster, such as a Thai consonant and its sara am or a Devanagari conjunct, each but a nonspacing mark has a column of its own.
Those that count clusters leave a column blank.
*/
export function cellWidth(text: string): number {
	if (!joins.test(text)) {
		return stringWidth(text);
	}

	let width = 0;
	for (const {segment} of segmenter.segment(text)) {
		width += isPicture.test(segment) ? stringWidth(segment) : Math.max(stringWidth(segment), separateWidth(segment));
	}

	return width;
}

/** Returns how many columns a terminal takes for a text if it joins nothing. */
export function separateWidth(text: string): number {
	let width = 0;
	for (const character of text) {
		width += stringWidth(character);
	}

	return width;
}
