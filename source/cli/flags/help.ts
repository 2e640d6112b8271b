import {recordedTopics} from '../../model/recorded.ts';
import {methodSchemes} from '../../probes/targets/target.ts';
import {orList} from '../../text/suggestion.ts';
import {commands, type CommandName} from './commands.ts';
import {flagGroups, type Flag} from './flag.ts';
import {flagsOf, type KnownFlag} from './flags.ts';

/** Returns the text that `--help` prints: of `portop` itself the commands and the monitor's flags, on a screen and a half; of a command all of its flags. */
export function helpText(about: CommandName = 'monitor'): string {
	const lines = about === 'monitor' ? monitorLines() : commandLines(about);
	return `${lines.join('\n')}\n`;
}

const title = 'portop: which ports are open, who owns them, and who is connected';

function monitorLines(): readonly string[] {
	// How single probes are sent is the same as in portop probe, whose help says it.
	const flags = flagsOf('monitor').filter(flag => !isOfSingleProbes(flag));
	return [
		title,
		'',
		'Commands (portop COMMAND --help lists the flags of one)',
		...columns(briefly(commands)),
		'',
		'Flags of the monitor',
		...columns(inGroups(flags).flatMap(flag => flag.name === 'version' ? [] : [flag.name === 'help' ? ['-h, --help, --version', 'show this, or the version, and exit'] : [spelling(flag), flag.description]])),
		'',
		'Its probes take the flags of portop probe, too. man portop has everything.',
	];
}

function commandLines(about: CommandName): readonly string[] {
	const flags = flagsOf(about);
	// One for all, so that the groups stand below each other.
	const flagWidth = widest(flags.map(flag => spelling(flag)));
	const groups = flagGroups.map(({name: group, title: heading}) => ({heading, members: flags.filter(flag => flag.group === group)}));
	return [
		title,
		'',
		'Usage',
		...columns(commands.filter(({name}) => name === about).map(({usage, description}) => [usage, description])),
		'',
		...groups.filter(({members}) => members.length > 0).flatMap(({heading, members}) => [
			heading,
			...columns(members.map(flag => [spelling(flag), flag.description]), flagWidth),
			'',
		]),
		...notes.filter(({of}) => of.includes(about)).flatMap(({lines}) => [...lines, '']),
		'portop --help lists the commands, man portop has everything.',
	];
}

/** Returns the commands with their descriptions, all checks in one line. */
function briefly(all: typeof commands): ReadonlyArray<readonly [string, string]> {
	const isCheck = (name: CommandName) => name.startsWith('check ');
	const checks = all.filter(({name}) => isCheck(name));
	return all.filter(({name}) => !isCheck(name) || name === checks[0]?.name).map(({name, usage, description}) => isCheck(name)
		? [`portop check ${checks.map(check => check.name.slice('check '.length)).join('|')} ...`, 'a check for a monitoring system']
		: [usage, description]);
}

/** Whether a flag says how single probes are sent, which portop probe takes as well. */
function isOfSingleProbes({group, commands: takenBy}: Flag): boolean {
	return group === 'packets' || (group === 'probes' && takenBy.includes('probe'));
}

/** Returns flags in the order of their groups. */
function inGroups(flags: readonly KnownFlag[]): readonly KnownFlag[] {
	return flagGroups.flatMap(({name}) => flags.filter(({group}) => group === name));
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
		of: ['history'],
		lines: [
			`TOPIC is ${orList(recordedTopics)}. A TIME is 14:30 (the last one`,
			'that is past), yesterday 14:30, mon 3:00, 2026-11-29 14:30 or -2h. Columns:',
			'docs/history.md.',
		],
	},
	{
		of: ['check port', 'check ping', 'check connections'],
		lines: [
			'A check exits with 0 OK, 1 WARNING, 2 CRITICAL or 3 UNKNOWN, which is also what',
			'wrong usage is. Its figures and their keys: docs/checks.md.',
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
