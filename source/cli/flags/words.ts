import packageJson from '../../../package.json' with {type: 'json'};
import {checkSpelling, splitOnce} from './check-spelling.ts';
import {commandNameOf, flagNamed} from './command-name.ts';
import {
	flagsOf,
	type CommandName,
	type FlagName,
	type KnownFlag,
} from './flags.ts';

/** The words after the program's name, as meow reads them. */
export type Words = {
	readonly command: CommandName;
	/** Those after the command that are neither flags nor their values. */
	readonly input: readonly string[];
	/** Whether the flag is given; its opposite is not it. */
	has(name: FlagName): boolean;
	/** Of a switch that the configuration file has too: whether it is wanted; undefined where nothing is said. */
	switch(name: FlagName): boolean | undefined;
	/** In order; none when the flag is not given. */
	values(name: FlagName): readonly string[];
};

/**
Reads and checks the spelling of what is typed.
@param argv The words after the program's name.
@throws {UsageError}
*/
export async function readWords(argv: readonly string[]): Promise<Words> {
	const command = commandNameOf(argv);
	const given = checkSpelling(argv, command);
	const byName = new Map(given.entries().map(([flag, isMeant]) => [flag.name, {flag, isMeant}]));
	const wanted = (name: FlagName) => byName.get(name)?.isMeant;
	if (argv.length === 0) {
		// The monitor's usual start: a third of the time in which Node.js starts goes into loading a parser.
		return {
			command, input: [], has: () => false, switch: wanted, values: () => [],
		};
	}

	const {default: meow} = await import('meow');
	const known = flagsOf(command);
	const {input, flags} = meow({
		importMeta: import.meta,
		pkg: packageJson,
		argv: [...inUsualSpelling(argv, known)],
		autoHelp: false,
		autoVersion: false,
		// No defaults, so that "not given" can be told.
		flags: Object.fromEntries(known.map(flag => [meowName(flag), meowFlag(flag)])),
	});
	return {
		command,
		input: command === 'monitor' ? [] : input.slice(command.split(' ').length),
		has: name => wanted(name) === true,
		switch: wanted,
		values(name) {
			const flag = byName.get(name)?.flag;
			return flag === undefined ? [] : [flags[meowName(flag)]].flat().map(String);
		},
	};
}

/** What the value of a flag says; undefined where the flag is not given. */
export function readValue<Value>(words: Words, name: FlagName, parse: (word: string) => Value): Value | undefined {
	const [word] = words.values(name);
	return word === undefined ? undefined : parse(word);
}

/**
Flags by their usual names, each value a word of its own: yargs-parser, inside meow, takes the quotes off `--filter="my app"`,
where the shell left them on purpose. But a value that begins with a dash would look to it like a flag.
*/
function * inUsualSpelling(argv: readonly string[], known: readonly KnownFlag[]): Generator<string> {
	for (let index = 0; index < argv.length; index++) {
		const word = argv[index]!;
		if (word === '--') {
			yield * argv.slice(index);
			return;
		}

		const [name, inline] = splitOnce(word);
		const flag = flagNamed(name, known);
		if (flag === undefined || flag.value === null) {
			yield word;
			continue;
		}

		// The spelling is checked: there is a next word.
		const value = inline ?? argv[++index]!;
		yield * value.startsWith('-') ? [`--${flag.name}=${value}`] : [`--${flag.name}`, value];
	}
}

/** meow wants `sourcePort`, and of `no-color` the `color`. */
function meowName({name}: KnownFlag): string {
	return name.replace(/^no-/, '').replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function meowFlag({value, letter, repeatable}: KnownFlag) {
	return {
		...(value === null ? {type: 'boolean'} as const : {type: 'string', isMultiple: repeatable === true} as const),
		...(letter !== undefined && {shortFlag: letter}),
	};
}
