type Environment = Readonly<Partial<Record<string, string>>>;

/** Returns the locale of characters: the first of LC_ALL, LC_CTYPE and LANG that says something; '' without any (POSIX, Environment Variables, 8.2). */
export function characterLocale(environment: Environment): string {
	return ['LC_ALL', 'LC_CTYPE', 'LANG'].map(name => environment[name] ?? '').find(value => value !== '') ?? '';
}

/** Returns whether texts are read as UTF-8; without any variable it is the locale C, and they are not. */
export function isUtf8Locale(environment: Environment): boolean {
	return /utf-?8/i.test(characterLocale(environment));
}

/** Returns a text with `?` for each character beyond ASCII; an ellipsis is three dots. */
export function toAscii(text: string): string {
	return text.replaceAll('…', '...').replaceAll(/[^\0-\u{7F}]/gu, '?');
}
