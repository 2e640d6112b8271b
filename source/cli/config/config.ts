import {sanitize} from '../../text/sanitize.ts';
import {views} from '../../model/snapshot.ts';
import {minIntervalSeconds} from '../../probes/targets/settings.ts';
import {defaultAppearance} from '../../ui/state/appearance.ts';
import {UsageError} from '../flags/usage-error.ts';
import type {SmallFile} from './small-file.ts';
import {alerts, fixedChecks} from './config-alerts.ts';
import {keysTable} from './key-bindings.ts';
import {
	boolean,
	namesTo,
	oneOf,
	secondsFrom,
	tableOf,
	type Read,
} from './value-type.ts';
import {locator} from './config-position.ts';
import {ConfigProblems} from './config-problem.ts';
import {checkTheme, themeName, themesTable} from './config-themes.ts';
import {
	bytes,
	filter,
	ports,
	targets,
} from './config-values.ts';
import {viewsTable} from './config-views.ts';

/** Every key of the file: its errors, its schema, the example and docs/config.md are made from this. */
export const configKeys = {
	interval: {
		...secondsFrom(0.1, 3600), description: 'Seconds between samples, 0.1 to 3600 (--interval)', default: 1,
	},
	historySize: {
		...bytes, description: 'Memory for the samples that can be looked back at, e.g. "256Mi"; 0: none (--history-size)', default: 64 * (2 ** 20),
	},
	view: {
		...oneOf('view', views), description: 'The view at the start', default: defaultAppearance.view,
	},
	filter: {
		...filter, description: 'What the socket views show at the start (--filter); Esc clears it', example: 'not state:time-wait',
	},
	ports: {
		...ports, description: 'Ports that stay listed while closed, and whose connect latency is measured (--port, which also shows no others)', example: '22,443,8000-8100',
	},
	probes: {
		...targets, description: 'Targets that are probed (--probe)', example: ['example.org:443', 'icmp://192.0.2.1'],
	},
	probeInterval: {
		...secondsFrom(minIntervalSeconds, 3600), description: `Seconds between two probes of a target, ${minIntervalSeconds} to 3600 (--probe-interval)`, default: 1,
	},
	passive: {
		...boolean, description: 'Do not connect to the watched ports (--passive)', default: false,
	},
	numeric: {
		...boolean, description: 'Numbers instead of service and user names (--numeric)', default: false,
	},
	utc: {
		...boolean, description: 'The clock in UTC (--utc)', default: false,
	},
	theme: {
		...themeName, description: 'default (dark or light), dark, light, high-contrast (nothing recedes), mono, or a theme of your own (--theme)', default: 'default',
	},
	plain: {
		...boolean, description: 'Lines for screen readers instead of a screen (--plain)', default: false,
	},
	mouse: {
		...boolean, description: 'Take the mouse: tabs, headings, rows, wheel (--mouse)', default: false,
	},
	bell: {
		...boolean, description: 'Ring the terminal\'s bell when an alert fires (--bell)', default: false,
	},
	detectors: {
		...boolean, description: 'Look for attacks, outages and leaks (false: --no-detectors)', default: true,
	},
	filters: {
		...namesTo(filter),
		description: 'Filters with names: \' in the monitor chooses one',
		example: {slow: 'rtt>50ms or retrans>0', 'web clients': 'sport:80,443 and state:established'},
	},
	views: {
		...viewsTable, description: 'Columns and order of each view',
	},
	themes: {
		...themesTable, description: 'Themes with names: what differs from base, in words', example: {night: {base: 'dark', warning: 'bold yellow', selected: 'white on blue'}},
	},
	keys: {
		...keysTable, description: 'Keys of commands: one or several instead of the usual ones, none with []',
	},
	fixedChecks: {
		...fixedChecks, description: 'Thresholds of the checks that are always on (docs/alerts.md); false: no such check',
	},
	alert: {
		...alerts, description: 'Rules that raise alerts (docs/alerts.md); --alert adds more',
	},
} as const;

const file = tableOf(configKeys);

/** The values of a configuration file; those that it does not have are undefined. */
export type Config = Read<typeof configKeys>;

type Source = Pick<SmallFile, 'name' | 'text'>;

/**
Reads a configuration file.
@throws {UsageError} The first mistake; begins with file, line and column.
*/
export async function parseConfig(source: Source): Promise<Config> {
	const {config, problems} = await examineConfig(source);
	if (config === null) {
		throw new UsageError(problems[0]);
	}

	return config;
}

/** Takes the commands out of a file that another user may have written: they would run as this user, who may be root. */
export function withoutForeignCommands(config: Config, {name, distrust}: Pick<SmallFile, 'name' | 'distrust'>): {readonly config: Config; readonly warning: string | null} {
	const {alert = []} = config;
	return distrust === null || alert.every(({onAlert}) => onAlert === null)
		? {config, warning: null}
		: {
			config: {...config, alert: alert.map(rule => ({...rule, onAlert: null}))},
			warning: `the commands of ${name} (onAlert) are not run: ${distrust}`,
		};
}

/** Returns the JSON Schema of the configuration file, for editors: docs/config.schema.json. */
export function configSchema(): Readonly<Record<string, unknown>> {
	return {
		$schema: 'https://json-schema.org/draft/2020-12/schema',
		title: 'The configuration file of portop',
		description: 'docs/config.md describes it.',
		...file.schema,
	};
}

/** Returns the values of a file; or null and all problems, at least one, in the file's order. Each begins with file, line and column. */
export async function examineConfig({name, text}: Source): Promise<{readonly config: Config | null; readonly problems: readonly string[]}> {
	// Loaded here, since most users have no file.
	const {parse, TomlError} = await import('smol-toml');
	try {
		const config = file.read(parse(text), []);
		checkTheme(config.theme, config.themes, ['theme']);
		return {config, problems: []};
	} catch (error) {
		if (error instanceof TomlError) {
			return {config: null, problems: [`${name}:${error.line}:${error.column}: ${sanitize(error.message.split('\n', 1)[0]!)}`]};
		}

		if (error instanceof ConfigProblems) {
			const positionOf = locator(text);
			const located = error.problems.map(({message, path}) => ({message, ...positionOf(path)}));
			return {
				config: null,
				problems: located.toSorted((a, b) => a.line === b.line ? a.column - b.column : a.line - b.line).map(({line, column, message}) => `${name}:${line}:${column}: ${message}`),
			};
		}

		throw error;
	}
}
