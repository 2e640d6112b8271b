import {methodSchemes} from '../../probes/targets/target.ts';
import {commands, type CommandName} from './commands.ts';
import {flagGroups, type Flag} from './flag.ts';
import {flagsOf} from './flags.ts';

/**
Returns the text that `--help` prints.
@param about The command whose flags it lists. The monitor's is an overview: every command, and its own flags without headings and
without those of packets, which few need.
*/
export function helpText(about: CommandName = 'monitor'): string {
	const isOverview = about === 'monitor';
	const flags = flagsOf(about).filter(({group}) => !isOverview || group !== 'packets');
	// One for all, so that the groups stand below each other.
	const flagWidth = widest(flags.map(flag => spelling(flag)));
	const sections = isOverview ? [{title: 'Flags', members: flags}] : flagGroups.map(({name: group, title}) => ({title, members: flags.filter(flag => flag.group === group)}));
	const lines = [
		'portop: which ports are open, who owns them, and who is connected',
		'',
		'Usage',
		...columns(commands.filter(({name}) => isOverview || name === about).map(({usage, description}) => [usage, description])),
		'',
		...sections.filter(({members}) => members.length > 0).flatMap(({title, members}) => [
			title,
			...columns(members.map(flag => [spelling(flag), flag.description]), flagWidth),
			'',
		]),
		...notes.filter(({of}) => of.includes(about)).flatMap(({lines}) => [...lines, '']),
		'In the monitor ? lists the keys, the columns and the filter language.',
	];
	return `${lines.join('\n')}\n`;
}

const notes: ReadonlyArray<{readonly of: readonly CommandName[]; readonly lines: readonly string[]}> = [
	{
		of: ['probe', 'check ping', 'serve'],
		lines: [
			'TARGET is host, host:port, [v6]:port, or one of them after',
			`${methodSchemes}. At most 64 of them, and 100 probes`,
			'per second each.',
		],
	},
	{
		of: ['probe'],
		lines: [
			'Ctrl-C ends portop probe with its figures, too. It exits with 0 if something',
			'replied, 1 if nothing did, 2 if nothing could be probed.',
		],
	},
	{
		of: ['check port', 'check ping', 'check connections'],
		lines: [
			'A check exits with 0 OK, 1 WARNING, 2 CRITICAL or 3 UNKNOWN, which is also what',
			'wrong usage is. Its figures and their keys: docs/checks.md.',
		],
	},
	{
		of: ['monitor'],
		lines: [
			'Examples',
			...columns([
				['portop --port 443', 'watch one port'],
				['portop --filter \'process:nginx and rtt>50ms\'', 'nginx\'s slow connections'],
				['portop --probe icmp://example.org', 'is the way there lossy?'],
			]),
			'',
			'portop COMMAND --help lists the flags of a command. What probes look like, as',
			'portop probe --help has it, can be chosen in the monitor, too.',
		],
	},
];

function spelling({name, letter, value}: Flag): string {
	return `${letter === undefined ? '' : `-${letter}, `}--${name}${value === null ? '' : ` ${value}`}`;
}

function columns(rows: ReadonlyArray<readonly [string, string]>, width = widest(rows.map(([first]) => first))): readonly string[] {
	return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`);
}

function widest(texts: readonly string[]): number {
	return Math.max(...texts.map(text => text.length));
}
