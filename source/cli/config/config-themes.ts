import {quote} from '../../text/quote.ts';
import {wrongWordIn} from '../../ui/text/look.ts';
import {
	namesOfThemes,
	styleNames,
	themeNames,
	type OwnThemes,
	type StyleName,
	type ThemeChoice,
	type ThemeName,
} from '../../ui/text/theme-names.ts';
import {problemAt, type ConfigPath} from './config-problem.ts';
import {
	name,
	namesTo,
	oneOf,
	tableOf,
	text,
	unknownName,
	type Key,
	type Read,
	type ValueType,
} from './value-type.ts';

/** A look in words. */
const look: ValueType<string> = {
	schema: {type: 'string', examples: ['bold red', 'black on #ffd700', 'underline 208']},
	read(value, path) {
		const words = text.read(value, path);
		const wrong = wrongWordIn(words);
		if (wrong === null) {
			return words;
		}

		throw problemAt(`${String(path.at(-1))}: ${quote(wrong)} is no colour or attribute here; write e.g. "bold red", "black on #ffd700" or "underline 208"`, path);
	},
};

type ThemeKeys = {readonly base: Key<ThemeName>} & Readonly<Record<StyleName, Key<string>>>;

const {read, ...theme} = tableOf({
	base: {...oneOf('theme', themeNames), description: 'The theme that it begins with', default: 'default'},
	...Object.fromEntries(styleNames.map(style => [style, {...look, description: `The look of what is ${style}`}])),
} as ThemeKeys, 'style');

/** `[themes.NAME]`: themes of the user's own. */
export const themesTable = namesTo({...theme, read: (value, path): ThemeChoice => choiceOf(read(value, path))});

function choiceOf({base = 'default', ...looks}: Read<ThemeKeys>): ThemeChoice {
	return {base, looks: Object.fromEntries(Object.entries(looks).filter(([, words]) => words !== undefined))};
}

/** The name of a theme; whether there is one of that name shows when the file was read. */
export const themeName: ValueType<string> = {...name, schema: {type: 'string', examples: [...themeNames]}};

/**
Checks that there is a theme.
@throws {ConfigProblems}
*/
export function checkTheme(wanted: string | undefined, own: OwnThemes | undefined, path: ConfigPath): void {
	const names = namesOfThemes(own);
	if (wanted !== undefined && !names.includes(wanted)) {
		throw unknownName('theme', wanted, names, path);
	}
}
