import {commandNames, commands, type CommandName} from '../source/cli/flags/commands.ts';
import {flagGroups, oppositeOf, type Flag} from '../source/cli/flags/flag.ts';
import {allFlags} from '../source/cli/flags/flags.ts';
import {keySections, type KeyHelp} from '../source/ui/keys/key-help.ts';
import packageJson from '../package.json' with {type: 'json'};
import {
	bold,
	entry,
	example,
	italic,
	literal,
	marked,
	section,
	subsection,
	together,
	usage,
} from './roff.ts';

/** Commands, and what they are for. */
export const examples: ReadonlyArray<readonly [command: string, what: string]> = [
	['portop --port 443', 'Watch one port.'],
	['portop --filter \'process:nginx and rtt>50ms\'', 'The slow connections of nginx.'],
	['portop --probe icmp://example.org --alert \'closeWait > 100 for 30s\'', 'A probe next to the sockets, and an alert.'],
	['portop list', 'What `ss -antp` prints.'],
	['portop list --json --watch --interval 5', 'A JSON document per line, every five seconds.'],
	['portop probe -c 10 -i 0.2 example.org:443', 'Loss and round-trip times of ten probes.'],
	['portop check port 443 -w 50 -c 200', 'For Nagios: does it take longer than 50 ms, or 200, to connect?'],
	['portop check ping --format json --count 10 example.org', 'The same figures as JSON.'],
	['portop check connections -w tcp_CLOSE_WAIT=100', 'For Nagios: do programs forget to close?'],
	['portop serve --port 22,443', 'Metrics for Prometheus at http://127.0.0.1:9464/metrics.'],
	['portop record --keep 90', 'History of ninety days.'],
	['portop history connections --since \'yesterday 22:00\' --until \'today 6:00\' --filter sport:22', 'Who connected to port 22 last night?'],
	['portop history connections --since yesterday --until today --filter port:443 --group-by host --limit 10', 'The ten peers with most bytes.'],
	['portop history ports --since -7d --filter \'port:8080 queue>=100%\'', 'When was the accept queue full?'],
	['portop replay ./web1.db', 'The monitor over what another machine recorded.'],
	['portop config --check --config ./portop.toml', 'Is the file good?'],
];

type Status = readonly [code: string, meaning: string];

const checkStatuses: readonly Status[] = [
	['0', 'OK'],
	['1', 'WARNING'],
	['2', 'CRITICAL'],
	['3', 'UNKNOWN: no result, or wrong usage'],
];

/** The exit codes of each command. */
const exitStatuses: Readonly<Record<CommandName, readonly Status[]>> = {
	monitor: [
		['0', 'ended by a key'],
		['1', 'ended by a key after sampling had failed'],
		['2', 'wrong usage, a mistake in the configuration file, or no terminal'],
	],
	list: [
		['0', 'done'],
		['1', 'the sockets could not be read, or the output not be written'],
		['2', 'wrong usage'],
	],
	probe: [
		['0', 'something replied'],
		['1', 'nothing did, or the output could not be written'],
		['2', 'wrong usage, or nothing could be probed: no address, or no privilege'],
	],
	'check port': checkStatuses,
	'check ping': checkStatuses,
	'check connections': checkStatuses,
	serve: [
		['0', 'ended by SIGINT or SIGTERM'],
		['1', 'it could not be started: the address is taken, or the sockets cannot be read'],
		['2', 'wrong usage, a mistake in the configuration file, or no token in the token file'],
	],
	record: [
		['0', 'ended by SIGINT or SIGTERM'],
		['1', 'it could not be started, or cannot go on: the file is damaged, or the sockets cannot be read'],
		['2', 'wrong usage, a mistake in the configuration file, or another recorder has the file'],
	],
	history: [
		['0', 'done, also where nothing matched'],
		['1', 'the output could not be written'],
		['2', 'wrong usage, or the recording is missing, damaged, or of a newer portop'],
	],
	replay: [
		['0', 'ended by a key'],
		['1', 'ended by a key after the recording could not be read any more'],
		['2', 'wrong usage, no terminal, or the recording is missing, damaged, of a newer portop, or has no whole samples'],
	],
	config: [
		['0', 'the file is good, or there is none'],
		['1', 'the output could not be written'],
		['2', 'wrong usage, or a mistake in the file'],
	],
};

/**
Returns docs/portop.1, in man(7).
@param readme README.md, whose first paragraph is the description.
@param keyHelp The commands of the keyboard.
@throws {Error} README.md does not begin with its title and a paragraph.
*/
export function manPage(readme: string, keyHelp: KeyHelp): string {
	const lines = [
		String.raw`.\" Written by npm run readme from the tables of commands and flags.`,
		`.TH PORTOP 1 "" "portop ${literal(packageJson.version)}" "User Commands"`,
		// Words are neither hyphenated nor spaced out: many are to be typed.
		'.nh',
		'.ad l',
		...section('name', `portop ${String.raw`\-`} ${literal(packageJson.description.replace(/^A /, 'a '))}`),
		...section('synopsis', ...commands.flatMap(command => ['.br', `${usage(command.usage)} [${italic('FLAG')}...]`]).slice(1)),
		...section('description', marked(firstParagraph(readme))),
		...section('commands', ...commands.flatMap(({usage: text, description}) => entry(usage(text), literal(description)))),
		...section('arguments', ...argumentLines()),
		...section('options', ...optionLines()),
		...section('keys', ...keyLines(keyHelp)),
		...section('exit status', ...exitLines()),
		...section('files', ...fileLines()),
		...section('environment', ...environmentLines()),
		...section('examples', ...examples.flatMap(([command, what]) => ['.PP', marked(what), ...example(command)]).slice(1)),
		...section(
			'see also',
			'.BR ss (8),',
			'.BR hping3 (8),',
			'.BR mtr (8)',
			'.PP',
			marked('In the folder `docs` of the package: '
				+ '`keys.md`, `flags.md`, `filter.md`, `alerts.md`, `probes.md`, `config.md`, '
				+ '`json.md`, `checks.md`, `serve.md`, `record.md`, `measurements.md`, `privileges.md` and `limits.md`.'),
		),
	];
	return `${lines.join('\n')}\n`;
}

function firstParagraph(readme: string): string {
	const paragraph = /^# portop\n\n(?<paragraph>[A-Z][^\n]+)\n\n/.exec(readme)?.groups?.['paragraph'];
	if (paragraph === undefined) {
		throw new Error('README.md does not begin with its title and a paragraph');
	}

	return paragraph;
}

function argumentLines(): readonly string[] {
	return [
		...entry(italic('PORTS'), marked('Ports and ranges: `22,443,8000-8100`.')),
		...entry(italic('TARGET'), marked('*host*, *host*`:`*port* or `[`*v6*`]:`*port*, or one of them after `icmp://`, `syn://`, `connect://` or `udp://`. At most 64 of them.')),
		...entry(italic('EXPRESSION'), marked('A filter, as after `/` in the monitor; `?` there lists the language.')),
		...entry(italic('RANGE'), marked('As Nagios plug-ins take it: `10` (0 to 10 is good), `10:` (10 and more), `~:10` (10 and less), `10:20`, `@10:20` (what lies within is bad).')),
	];
}

function optionLines(): readonly string[] {
	return flagGroups.flatMap(({name, title}) => subsection(title, ...allFlags.filter(({group}) => group === name).flatMap(flag => flagLines(flag, title))));
}

function flagLines(flag: Flag, title: string): readonly string[] {
	const {name, letter, aliases = [], value, choices = [], repeatable, negatable, description} = flag;
	const dashed = [...(letter === undefined ? [] : [`-${letter}`]), `--${name}`];
	const tag = `${dashed.map(spelling => bold(spelling)).join(', ')}${value === null ? '' : ` ${italic(value)}`}`;
	const said = `${value ?? ''} ${description}`;
	const particulars = [
		literal(description),
		...(choices.every(choice => said.includes(choice)) ? [] : [marked(`one of ${choices.map(choice => `\`${choice}\``).join(', ')}`)]),
		...(repeatable === true && !said.includes('repeat') ? ['repeatable'] : []),
		...(negatable === true ? [marked(`the opposite is \`--${oppositeOf(flag)}\``)] : []),
		...(aliases.length > 0 ? [marked(`also ${aliases.map(alias => `\`--${alias}\``).join(', ')}`)] : []),
	];
	return entry(tag, particulars.join('; '), ...ownerLines(flag, title));
}

/** The commands that take a flag, where the title does not name them. */
function ownerLines({commands: owners}: Flag, title: string): readonly string[] {
	if (owners.length === 1 && title.endsWith(spoken(owners[0]!))) {
		return [];
	}

	const names = owners.length === commandNames.length ? ['every command'] : owners.map(name => together(bold(spoken(name))));
	return ['.br', `(${names.join(', ')})`];
}

function keyLines(help: KeyHelp): readonly string[] {
	return [
		marked('Those of the monitor; `?` there shows the ones of the view at hand. The configuration file can change them.'),
		...keySections(help).flatMap(({title, entries}) => subsection(title, ...entries.flatMap(({keys, description}) => entry(bold(spelled(keys)), literal(spelled(description)))))),
	];
}

/** Returns keys without arrows, which an ASCII terminal's manual page cannot show. */
function spelled(text: string): string {
	return text.replaceAll('↑', 'Up').replaceAll('↓', 'Down');
}

function exitLines(): readonly string[] {
	// Commands that have the same stand together.
	const groups = Map.groupBy(commandNames, name => exitStatuses[name]);
	return [
		...groups.entries().flatMap(([statuses, names]) => entry(
			names.map(name => bold(spoken(name))).join(', '),
			...statuses.flatMap(([code, meaning]) => ['.br', `${bold(code)} ${literal(meaning)}`]).slice(1),
		)),
		'.PP',
		marked('An internal error is `70`. A signal that ends the monitor is 128 and its number.'),
	];
}

function fileLines(): readonly string[] {
	return [
		...entry(
			bold('~/.config/portop/config.toml'),
			marked('The configuration file, if it is there: `$XDG_CONFIG_HOME/portop/config.toml` where that is set.'),
			marked('`portop config --example` prints one with every key; flags win over it.'),
		),
		...entry(bold('~/.cache/portop'), marked('Compiled code, for a fast start; `$XDG_CACHE_HOME/portop` where that is set. It can be removed at any time.')),
		...entry(bold('/etc/services'), literal('Names of ports, before those of IANA.')),
		...entry(bold('/etc/passwd'), literal('Names of users.')),
	];
}

function environmentLines(): readonly string[] {
	return [
		...entry(bold('NO_COLOR'), marked('Set and not empty: no colours, as with `--no-color`.')),
		...entry(bold('XDG_CACHE_HOME'), marked('Where compiled code is kept. A relative path counts as none.')),
		...entry(bold('XDG_CONFIG_HOME'), marked('Where the configuration file is. A relative path counts as none.')),
		...entry(bold('LC_ALL'), marked('Before `LC_CTYPE` and `LANG`: where it is not UTF-8, the monitor draws with ASCII only, as with `--ascii`.')),
		...entry(bold('TERM'), marked('The monitor does not start where it is not set, or `dumb`; `linux`, `vt100` and the like get ASCII only.')),
	];
}

/** The name of a command in texts. */
function spoken(name: CommandName): string {
	return name === 'monitor' ? 'portop' : `portop ${name}`;
}
