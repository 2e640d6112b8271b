/*
Keyboard layouts without Latin letters: a letter that means nothing acts as the key at the same place of a US keyboard. A user who
types Cyrillic or Greek need not change the layout for a monitor.
*/

/** ЙЦУКЕН, with the letters in which the Ukrainian and the Belarusian layout differ, and the Greek one. */
const rows = [
	['йцукенгшщзхъ', 'qwertyuiop[]'],
	['фывапролджэ', 'asdfghjkl;\''],
	['ячсмитьбю', 'zxcvbnm,.'],
	['іїєўґё', 's]\'o\\`'],
	['ςερτυθιοπ', 'wertyuiop'],
	['ασδφγηξκλ', 'asdfghjkl'],
	['ζχψωβνμ', 'zxcvbnm'],
] as const;

/** As Shift has it on a US keyboard. */
const shifted: Readonly<Record<string, string>> = {
	'[': '{', ']': '}', ';': ':', '\'': '"', ',': '<', '.': '>', '`': '~', '\\': '|',
};

const latinKeys: ReadonlyMap<string, string> = new Map(rows.flatMap(([letters, keys]) => Array.from(letters, (letter, index): ReadonlyArray<readonly [string, string]> => {
	const key = keys[index]!;
	const upper = letter.toUpperCase();
	// The final sigma has the capital letter of the other one.
	return letter === 'ς' ? [[letter, key]] : [[letter, key], [upper, shifted[key] ?? key.toUpperCase()]];
}).flat()));

/** Returns the key of a US keyboard at the place of a Cyrillic or Greek letter; null for every other key. */
export function latinKeyOf(key: string): string | null {
	return latinKeys.get(key) ?? null;
}
