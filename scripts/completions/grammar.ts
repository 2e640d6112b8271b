import {commands, type Command} from '../../source/cli/flags/commands.ts';
import {oppositeOf, type Flag} from '../../source/cli/flags/flag.ts';
import {allFlags} from '../../source/cli/flags/flags.ts';

/** A word that may come next. */
export type NextWord = {
	readonly word: string;
	/** May be empty. */
	readonly description: string;
};

/** How far the command line has come: at a command, or at the first word of commands that are two, such as `check`. */
export type Place = {
	readonly name: string;
	/** How many words lead here. */
	readonly position: number;
	/** One of them may come next, if any. */
	readonly next: readonly NextWord[];
	/** The argument that may come any number of times, as the usage names it; null for none. */
	readonly argument: string | null;
};

const known: readonly Command[] = commands;
const pairs = [...Map.groupBy(known.filter(({name}) => name.includes(' ')), ({name}) => name.split(' ', 1)[0]!)];

/** The first words of commands that are two. */
export const firstOfTwo: readonly string[] = pairs.map(([first]) => first);

export const places: readonly Place[] = [
	start(),
	...known.filter(({name}) => name !== 'monitor').map(({name, usage, words = []}) => ({
		name,
		position: name.split(' ').length,
		next: words.map(word => ({word, description: ''})),
		argument: / (?<argument>[A-Z]+(?=\.{3}$)|FILE$)/.exec(usage)?.groups?.['argument'] ?? null,
	})),
	...pairs.map(([first, members]) => ({
		name: first,
		position: 1,
		next: members.map(({name, description}) => ({word: secondOf(name), description})),
		argument: null,
	})),
];

/** Behind `portop` alone, the first words of commands come, each once. */
function start(): Place {
	const words = unique(known.filter(({name}) => name !== 'monitor').map(({name}) => name.split(' ', 1)[0]!));
	return {
		name: 'monitor',
		position: 0,
		next: words.map(word => ({word, description: known.find(({name}) => name === word)?.description ?? secondWords(word)})),
		argument: null,
	};
}

function secondWords(first: string): string {
	return known.filter(({name}) => name.startsWith(`${first} `)).map(({name}) => secondOf(name)).join(', ');
}

function secondOf(name: string): string {
	return name.slice(name.indexOf(' ') + 1);
}

/** The places of a flag: each of its commands, and the first of two words if all commands of that word take it. */
export function placesOf(flag: Flag): readonly string[] {
	const owners: readonly string[] = flag.commands;
	return [
		...owners,
		...pairs.filter(([, members]) => members.every(({name}) => owners.includes(name))).map(([first]) => first),
	];
}

/** The spellings of a flag that are offered, letter first, its opposite last. */
export function spellingsOf(flag: Flag): readonly string[] {
	return [
		...(flag.letter === undefined ? [] : [`-${flag.letter}`]),
		`--${flag.name}`,
		...(flag.negatable === true ? [`--${oppositeOf(flag)}`] : []),
	];
}

/** The spellings that are understood, but not offered. */
export function aliasesOf({aliases = []}: Flag): readonly string[] {
	return aliases.map(alias => `--${alias}`);
}

/** Every spelling of a flag after which its value comes. */
export const valued: readonly string[] = unique(allFlags.filter(({value}) => value !== null).flatMap(flag => [...spellingsOf(flag), ...aliasesOf(flag)]));

/** Other spellings, with the usual one. */
export const aliases: ReadonlyArray<readonly [alias: string, usual: string]> = allFlags.flatMap(flag => aliasesOf(flag).map(alias => [alias, `--${flag.name}`] as const));

/** The values of a flag or an argument: one of some words (no words: unknown), the name of a file, or a text that begins with a host. */
export type Values = readonly string[] | 'file' | 'host';

export function valuesOf({value, choices, takesFile}: Flag): Values {
	return choices ?? (takesFile === true ? 'file' : argumentValues(value));
}

/** The values of an argument of a command, by its name in the usage. */
export function argumentValues(name: string | null): Values {
	return name === 'HOST' || name === 'TARGET' ? 'host' : (name === 'FILE' ? 'file' : []);
}

function unique(texts: readonly string[]): readonly string[] {
	return [...new Set(texts)];
}
