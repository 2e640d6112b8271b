import type {CommandName} from './commands.ts';

/** The sections of the help, in their order. */
export const flagGroups = [
	{name: 'sockets', title: 'What is shown'},
	{name: 'output', title: 'How it is shown'},
	{name: 'alerts', title: 'Alerts of the monitor, portop serve and portop record'},
	{name: 'probes', title: 'Probes: portop probe, check ping, the monitor, portop serve and record'},
	{name: 'packets', title: 'What probes look like'},
	{name: 'checks', title: 'Every check (-w 80, -c 10:, -w KEY=RANGE: a RANGE as in Nagios plug-ins)'},
	{name: 'port checks', title: 'portop check port'},
	{name: 'connection checks', title: 'portop check connections'},
	{name: 'serve', title: 'portop serve'},
	{name: 'record', title: 'portop record'},
	{name: 'history', title: 'portop history'},
	{name: 'config', title: 'portop config'},
] as const;
export type FlagGroup = (typeof flagGroups)[number]['name'];

/** A flag: everything that the parser, the help, docs/flags.md, the completions and the man page know about it. */
export type Flag = Switch | ValueFlag | RepeatableFlag;

type CommonFlag = {
	/** As it is typed, without the dashes. */
	readonly name: string;
	/** One letter or digit, typed after one dash. */
	readonly letter?: string;
	/** Other spellings of the name, for users of other programs. */
	readonly aliases?: readonly string[];
	/** Which commands take it. Two flags may share a name or a letter where no command takes both. */
	readonly commands: readonly CommandName[];
	/**
	The name of its value in the options of these commands. Of several flags for one option a command takes one at most.
	null: no command gets it, since it is answered instead of the command.
	*/
	readonly option: string | null;
	/** The key of the configuration file for the same setting, with values of the same type. The flag wins over the file. */
	readonly configKey?: string;
	readonly group: FlagGroup;
	readonly description: string;
};

/** A flag without a value. Its option is true where it is given; false where its name begins with `no-`. */
type Switch = CommonFlag & {
	readonly value: null;
	/** `--no-` before the name (or the name without it) says the opposite: for what the configuration file or the environment may say. */
	readonly negatable?: true;
	/** The option where it is given, if that is not a boolean; it is null otherwise. */
	readonly means?: string | number;
	readonly example?: undefined;
	readonly choices?: undefined;
	readonly takesFile?: undefined;
	readonly mayBeEmpty?: undefined;
	readonly mayBegin?: undefined;
	readonly repeatable?: undefined;
	readonly parse?: undefined;
	readonly default?: undefined;
};

/** The flag that a value is read for. Messages name it, and what would be right. */
export type ReadFlag = Pick<Flag, 'name' | 'example'>;

type CommonValueFlag = CommonFlag & {
	/** The placeholder of its value in the help. */
	readonly value: string;
	/** A right one, for the error after a wrong value. */
	readonly example: string;
	/** Every value that it takes, if they are few. */
	readonly choices?: readonly string[];
	/** The value names a file. */
	readonly takesFile?: true;
	/** An empty value means something. */
	readonly mayBeEmpty?: true;
	/** A value that begins with a dash, and is no number, must look like this. */
	readonly mayBegin?: RegExp;
	readonly negatable?: undefined;
	readonly means?: undefined;
	/** The option where neither the flag nor the configuration file says anything. */
	readonly default: unknown;
};

type ValueFlag = CommonValueFlag & {
	readonly repeatable?: undefined;
	/**
	Reads the value.
	@throws {UsageError} Names the value, and what would be right.
	*/
	readonly parse: (word: string, flag: ReadFlag) => unknown;
};

/** A flag that may be given several times; the values add up. */
type RepeatableFlag = CommonValueFlag & {
	readonly repeatable: true;
	/** Reads all values, at least one, in order. Throws as `parse` of a ValueFlag does. */
	readonly parse: (words: readonly string[], flag: ReadFlag) => unknown;
};

/** Returns the opposite of a switch: `no-bell` of `bell`, `color` of `no-color`. */
export function oppositeOf({name}: Flag): string {
	return name.startsWith('no-') ? name.slice('no-'.length) : `no-${name}`;
}
