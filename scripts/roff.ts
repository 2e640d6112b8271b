/*
man(7), the macros of manual pages, as groff and mandoc read them. Text is marked as in Markdown: `bold` what is typed,
*italic* what is to be replaced.
*/

/** Characters that groff prints as others: quotes become typographic, a minus a hyphen. */
const escapes: Readonly<Record<string, string>> = {
	'\\': String.raw`\e`,
	'-': String.raw`\-`,
	'\'': String.raw`\(aq`,
	'"': String.raw`\(dq`,
	'`': String.raw`\(ga`,
	'^': String.raw`\(ha`,
	'~': String.raw`\(ti`,
};

/** As it is, whatever characters there are in it. */
export function literal(text: string): string {
	// A dot at the beginning of a line would be a macro; an apostrophe, too, is escaped anyway.
	return text
		.replaceAll(/["'\-\\^`~]/g, character => escapes[character]!)
		.replaceAll(/\P{ASCII}/gu, character => String.raw`\[u${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`)
		.replaceAll(/^\./gm, String.raw`\&.`);
}

/** Marked text. */
export function marked(text: string): string {
	return text.split(/(`[^`]+`|\*[^*]+\*)/).map((part, index) => {
		const isMarked = index % 2 === 1;
		return isMarked ? font(part.startsWith('`') ? 'B' : 'I', part.slice(1, -1)) : literal(part);
	}).join('');
}

/** Words in capitals are to be replaced, those in small letters are typed. */
export function usage(text: string): string {
	return text.split(/([a-z][\d\-a-z]*|[A-Z]+)/).map((part, index) => {
		const isWord = index % 2 === 1;
		return isWord ? font(/^[A-Z]/.test(part) ? 'I' : 'B', part) : literal(part);
	}).join('');
}

export function bold(text: string): string {
	return font('B', text);
}

export function italic(text: string): string {
	return font('I', text);
}

export function section(title: string, ...lines: readonly string[]): readonly string[] {
	return [`.SH ${title.toUpperCase()}`, ...lines];
}

export function subsection(title: string, ...lines: readonly string[]): readonly string[] {
	return [`.SS ${literal(title)}`, ...lines];
}

/** What it is about, in roff, and below it what there is to say. */
export function entry(tag: string, ...lines: readonly string[]): readonly string[] {
	return ['.TP', tag, ...lines];
}

/** Words that stay on one line. */
export function together(roff: string): string {
	return roff.replaceAll(' ', String.raw`\ `);
}

/** Lines that are not filled. */
export function example(...lines: readonly string[]): readonly string[] {
	return ['.PP', '.RS 4', '.nf', ...lines.map(line => literal(line)), '.fi', '.RE'];
}

function font(letter: 'B' | 'I', text: string): string {
	const escaped = literal(text);
	return String.raw`\f${letter}${escaped}\fR`;
}
