import {allFlags, commands} from './flags.ts';

/** What `portop --help` prints. */
export function helpText(): string {
	const lines = [
		'portop: which ports are open, who owns them, and who is connected',
		'',
		'Usage',
		...columns(commands.map(({usage, description}) => [usage, description])),
		'',
		'Flags',
		...columns(allFlags.map(({name, letter, value, description}) => [
			`${letter === undefined ? '' : `-${letter}, `}--${name}${value === null ? '' : ` ${value}`}`,
			description,
		])),
		'',
		'Examples',
		...columns([
			['portop --port 443', 'watch one port'],
			['portop --filter \'process:nginx and rtt>50ms\'', 'nginx\'s slow connections'],
			['portop list ports', 'who listens where'],
			['portop list --json --watch --interval 5', 'for another program'],
		]),
		'',
		'In the monitor ? lists the keys, the columns and the filter language.',
	];
	return `${lines.join('\n')}\n`;
}

function columns(rows: ReadonlyArray<readonly [string, string]>): readonly string[] {
	const width = Math.max(...rows.map(([first]) => first.length));
	return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`);
}
