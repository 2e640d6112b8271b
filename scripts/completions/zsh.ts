import type {Flag} from '../../source/cli/flags/flag.ts';
import {allFlags} from '../../source/cli/flags/flags.ts';
import {
	aliasesOf,
	firstOfTwo,
	argumentValues,
	places,
	placesOf,
	spellingsOf,
	valued,
	valuesOf,
	type Place,
	type Values,
} from './grammar.ts';

/** The tables of docs/completions/_portop. */
export const zshTables = {
	pairs: () => firstOfTwo.map(first => `[[ $command == ${first} && -n $inputs[2] ]] && command+=" $inputs[2]"`),
	words: () => places.map(place => `(${pattern(place.name)}) specs=(${argumentSpec(place)})${nextWords(place)} ;;`),
	flags: () => allFlags.map(flag => `[[ $command == (${placesOf(flag).map(name => pattern(name)).join('|')}) ]] && specs+=(${flagSpecs(flag).map(spec => quote(spec)).join(' ')})`),
	valued: () => [`(${valued.join('|')}) ;;`],
} as const;

function nextWords({position, next}: Place): string {
	const words = next.map(({word, description}) => quote(description === '' ? word : `${word}:${description}`));
	return next.length === 0 ? '' : ` position=${position} next=(${words.join(' ')})`;
}

/** The specification for _arguments(1) of words that are no flags; those that lead here are among them. */
function argumentSpec({argument}: Place): string {
	return quote(`*:${argument ?? 'nothing more'}:${action(argumentValues(argument))}`);
}

/** The specifications for _arguments(1) of a flag. */
function flagSpecs(flag: Flag): readonly string[] {
	const spellings = spellingsOf(flag);
	const aliases = aliasesOf(flag);
	const excluded = [...spellings, ...aliases].length === 1 ? '' : `(${[...spellings, ...aliases].join(' ')})`;
	const before = flag.repeatable === true ? '*' : excluded;
	const after = flag.value === null ? '' : `:${escaped(flag.value)}:${action(valuesOf(flag))}`;
	const equals = (spelling: string) => flag.value !== null && spelling.startsWith('--') ? '=' : '';
	return [
		...spellings.map((spelling, index) => {
			const isOpposite = flag.negatable === true && index === spellings.length - 1;
			return `${before}${spelling}${equals(spelling)}[${escaped(isOpposite ? `the opposite of --${flag.name}` : flag.description)}]${after}`;
		}),
		// Understood, but not offered.
		...aliases.map(spelling => `!${before}${spelling}${equals(spelling)}${after}`),
	];
}

/** A blank offers nothing. */
function action(values: Values): string {
	if (typeof values === 'string') {
		return {file: '_files', host: '_hosts'}[values];
	}

	return values.length === 0 ? ' ' : `(${values.join(' ')})`;
}

function pattern(name: string): string {
	return name.includes(' ') ? `'${name}'` : name;
}

/** Escapes the characters that end a part of a specification. */
function escaped(text: string): string {
	return text.replaceAll(/[:[\\\]]/g, String.raw`\$&`);
}

function quote(text: string): string {
	return `'${text.replaceAll('\'', String.raw`'\''`)}'`;
}
