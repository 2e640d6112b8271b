import {listedViews} from '../../model/snapshot.ts';

/** The commands that exist, by name: the words after `portop`; `monitor` is `portop` alone. */
export const commands = [
	{name: 'monitor', usage: 'portop', description: 'the live monitor; needs a terminal'},
	{
		name: 'list',
		usage: 'portop list [ports|connections|states]',
		words: listedViews,
		description: 'one sample; connections as ss -antp',
	},
	{name: 'probe', usage: 'portop probe TARGET...', description: 'loss and round-trip times'},
	{name: 'check port', usage: 'portop check port PORTS...', description: 'check ports for a monitoring system'},
	{name: 'check ping', usage: 'portop check ping TARGET...', description: 'check loss and round-trip times'},
	{name: 'check connections', usage: 'portop check connections', description: 'check the number of sockets by state'},
	{name: 'serve', usage: 'portop serve', description: 'metrics for Prometheus over HTTP'},
	{name: 'config', usage: 'portop config', description: 'check or explain the configuration'},
] as const satisfies readonly Command[];

export type Command = {
	readonly name: string;
	readonly usage: string;
	/** What may stand behind it, where that is one of few words. */
	readonly words?: readonly string[];
	readonly description: string;
};
export type CommandName = (typeof commands)[number]['name'];
export const commandNames: readonly CommandName[] = commands.map(({name}) => name);

/** The sections of the help, in their order. */
export const flagGroups = [
	{name: 'sockets', title: 'What is shown'},
	{name: 'output', title: 'How it is shown'},
	{name: 'alerts', title: 'Alerts of the monitor and of portop serve'},
	{name: 'probes', title: 'Probes: portop probe and check ping, and those beside the samples'},
	{name: 'packets', title: 'What probes look like'},
	{name: 'checks', title: 'Every check (-w 80, -c 10:, -w KEY=RANGE: a RANGE as in Nagios plug-ins)'},
	{name: 'port checks', title: 'portop check port'},
	{name: 'connection checks', title: 'portop check connections'},
	{name: 'serve', title: 'portop serve'},
	{name: 'config', title: 'portop config'},
] as const;
export type FlagGroup = (typeof flagGroups)[number]['name'];

export type Flag = {
	/** As it is typed, without the dashes. */
	readonly name: string;
	/** One letter or digit, typed after one dash. */
	readonly letter?: string;
	/** Other spellings of the name, for those who come from other programs. */
	readonly aliases?: readonly string[];
	/** What to put after it, as the help shows it; null for a switch. */
	readonly value: string | null;
	/** Every value that it takes, where they are few. */
	readonly choices?: readonly string[];
	/** The value names a file. */
	readonly takesFile?: true;
	/** May be given several times; the values add up. */
	readonly repeatable?: true;
	/** A switch that the configuration file has too: `--no-` before the name (or without it) says the opposite. */
	readonly negatable?: true;
	/** Which commands take it. Two flags may share a name or a letter where no command takes both. */
	readonly commands: readonly CommandName[];
	readonly group: FlagGroup;
	readonly description: string;
	/** What would be right, for the error after a wrong value. */
	readonly example?: string;
};

/** What says the opposite of a switch: `no-bell` of `bell`, `color` of `no-color`. */
export function oppositeOf({name}: Flag): string {
	return name.startsWith('no-') ? name.slice('no-'.length) : `no-${name}`;
}
