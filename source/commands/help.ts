import {
	allFlags,
	commands,
	flagGroups,
	type Flag,
} from './flags.ts';

/** What `portop --help` prints. */
export function helpText(): string {
	// One for all, so that the groups stand below each other.
	const flagWidth = widest(allFlags.map(flag => spelling(flag)));
	const lines = [
		'portop: which ports are open, who owns them, and who is connected',
		'',
		'Usage',
		...columns(commands.map(({usage, description}) => [usage, description])),
		'',
		...flagGroups.flatMap(({name: group, title}) => [
			title,
			...columns(allFlags.filter(flag => flag.group === group).map(flag => [spelling(flag), flag.description]), flagWidth),
			'',
		]),
		'TARGET is host, host:port, [v6]:port, or one of them after icmp://, syn://,',
		'connect:// or udp://. At most 64 of them, and 100 probes per second each.',
		'Ctrl-C ends portop probe with its figures, too. It exits with 0 if something',
		'replied, 1 if nothing did, 2 if nothing could be probed.',
		'',
		'Examples',
		...columns([
			['portop --port 443', 'watch one port'],
			['portop --filter \'process:nginx and rtt>50ms\'', 'nginx\'s slow connections'],
			['portop list ports', 'who listens where'],
			['portop list --json --watch --interval 5', 'for another program'],
			['portop probe -c 10 -i 0.2 example.org:443', 'is the way to it lossy?'],
		]),
		'',
		'In the monitor ? lists the keys, the columns and the filter language.',
	];
	return `${lines.join('\n')}\n`;
}

function spelling({name, letter, value}: Flag): string {
	return `${letter === undefined ? '' : `-${letter}, `}--${name}${value === null ? '' : ` ${value}`}`;
}

function columns(rows: ReadonlyArray<readonly [string, string]>, width = widest(rows.map(([first]) => first))): readonly string[] {
	return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`);
}

function widest(texts: readonly string[]): number {
	return Math.max(...texts.map(text => text.length));
}
