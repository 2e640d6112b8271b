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

const sampling = ['monitor', 'list'] as const;
const printing = ['list', 'probe'] as const;
const probing = ['monitor', 'probe'] as const;
const everywhere = ['monitor', 'list', 'probe'] as const;

/** Every flag. meow's configuration, the help and README's table are made from it. */
export const flags = [
	{
		name: 'port',
		value: 'PORTS',
		repeatable: true,
		commands: sampling,
		group: 'sockets',
		description: 'show these, listed even while closed: 22,8000-8100',
		example: '--port 22,443,8000-8100',
	},
	{
		name: 'filter',
		value: 'EXPRESSION',
		commands: sampling,
		group: 'sockets',
		description: 'show what matches, e.g. \'state:established rtt>20ms\'',
		example: '--filter \'port:443 and state:established\'',
	},
	{
		name: 'source',
		value: 'netlink|proc',
		commands: sampling,
		group: 'sockets',
		description: 'where to read sockets (default: netlink, else proc)',
		example: '--source proc',
	},
	{
		name: 'udp',
		value: null,
		commands: ['list'],
		group: 'sockets',
		description: 'list connections: UDP\'s too, as ss -antup',
	},
	{
		name: 'interval',
		letter: 'i',
		value: 'SECONDS',
		commands: everywhere,
		group: 'output',
		description: 'between samples, 0.1 to 3600, or probes (default 1)',
		example: '--interval 0.5',
	},
	{
		name: 'json',
		value: null,
		commands: printing,
		group: 'output',
		description: 'one JSON document (docs/json.md)',
	},
	{
		name: 'watch',
		value: null,
		commands: printing,
		group: 'output',
		description: 'JSON lines: list each interval, probe each outcome',
	},
	{
		name: 'numeric',
		value: null,
		commands: everywhere,
		group: 'output',
		description: 'numbers instead of service and user names',
	},
	{
		name: 'utc',
		value: null,
		commands: everywhere,
		group: 'output',
		description: 'the clock in UTC',
	},
	{
		name: 'no-color',
		value: null,
		commands: everywhere,
		group: 'output',
		description: 'no colours; NO_COLOR in the environment does it too',
	},
	{
		name: 'help',
		letter: 'h',
		value: null,
		commands: everywhere,
		group: 'output',
		description: 'show this and exit',
	},
	{
		name: 'version',
		value: null,
		commands: everywhere,
		group: 'output',
		description: 'show the version and exit',
	},
	{
		name: 'probe',
		value: 'TARGET',
		repeatable: true,
		commands: ['monitor'],
		group: 'probes',
		description: 'monitor: probe this too; may be repeated',
		example: '--probe example.org:443',
	},
	{
		name: 'probe-interval',
		value: 'SECONDS',
		commands: ['monitor'],
		group: 'probes',
		description: 'monitor: between probes, 0.01 to 3600 (default 1)',
		example: '--probe-interval 0.2',
	},
	{
		name: 'passive',
		value: null,
		commands: ['monitor'],
		group: 'probes',
		description: 'monitor: do not connect to the ports of --port',
	},
	{
		name: 'count',
		letter: 'c',
		value: 'N',
		commands: ['probe'],
		group: 'probes',
		description: 'stop after so many probes of each target',
		example: '--count 10',
	},
	{
		name: 'timeout',
		value: 'SECONDS',
		commands: probing,
		group: 'probes',
		description: 'what comes later is late, 0.01 to 60 (default 1)',
		example: '--timeout 2',
	},
	{
		name: 'method',
		value: 'METHOD',
		commands: probing,
		group: 'probes',
		description: 'connect, syn, icmp, udp: of targets that name none',
		example: '--method connect',
	},
	{
		name: 'ipv4',
		letter: '4',
		value: null,
		commands: probing,
		group: 'probes',
		description: 'IPv4 addresses only',
	},
	{
		name: 'ipv6',
		letter: '6',
		value: null,
		commands: probing,
		group: 'probes',
		description: 'IPv6 addresses only',
	},
	{
		name: 'interface',
		value: 'NAME',
		commands: probing,
		group: 'probes',
		description: 'out of this interface only',
		example: '--interface eth0',
	},
	{
		name: 'source-port',
		value: 'PORT',
		commands: probing,
		group: 'packets',
		description: 'from this port; not icmp',
		example: '--source-port 5000',
	},
	{
		name: 'ttl',
		value: 'HOPS',
		commands: probing,
		group: 'packets',
		description: 'IPv4\'s TTL, IPv6\'s hop limit, 1 to 255',
		example: '--ttl 64',
	},
	{
		name: 'tos',
		value: 'OCTET',
		commands: probing,
		group: 'packets',
		description: 'TOS or traffic class, 0 to 255 or 0x00 to 0xff',
		example: '--tos 0x10',
	},
	{
		name: 'dscp',
		value: 'DSCP',
		commands: probing,
		group: 'packets',
		description: 'the upper six bits of it: 0 to 63, ef, cs0, af11, le',
		example: '--dscp ef',
	},
	{
		name: 'df',
		value: null,
		commands: probing,
		group: 'packets',
		description: 'do not fragment; not connect',
	},
	{
		name: 'size',
		value: 'BYTES',
		commands: probing,
		group: 'packets',
		description: 'payload, 0 to 65495; not connect',
		example: '--size 1000',
	},
	{
		name: 'flags',
		value: 'SAFRPU',
		commands: probing,
		group: 'packets',
		description: 'TCP flags instead of SYN; syn only',
		example: '--flags SA',
	},
	{
		name: 'data',
		value: 'TEXT',
		commands: probing,
		group: 'packets',
		description: String.raw`payload, with \n \r \t \0 \\ \xNN; udp only`,
		example: String.raw`--data 'PING\r\n'`,
	},
] as const satisfies readonly Flag[];

export type FlagName = (typeof flags)[number]['name'];
/** A flag of the table, without the particulars of its literal type. */
export type KnownFlag = Flag & {readonly name: FlagName};

export const allFlags: readonly KnownFlag[] = flags;
