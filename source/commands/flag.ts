/** The commands that exist, by name; `monitor` is `portop` alone. */
export const commands = [
	{name: 'monitor', usage: 'portop', description: 'the live monitor; needs a terminal'},
	{name: 'list', usage: 'portop list [ports|connections|states]', description: 'one sample; connections as ss -antp'},
	{name: 'probe', usage: 'portop probe TARGET...', description: 'loss and round-trip times'},
] as const satisfies readonly Command[];

type Command = {
	readonly name: string;
	readonly usage: string;
	readonly description: string;
};
export type CommandName = (typeof commands)[number]['name'];

/** The sections of the help, in their order. */
export const flagGroups = [
	{name: 'sockets', title: 'What is shown: portop and portop list'},
	{name: 'output', title: 'How it is shown'},
	{name: 'alerts', title: 'Alerts of the monitor'},
	{name: 'probes', title: 'Probes: portop probe, and those of the monitor'},
	{name: 'packets', title: 'What probes look like'},
] as const;
export type FlagGroup = (typeof flagGroups)[number]['name'];

export type Flag = {
	/** As it is typed, without the dashes. */
	readonly name: string;
	/** One letter or digit, typed after one dash. */
	readonly letter?: string;
	/** What to put after it, as the help shows it; null for a switch. */
	readonly value: string | null;
	/** May be given several times; the values add up. */
	readonly repeatable?: boolean;
	/** Which commands take it. */
	readonly commands: readonly CommandName[];
	readonly group: FlagGroup;
	readonly description: string;
	/** What would be right, for the error after a wrong value. */
	readonly example?: string;
};
