import {checkFlags} from './check-flags.ts';
import type {CommandName} from './commands.ts';
import type {Flag} from './flag.ts';
import {historyFlags} from './history-flags.ts';
import {probeFlags} from './probe-flags.ts';
import {recordFlags} from './record-flags.ts';
import {samplingFlags} from './sampling-flags.ts';
import {serveFlags} from './serve-flags.ts';

/** The table of flags. meow's configuration, every command's options, the help, docs/flags.md, the completions and the man page are made from it. */
const flags = [...samplingFlags, ...probeFlags, ...checkFlags, ...serveFlags, ...recordFlags, ...historyFlags] as const satisfies readonly Flag[];

type TableFlag = (typeof flags)[number];

export type FlagName = TableFlag['name'];
/** A flag of the table, without the particulars of its literal type. */
export type KnownFlag = Flag & {readonly name: FlagName};

export const allFlags: readonly KnownFlag[] = flags;

/** Returns the flags that a command takes, each name once. */
export function flagsOf(command: CommandName): readonly KnownFlag[] {
	return allFlags.filter(({commands}) => commands.includes(command));
}

/** The options of a command, complete; of several commands, those that all of them have. */
export type Options<Command extends CommandName> = {
	readonly [Taken in FlagTakenBy<Command> as Exclude<Taken['option'], null>]: ValueOf<Taken>;
};

/** The settings of a configuration file that are flags, too; undefined where it does not have them. */
export type ConfiguredOptions = {
	readonly [Configured in Extract<TableFlag, {readonly configKey: string}> as Configured['configKey']]?: ValueOf<Configured> | undefined;
};

type FlagTakenBy<Command extends CommandName, Candidate = TableFlag> = Candidate extends TableFlag
	? [Command] extends [Candidate['commands'][number]] ? Candidate : never
	: never;

type ValueOf<Candidate extends TableFlag> = Candidate extends {readonly parse: (...args: never) => infer Value; readonly default: infer Default}
	? Value | (Default extends Value ? never : Default)
	: Candidate extends {readonly means: infer Meaning} ? Meaning | null : boolean;
