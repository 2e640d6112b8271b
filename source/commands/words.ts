import {checkSpelling} from './check-spelling.ts';
import {allFlags, type FlagName, type KnownFlag} from './flags.ts';
import {packageJson} from './package-json.ts';

/** The words after the program's name, as meow reads them. */
export type Words = {
	/** Those that are neither flags nor their values. */
	readonly input: readonly string[];
	/** The flags given, each once. */
	readonly given: ReadonlySet<KnownFlag>;
	has(name: FlagName): boolean;
	/** In order; none when the flag is not given. */
	values(name: FlagName): readonly string[];
};

/**
Reads and checks the spelling of what is typed.
@param argv The words after the program's name.
@throws {UsageError}
*/
export async function readWords(argv: readonly string[]): Promise<Words> {
	const given = checkSpelling(argv);
	if (argv.length === 0) {
		// The monitor's usual start: a third of the time in which Node.js starts goes into loading a parser.
		return {
			input: [], given, has: () => false, values: () => [],
		};
	}

	const {default: meow} = await import('meow');
	const {input, flags} = meow({
		importMeta: import.meta,
		pkg: packageJson,
		argv: keepQuotes(argv),
		autoHelp: false,
		autoVersion: false,
		// No defaults, so that "not given" can be told.
		flags: Object.fromEntries(allFlags.map(flag => [meowName(flag), meowFlag(flag)])),
	});
	const byName = new Map([...given].map(flag => [flag.name, flag]));
	return {
		input,
		given,
		has: name => byName.has(name),
		values(name) {
			const flag = byName.get(name);
			return flag === undefined ? [] : [flags[meowName(flag)]].flat().map(String);
		},
	};
}

/* yargs-parser, inside meow, takes the quotes off `--filter="my app"`, where the shell left them on purpose; not off a word of its own. */
function keepQuotes(argv: readonly string[]): readonly string[] {
	return argv.flatMap(word => {
		const equals = /^--[^=]+=(?=["'])/.exec(word)?.[0];
		return equals === undefined ? [word] : [equals.slice(0, -1), word.slice(equals.length)];
	});
}

/** meow wants `sourcePort`, and of `no-color` the `color`. */
function meowName({name}: KnownFlag): string {
	return name.replace(/^no-/, '').replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function meowFlag({value, letter, repeatable = false}: KnownFlag) {
	return {
		...(value === null ? {type: 'boolean'} as const : {type: 'string', isMultiple: repeatable} as const),
		...(letter !== undefined && {shortFlag: letter}),
	};
}
