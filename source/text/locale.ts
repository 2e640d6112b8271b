/**
Returns whether texts are read as UTF-8: the first of LC_ALL, LC_CTYPE and LANG that says something decides, and without any it is the locale C
(POSIX, Environment Variables, 8.2).
*/
export function isUtf8Locale(environment: Readonly<Partial<Record<string, string>>>): boolean {
	const locale = ['LC_ALL', 'LC_CTYPE', 'LANG'].map(name => environment[name] ?? '').find(value => value !== '') ?? '';
	return /utf-?8/i.test(locale);
}

/** Returns a text with `?` for each character beyond ASCII; an ellipsis is three dots. */
export function toAscii(text: string): string {
	return text.replaceAll('…', '...').replaceAll(/[^\0-\u{7F}]/gu, '?');
}
