import {checkFlags} from './check-flags.ts';
import type {CommandName, Flag} from './flag.ts';
import {probeFlags} from './probe-flags.ts';
import {samplingFlags} from './sampling-flags.ts';
import {serveFlags} from './serve-flags.ts';

export {
	commandNames,
	commands,
	flagGroups,
	oppositeOf,
	type CommandName,
	type Flag,
	type FlagGroup,
} from './flag.ts';

/** Every flag. meow's configuration, the help, README's table, the completions and the man page are made from it. */
const flags = [...samplingFlags, ...probeFlags, ...checkFlags, ...serveFlags] as const satisfies readonly Flag[];

export type FlagName = (typeof flags)[number]['name'];
/** A flag of the table, without the particulars of its literal type. */
export type KnownFlag = Flag & {readonly name: FlagName};

export const allFlags: readonly KnownFlag[] = flags;

/** The flags that a command takes, each name once. */
export function flagsOf(command: CommandName): readonly KnownFlag[] {
	return allFlags.filter(({commands}) => commands.includes(command));
}
