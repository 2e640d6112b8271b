import {Names} from '../collectors/names.ts';
import {formatFilterError, quote} from '../filter/filter-error.ts';
import {parseFilter} from '../filter/parse.ts';
import {listedViews, type ListedView} from '../model/snapshot.ts';
import {readMonitorAlerts} from './alert-options.ts';
import {readConfigFile} from './config-file.ts';
import {parseConfig} from './config.ts';
import {commands, type CommandName} from './flags.ts';
import type {
	ListOptions,
	MonitorOptions,
	Options,
	Task,
} from './options.ts';
import {readMonitorProbes, readProbeOptions} from './probe-options.ts';
import {UsageError} from './usage-error.ts';
import {
	formatPorts,
	parsePorts,
	parseSeconds,
	parseSource,
} from './values.ts';
import {readWords, type Words} from './words.ts';

type Environment = Readonly<Partial<Record<string, string>>>;

const shortestSampleSeconds = 0.1;
const longestSampleSeconds = 3600;

/**
What the command line asks for.
@param argv The words after the program's name.
@param environment For NO_COLOR, and for where the configuration file is.
@throws {UsageError} The message is for stderr as it is.
*/
export async function parseCommandLine(argv: readonly string[], environment: Environment): Promise<Task> {
	const words = await readWords(argv);
	if (words.has('help')) {
		return {command: 'help'};
	}

	if (words.has('version')) {
		return {command: 'version'};
	}

	const [command, ...rest] = words.input;
	switch (command) {
		case undefined: {
			checkTaken('monitor', words);
			return {command: 'monitor', options: await readMonitorOptions(words, environment)};
		}

		case 'list': {
			checkTaken('list', words);
			return {command: 'list', options: readListOptions(rest, words, environment)};
		}

		case 'probe': {
			checkTaken('probe', words);
			return {command: 'probe', options: readProbeOptions(rest, words)};
		}

		default: {
			throw new UsageError(`unknown command ${quote(command)}; there is ${commands.map(({usage}) => usage).join(', ')}`);
		}
	}
}

function checkTaken(command: CommandName, {given}: Words): void {
	for (const flag of given) {
		if (!flag.commands.includes(command)) {
			const right = commands.filter(({name}) => flag.commands.includes(name)).map(({usage}) => usage).join(' and ');
			throw new UsageError(`--${flag.name} is not for ${command === 'monitor' ? 'the monitor' : `portop ${command}`}; it belongs to ${right}`);
		}
	}
}

function readOptions(words: Words, environment: Environment): Options {
	const [interval = '1'] = words.values('interval');
	const [source] = words.values('source');
	const [filter = ''] = words.values('filter');
	const watchedPorts = parsePorts(words.values('port'));
	checkFilter(filter);
	return {
		source: source === undefined ? 'auto' : parseSource(source),
		intervalSeconds: parseSeconds(interval, 'interval', shortestSampleSeconds, longestSampleSeconds),
		watchedPorts,
		filter: joinFilters(formatPorts(watchedPorts), filter),
		numeric: words.has('numeric'),
		utc: words.has('utc'),
		color: !words.has('no-color') && (environment['NO_COLOR'] ?? '') === '',
	};
}

/* What is given as a flag wins over the file. */
async function readMonitorOptions(words: Words, environment: Environment): Promise<MonitorOptions> {
	const options = {...readOptions(words, environment), ...readMonitorProbes(words)};
	const [named] = words.values('config');
	const file = await readConfigFile(named, environment);
	const config = file === null ? {} : await parseConfig(file);
	return {...options, utc: options.utc || (config.utc ?? false), ...readMonitorAlerts(words, config)};
}

function readListOptions([view = 'connections', ...superfluous]: readonly string[], words: Words, environment: Environment): ListOptions {
	if (!isListed(view)) {
		throw new UsageError(`portop list: unknown view ${quote(view)}; there is ${listedViews.join(', ')}`);
	}

	if (superfluous[0] !== undefined) {
		throw new UsageError(`portop list ${view}: unexpected ${quote(superfluous[0])}; ports go after --port, a filter after --filter`);
	}

	if (view !== 'connections' && words.has('udp')) {
		throw new UsageError(`--udp is for portop list connections; ${view} always have UDP's`);
	}

	return {
		...readOptions(words, environment),
		view,
		// A document per line is what a watch prints.
		json: words.has('json') || words.has('watch'),
		watch: words.has('watch'),
		udp: words.has('udp'),
	};
}

function isListed(word: string): word is ListedView {
	return (listedViews as readonly string[]).includes(word);
}

function checkFilter(source: string): void {
	if (source === '') {
		return;
	}

	const names = new Names();
	const parsed = parseFilter(source, {servicePort: name => names.port(name)});
	if (!parsed.ok) {
		throw new UsageError(`--filter: ${formatFilterError(source, parsed.error)}`);
	}
}

/** Both must match; an empty one matches everything. */
function joinFilters(ports: string, filter: string): string {
	return ports === '' || filter === '' ? `${ports}${filter}` : `${ports} and (${filter})`;
}
