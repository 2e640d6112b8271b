import {methodSchemes} from '../../probes/targets/target.ts';
import {commands, type CommandName} from './commands.ts';
import {flagGroups, type Flag} from './flag.ts';
import {allFlags, flagsOf} from './flags.ts';

/**
Returns the text that `--help` prints.
@param about The command whose flags it lists; that of the monitor lists all.
*/
export function helpText(about: CommandName = 'monitor'): string {
	const flags = about === 'monitor' ? allFlags : flagsOf(about);
	// One for all, so that the groups stand below each other.
	const flagWidth = widest(flags.map(flag => spelling(flag)));
	const groups = flagGroups.map(({name: group, title}) => ({title, members: flags.filter(flag => flag.group === group)}));
	const lines = [
		'portop: which ports are open, who owns them, and who is connected',
		'',
		'Usage',
		...columns(commands.filter(({name}) => about === 'monitor' || name === about).map(({usage, description}) => [usage, description])),
		'',
		...groups.filter(({members}) => members.length > 0).flatMap(({title, members}) => [
			title,
			...columns(members.map(flag => [spelling(flag), flag.description]), flagWidth),
			'',
		]),
		...notes.filter(({of}) => about === 'monitor' || of.includes(about)).flatMap(({lines}) => [...lines, '']),
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
		of: [],
		lines: [
			'Examples',
			...columns([
				['portop --port 443', 'watch one port'],
				['portop --filter \'process:nginx and rtt>50ms\'', 'nginx\'s slow connections'],
				['portop list ports', 'who listens where'],
				['portop list --json --watch --interval 5', 'for another program'],
				['portop probe -c 10 -i 0.2 example.org:443', 'is the way to it lossy?'],
				['portop check port 443 -w 50 -c 200', 'for Nagios: slower than 50 ms?'],
				['portop COMMAND --help', 'what one command takes'],
			]),
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
