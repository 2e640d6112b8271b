import type {Flag} from '../../source/cli/flags/flag.ts';
import {allFlags} from '../../source/cli/flags/flags.ts';
import {
	aliases,
	firstOfTwo,
	argumentValues,
	places,
	placesOf,
	spellingsOf,
	valued,
	valuesOf,
} from './grammar.ts';

const hosts = '(__fish_print_hostnames)';

/** The tables of docs/completions/portop.fish. */
export const fishTables = {
	pairs: () => firstOfTwo.map(first => `test "$command" = ${first} -a (count $inputs) -gt 1; and set command "$command $inputs[2]"`),
	words: () => places.flatMap(({name, position, next, argument}) => [
		...next.map(({word: text, description}) => `complete -c portop -n "__portop_at ${word(name)} ${position}" -a ${text}${description === '' ? '' : ` -d ${quote(description)}`}`),
		...(argumentValues(argument) === 'file' ? [`complete -c portop -n "__portop_at ${word(name)}" -F`] : []),
		...(argumentValues(argument) === 'host' ? [`complete -c portop -n "__portop_at ${word(name)}" -a ${quote(hosts)}`] : []),
	]),
	flags: () => allFlags.flatMap(flag => flagLines(flag)),
	aliases: () => aliases.flatMap(([alias, usual]) => [`case ${alias}`, `    set name ${usual}`]),
	valued: () => [`contains -- $argv[1] ${valued.join(' ')}`],
} as const;

function flagLines(flag: Flag): readonly string[] {
	const spellings = spellingsOf(flag);
	const unlessGiven = flag.repeatable === true ? '' : spellings.join(' ');
	const condition = `__portop_takes ${word(unlessGiven)} ${placesOf(flag).map(name => word(name)).join(' ')}`;
	const line = (spelling: string, description: string) => `complete -c portop -n "${condition}" ${spelling}${valueOptions(flag)} -d ${quote(description)}`;
	return [
		line(`${flag.letter === undefined ? '' : `-s ${flag.letter} `}-l ${flag.name}`, flag.description),
		...(flag.negatable === true ? [line(`-l ${spellings.at(-1)!.slice(2)}`, `the opposite of --${flag.name}`)] : []),
	];
}

function valueOptions(flag: Flag): string {
	if (flag.value === null) {
		return '';
	}

	const values = valuesOf(flag);
	if (typeof values === 'string') {
		return {file: ' -r -F', host: ` -x -a ${quote(hosts)}`}[values];
	}

	return values.length === 0 ? ' -x' : ` -x -a ${quote(values.join(' '))}`;
}

function quote(text: string): string {
	return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
}

function word(text: string): string {
	return /^[\w-]+$/.test(text) ? text : `'${text}'`;
}
