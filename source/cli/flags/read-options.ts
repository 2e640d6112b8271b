import type {CommandName} from './commands.ts';
import {
	flagsOf,
	type ConfiguredOptions,
	type KnownFlag,
	type Options,
} from './flags.ts';
import type {ParsedArguments} from './parsed-arguments.ts';
import {UsageError} from './usage-error.ts';

/**
Reads the options of a command: a flag wins over the configuration file, and the file over the default.
@throws {UsageError} A value is wrong, or two flags exclude each other.
*/
export function readOptions<Command extends CommandName>({command, given}: {readonly command: Command; readonly given: ParsedArguments['given']}, file: ConfiguredOptions = {}): Options<Command> {
	const configured: Readonly<Record<string, unknown>> = file;
	const optionOf = (flag: KnownFlag) => {
		const value = given.get(flag.name);
		const setting = flag.configKey === undefined ? undefined : configured[flag.configKey];
		return value === undefined ? setting ?? defaultOf(flag) : meaningOf(flag, value);
	};

	const byOption = Map.groupBy(flagsOf(command).filter(({option}) => option !== null), ({option}) => option!);
	const options = byOption.entries().map(([option, flags]) => {
		const [typed, other] = flags.filter(({name}) => given.has(name));
		if (typed !== undefined && other !== undefined) {
			throw new UsageError(`--${typed.name} and --${other.name} exclude each other; leave one of them out`);
		}

		return [option, optionOf(typed ?? flags[0]!)];
	});
	// The type says of each option what its flag's entry in the table says.
	return Object.fromEntries(options) as Options<Command>;
}

function meaningOf(flag: KnownFlag, value: boolean | readonly string[]): unknown {
	if (flag.value === null) {
		return flag.means ?? value;
	}

	const words = value as readonly string[];
	return flag.repeatable === true ? flag.parse(words, flag) : flag.parse(words[0]!, flag);
}

function defaultOf(flag: KnownFlag): unknown {
	if (flag.value !== null) {
		return flag.default;
	}

	return flag.means === undefined ? flag.name.startsWith('no-') : null;
}
