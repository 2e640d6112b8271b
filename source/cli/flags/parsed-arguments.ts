import packageJson from '../../../package.json' with {type: 'json'};
import type {CommandName} from './commands.ts';
import {oppositeOf} from './flag.ts';
import {flagsOf, type FlagName, type KnownFlag} from './flags.ts';
import {scanArguments} from './scan-arguments.ts';
import {findCommand, validateFlags, type GivenFlag} from './validate-arguments.ts';

/** The words after the program's name, as meow reads them. */
export type ParsedArguments<Command extends CommandName = CommandName> = Command extends CommandName ? {
	readonly command: Command;
	/** The words after the command that are neither flags nor their values. */
	readonly input: readonly string[];
	/** The flags that are given: whether a switch is on (`--no-color` is `no-color` being false, as meow has it), or the values, at least one. */
	readonly given: ReadonlyMap<FlagName, boolean | readonly string[]>;
} : never;

/** `portop` alone. */
export const noArguments: ParsedArguments<'monitor'> = {command: 'monitor', input: [], given: new Map()};

/**
Reads the command line, and checks its spelling. readOptions() reads the values later.
@param argv The words after the program's name.
@throws {UsageError}
*/
export async function parseArguments(argv: readonly string[]): Promise<ParsedArguments> {
	if (argv.length === 0) {
		// The monitor's usual start: loading a parser takes a third of the time in which Node.js starts.
		return noArguments;
	}

	const found = scanArguments(argv);
	const command = findCommand(found);
	const given = validateFlags(found, command);
	const words = found.flatMap(argument => argument.type === 'input' ? argument.word : []);
	const {default: meow} = await import('meow');
	const {input, flags} = meow({
		importMeta: import.meta,
		pkg: packageJson,
		argv: [...given.flatMap(flag => [...usualSpelling(flag)]), '--', ...words],
		autoHelp: false,
		autoVersion: false,
		// No defaults: a flag that is not given must stay undefined.
		flags: Object.fromEntries(flagsOf(command).map(flag => [meowName(flag), meowFlag(flag)])),
	});
	const valueOf = (flag: KnownFlag) => {
		const value = flags[meowName(flag)];
		return flag.value === null ? value === true : [value].flat().map(String);
	};

	return {
		command,
		input: command === 'monitor' ? [] : input.slice(command.split(' ').length),
		given: new Map(given.map(({flag}) => [flag.name, valueOf(flag)])),
	};
}

/** Returns the first value of a flag, for a file that must be read before the options, since it has some of them. */
export function typedText({given}: Pick<ParsedArguments, 'given'>, name: FlagName): string | null {
	const value = given.get(name);
	return Array.isArray(value) ? String(value[0]) : null;
}

/**
Spells a flag by its usual name, each value as a word of its own: yargs-parser, inside meow, takes the quotes off
`--filter="my app"`, where the shell left them on purpose. But a value that begins with a dash would look like a flag to it.
*/
function * usualSpelling(given: GivenFlag): Generator<string> {
	const {flag} = given;
	if (given.type === 'switch') {
		yield `--${given.isOn ? flag.name : oppositeOf(flag)}`;
		return;
	}

	for (const value of given.values) {
		yield * value.startsWith('-') ? [`--${flag.name}=${value}`] : [`--${flag.name}`, value];
	}
}

/** meow calls `source-port` sourcePort, and `no-color` color. */
function meowName({name}: KnownFlag): string {
	return name.replace(/^no-/, '').replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function meowFlag({value, repeatable}: KnownFlag) {
	return value === null ? {type: 'boolean'} as const : {type: 'string', isMultiple: repeatable === true} as const;
}
