import {resolve} from 'node:path';
import {listedViews, type ListedView} from '../../model/snapshot.ts';
import {wantsAscii} from '../../text/ascii-only.ts';
import {quote} from '../../text/quote.ts';
import type {Options} from '../flags/flags.ts';
import {parseArguments, type ParsedArguments} from '../flags/parsed-arguments.ts';
import {readOptions} from '../flags/read-options.ts';
import {UsageError} from '../flags/usage-error.ts';
import {formatPorts} from '../flags/values.ts';
import {readCheckOptions} from './check-options.ts';
import {readHistoryOptions} from './history-options.ts';
import {readAppearance, readConfig, readMonitoring} from './monitoring.ts';
import type {
	ConfigOptions,
	ListOptions,
	MonitorOptions,
	ReplayOptions,
	Task,
} from './options.ts';
import {readProbeOptions} from './probe-options.ts';
import {readRecordOptions} from './record-options.ts';
import {readServeOptions} from './serve-options.ts';

type Environment = Readonly<Partial<Record<string, string>>>;

/**
Reads what the command line asks for.
@param argv The words after the program's name.
@param environment Has NO_COLOR, TERM and the locale, and names the folder of the configuration file.
@throws {UsageError} The message is for a person as it is.
*/
export async function parseCommandLine(argv: readonly string[], environment: Environment): Promise<Task> {
	const parsed = await parseArguments(argv);
	if (parsed.given.has('help')) {
		return {command: 'help', about: parsed.command};
	}

	if (parsed.given.has('version')) {
		return {command: 'version'};
	}

	switch (parsed.command) {
		case 'monitor': {
			return {command: 'monitor', options: await readMonitorOptions(parsed, environment)};
		}

		case 'list': {
			return {command: 'list', options: readListOptions(parsed, environment)};
		}

		case 'probe': {
			return {command: 'probe', options: readProbeOptions(parsed)};
		}

		case 'check port':
		case 'check ping':
		case 'check connections': {
			return {command: 'check', options: await readCheckOptions(parsed)};
		}

		case 'serve': {
			return {command: 'serve', options: await readServeOptions(parsed, await readConfig(parsed, environment))};
		}

		case 'record': {
			return {command: 'record', options: readRecordOptions(parsed, await readConfig(parsed, environment), environment)};
		}

		case 'history': {
			return {command: 'history', options: readHistoryOptions(parsed, environment, Date.now())};
		}

		case 'replay': {
			return {command: 'replay', options: await readReplayOptions(parsed, environment)};
		}

		case 'config': {
			return {command: 'config', options: readConfigOptions(parsed, environment)};
		}
	}
}

async function readMonitorOptions(parsed: ParsedArguments<'monitor'>, environment: Environment): Promise<MonitorOptions> {
	const {config, warnings} = await readConfig(parsed, environment);
	const options = readOptions(parsed, config);
	return {
		...options,
		...readMonitoring(options, parsed.given, config),
		...readView(parsed, options, environment),
		...readDisplay(parsed, options, environment),
		warnings,
		appearance: readAppearance(config, {theme: options.theme, isColorWanted: parsed.given.get('no-color') === true}),
	};
}

async function readReplayOptions(parsed: ParsedArguments<'replay'>, environment: Environment): Promise<ReplayOptions> {
	const [file, superfluous] = parsed.input;
	if (file === undefined) {
		throw new UsageError('portop replay: which recording? Name its file, e.g. portop replay ./web1.db');
	}

	if (superfluous !== undefined) {
		throw new UsageError(`portop replay: unexpected ${quote(superfluous)}; one recording at a time`);
	}

	const {config, warnings} = await readConfig(parsed, environment);
	const options = readOptions(parsed, config);
	return {
		...options,
		...readDisplay(parsed, options, environment),
		file: resolve(file),
		warnings,
		appearance: readAppearance(config, {theme: options.theme, isColorWanted: parsed.given.get('no-color') === true}),
		intervalSeconds: 1,
		bell: false,
	};
}

/** Reads what the environment decides where no flag does. */
function readDisplay({given}: ParsedArguments<'monitor' | 'replay'>, {ascii, color}: Options<'monitor' | 'replay'>, environment: Environment): Pick<ReplayOptions, 'ascii' | 'color'> {
	return {
		ascii: given.has('ascii') ? ascii : wantsAscii(environment),
		color: wantsColor(given, color, environment),
	};
}

/** Reads what is shown: options that mean something together, or with the environment. */
function readView({given}: ParsedArguments<'monitor' | 'list'>, options: Options<'monitor' | 'list'>, environment: Environment): Pick<ListOptions, 'filter' | 'color'> {
	const {watchedPorts, filter, color} = options;
	return {
		// A filter of the file could hide the ports that are typed.
		filter: given.has('port') ? joinFilters(formatPorts(watchedPorts), given.has('filter') ? filter : '') : filter,
		color: wantsColor(given, color, environment),
	};
}

function wantsColor(given: ParsedArguments['given'], color: boolean, environment: Environment): boolean {
	return given.has('no-color') ? color : (environment['NO_COLOR'] ?? '') === '';
}

/** Both must match; an empty one matches everything. */
function joinFilters(ports: string, filter: string): string {
	return ports === '' || filter === '' ? `${ports}${filter}` : `${ports} and (${filter})`;
}

function readListOptions(parsed: ParsedArguments<'list'>, environment: Environment): ListOptions {
	const [view = 'connections', ...superfluous] = parsed.input;
	if (!isListed(view)) {
		throw new UsageError(`portop list: unknown view ${quote(view)}; there is ${listedViews.join(', ')}`);
	}

	if (superfluous[0] !== undefined) {
		throw new UsageError(`portop list ${view}: unexpected ${quote(superfluous[0])}; ports go after --port, a filter after --filter`);
	}

	const options = readOptions(parsed);
	if (view !== 'connections' && options.udp) {
		throw new UsageError(`--udp is for portop list connections; ${view} always have UDP's`);
	}

	return {
		...options,
		...readView(parsed, options, environment),
		view,
		// A watch prints a document per line.
		json: options.json || options.watch,
	};
}

function isListed(word: string): word is ListedView {
	return (listedViews as readonly string[]).includes(word);
}

function readConfigOptions(parsed: ParsedArguments<'config'>, environment: Environment): ConfigOptions {
	const [superfluous] = parsed.input;
	if (superfluous !== undefined) {
		throw new UsageError(`portop config: unexpected ${quote(superfluous)}; a file goes after --config`);
	}

	const {check, example, configFile} = readOptions(parsed);
	if (check === example) {
		throw new UsageError(`portop config: ${check ? '--check and --example exclude each other; leave one of them out' : 'write --check, or --example'}`);
	}

	return {action: check ? 'check' : 'example', configFile, environment};
}
