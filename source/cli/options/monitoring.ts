import {defaultAppearance, type Appearance} from '../../ui/state/appearance.ts';
import {readConfigFile} from '../config/config-file.ts';
import type {Config} from '../config/config.ts';
import type {Words} from '../flags/words.ts';
import {readMonitorAlerts} from './alert-options.ts';
import type {Monitoring, Sampling} from './options.ts';
import {readMonitorProbes} from './probe-options.ts';
import {parsePorts, parseSeconds, parseSource} from './values.ts';

type Environment = Readonly<Partial<Record<string, string>>>;

const shortestSampleSeconds = 0.1;
const longestSampleSeconds = 3600;

/**
What the configuration file says, that of `--config` or the user's; nothing where there is none.
@throws {UsageError} It cannot be read, or something in it is wrong.
*/
export async function readConfig(words: Words, environment: Environment): Promise<Config> {
	const [named] = words.values('config');
	const file = await readConfigFile(named, environment);
	if (file === null) {
		return {};
	}

	const {parseConfig} = await import('../config/config.ts');
	return parseConfig(file);
}

/**
What is to be measured. What is typed wins over the file; `--alert` adds to its rules.
@throws {UsageError}
*/
export function readMonitoring(words: Words, config: Config): Monitoring {
	const {alertRules, detects} = readMonitorAlerts(words, config);
	return {
		...readSampling(words, config), ...readMonitorProbes(words, config), alertRules, detects,
	};
}

/**
Where, how often and which sockets are read.
@throws {UsageError}
*/
export function readSampling(words: Words, config: Config): Sampling {
	const [interval] = words.values('interval');
	const [source] = words.values('source');
	const typedPorts = words.values('port');
	return {
		source: source === undefined ? 'auto' : parseSource(source),
		intervalSeconds: interval === undefined ? config.interval ?? 1 : parseSeconds(interval, 'interval', shortestSampleSeconds, longestSampleSeconds),
		watchedPorts: typedPorts.length === 0 ? config.ports ?? [] : parsePorts(typedPorts),
	};
}

/** How the interface begins, and looks. */
export function readAppearance(words: Words, {view, views, filters, theme, keys}: Config): Appearance {
	const settings = Object.entries(views ?? {});
	return {
		view: view ?? defaultAppearance.view,
		sorts: Object.fromEntries(settings.flatMap(([name, {sort}]) => sort === undefined ? [] : [[name, sort]])),
		columns: Object.fromEntries(settings.flatMap(([name, {columns}]) => columns === undefined ? [] : [[name, columns]])),
		namedFilters: (filters ?? []).map(([name, filter]) => ({name, filter})),
		// Who asks for colours wants a theme that has some.
		theme: theme === undefined || (theme === 'mono' && words.switch('no-color') === false) ? defaultAppearance.theme : theme,
		keys: keys ?? defaultAppearance.keys,
	};
}
