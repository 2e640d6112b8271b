/** The commands that exist, by name; `monitor` is `portop` alone. */
export const commands = [
	{name: 'monitor', usage: 'portop', description: 'the live monitor; needs a terminal'},
	{name: 'list', usage: 'portop list [ports|connections|states]', description: 'one sample; connections as ss -antp'},
] as const satisfies readonly Command[];

type Command = {
	readonly name: string;
	readonly usage: string;
	readonly description: string;
};
export type CommandName = (typeof commands)[number]['name'];

export type Flag = {
	/** As it is typed, without the dashes. */
	readonly name: string;
	/** One letter, typed after one dash. */
	readonly letter?: string;
	/** What to put after it, as the help shows it; null for a switch. */
	readonly value: string | null;
	/** May be given several times; the values add up. */
	readonly repeatable?: boolean;
	/** Which commands take it. */
	readonly commands: readonly CommandName[];
	readonly description: string;
	/** What would be right, for the error after a wrong value. */
	readonly example?: string;
};

const everywhere = ['monitor', 'list'] as const;

/** Every flag. meow's configuration, the help and README's table are made from it. */
export const flags = [
	{
		name: 'port',
		value: 'PORTS',
		repeatable: true,
		commands: everywhere,
		description: 'show these, listed even while closed: 22,8000-8100',
		example: '--port 22,443,8000-8100',
	},
	{
		name: 'filter',
		value: 'EXPRESSION',
		commands: everywhere,
		description: 'show what matches, e.g. \'state:established rtt>20ms\'',
		example: '--filter \'port:443 and state:established\'',
	},
	{
		name: 'interval',
		value: 'SECONDS',
		commands: everywhere,
		description: 'time between samples, 0.1 to 3600 (default 1)',
		example: '--interval 0.5',
	},
	{
		name: 'source',
		value: 'netlink|proc',
		commands: everywhere,
		description: 'where to read sockets (default: netlink, else proc)',
		example: '--source proc',
	},
	{
		name: 'numeric',
		value: null,
		commands: everywhere,
		description: 'numbers instead of service and user names',
	},
	{
		name: 'utc',
		value: null,
		commands: everywhere,
		description: 'the clock in UTC',
	},
	{
		name: 'no-color',
		value: null,
		commands: everywhere,
		description: 'no colours; NO_COLOR in the environment does it too',
	},
	{
		name: 'udp',
		value: null,
		commands: ['list'],
		description: 'list connections: UDP\'s too, as ss -antup',
	},
	{
		name: 'json',
		value: null,
		commands: ['list'],
		description: 'list: one JSON document (docs/json.md)',
	},
	{
		name: 'watch',
		value: null,
		commands: ['list'],
		description: 'list: a JSON document per line and interval',
	},
	{
		name: 'help',
		letter: 'h',
		value: null,
		commands: everywhere,
		description: 'show this and exit',
	},
	{
		name: 'version',
		value: null,
		commands: everywhere,
		description: 'show the version and exit',
	},
] as const satisfies readonly Flag[];

export type FlagName = (typeof flags)[number]['name'];
/** A flag of the table, without the particulars of its literal type. */
export type KnownFlag = Flag & {readonly name: FlagName};

export const allFlags: readonly KnownFlag[] = flags;
