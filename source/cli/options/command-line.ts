import {Names} from '../../collectors/names.ts';
import {formatFilterError} from '../../filter/filter-error.ts';
import {quote} from '../../text/quote.ts';
import {parseFilter} from '../../filter/parse.ts';
import {listedViews, type ListedView} from '../../model/snapshot.ts';
import type {Config} from '../config/config.ts';
import {UsageError} from '../flags/usage-error.ts';
import {readWords, type Words} from '../flags/words.ts';
import {readMonitorAlerts} from './alert-options.ts';
import {readCheckOptions} from './check-options.ts';
import {readConfigOptions} from './config-options.ts';
import {
	readAppearance,
	readConfig,
	readMonitoring,
	readSampling,
} from './monitoring.ts';
import type {
	ListOptions,
	MonitorOptions,
	Options,
	Task,
} from './options.ts';
import {readMonitorProbes, readProbeOptions} from './probe-options.ts';
import {readServeOptions} from './serve-options.ts';
import {formatPorts, parsePorts} from './values.ts';

type Environment = Readonly<Partial<Record<string, string>>>;

/**
What the command line asks for.
@param argv The words after the program's name.
@param environment For NO_COLOR, and for where the configuration file is.
@throws {UsageError} The message is for a person as it is.
*/
export async function parseCommandLine(argv: readonly string[], environment: Environment): Promise<Task> {
	const words = await readWords(argv);
	const {command} = words;
	if (words.has('help')) {
		return {command: 'help', about: command};
	}

	if (words.has('version')) {
		return {command: 'version'};
	}

	switch (command) {
		case 'monitor': {
			return {command, options: await readMonitorOptions(words, environment)};
		}

		case 'list': {
			return {command, options: readListOptions(words, environment)};
		}

		case 'probe': {
			return {command, options: readProbeOptions(words)};
		}

		case 'check port':
		case 'check ping':
		case 'check connections': {
			return {command: 'check', options: await readCheckOptions(command, words)};
		}

		case 'serve': {
			return {command, options: await readServeOptions(words, readMonitoring(words, await readConfig(words, environment)))};
		}

		case 'config': {
			return {command, options: readConfigOptions(words, environment)};
		}
	}
}

/* What is given as a flag wins over the file. */
function readOptions(words: Words, environment: Environment, config: Config = {}): Options {
	return {
		...readSampling(words, config),
		filter: readFilter(words) ?? config.filter ?? '',
		numeric: words.switch('numeric') ?? config.numeric ?? false,
		utc: words.switch('utc') ?? config.utc ?? false,
		color: !(words.switch('no-color') ?? Boolean(environment['NO_COLOR'])),
	};
}

async function readMonitorOptions(words: Words, environment: Environment): Promise<MonitorOptions> {
	const config = await readConfig(words, environment);
	return {
		...readOptions(words, environment, config),
		...readMonitorProbes(words, config),
		...readMonitorAlerts(words, config),
		appearance: readAppearance(words, config),
	};
}

/** undefined where neither ports nor a filter are typed: a filter of the file could hide the ports that are. */
function readFilter(words: Words): string | undefined {
	const ports = words.values('port');
	const [filter] = words.values('filter');
	checkFilter(filter ?? '');
	return ports.length === 0 ? filter : joinFilters(formatPorts(parsePorts(ports)), filter ?? '');
}

function readListOptions(words: Words, environment: Environment): ListOptions {
	const [view = 'connections', ...superfluous] = words.input;
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
