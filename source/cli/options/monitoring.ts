import {limitsWith} from '../../alerts/fixed-checks/limits.ts';
import type {AlertRule} from '../../model/alert.ts';
import {quote} from '../../text/quote.ts';
import {suggestion} from '../../text/suggestion.ts';
import {defaultAppearance, type Appearance} from '../../ui/state/appearance.ts';
import {findTheme, namesOfThemes} from '../../ui/text/theme-names.ts';
import {readConfigFile} from '../config/config-file.ts';
import type {Config} from '../config/config.ts';
import {UnreachableFileError} from '../config/small-file.ts';
import type {Options} from '../flags/flags.ts';
import {typedText, type ParsedArguments} from '../flags/parsed-arguments.ts';
import {UsageError} from '../flags/usage-error.ts';
import type {Monitoring} from './options.ts';
import {readProbes} from './probe-options.ts';

type Environment = Readonly<Partial<Record<string, string>>>;

/** Each rule costs a comparison per row and sample. */
const maxRules = 200;

/** The values of a configuration file, and what was not taken from it: lines for the user. */
export type ConfigRead = {
	readonly config: Config;
	readonly warnings: readonly string[];
};

/**
Reads the configuration file, that of `--config` or the user's; nothing where there is none, or the user's place for it does not answer.
@throws {UsageError} It cannot be read, or something in it is wrong.
*/
export async function readConfig(parsed: ParsedArguments<'monitor' | 'replay' | 'serve' | 'record'>, environment: Environment): Promise<ConfigRead> {
	let file;
	try {
		file = await readConfigFile(typedText(parsed, 'config'), environment);
	} catch (error) {
		if (error instanceof UnreachableFileError) {
			return {config: {}, warnings: [`${error.message}; portop does without it`]};
		}

		throw error;
	}

	if (file === null) {
		return {config: {}, warnings: []};
	}

	// It knows every column and key, which only a file needs.
	const {parseConfig, withoutForeignCommands} = await import('../config/config.ts');
	const {config, warning} = withoutForeignCommands(await parseConfig(file), file);
	return {config, warnings: warning === null ? [] : [warning]};
}

/**
Combines the options of probes and alerts. `--alert` adds to the rules of the file.
@throws {UsageError}
*/
export function readMonitoring(options: Options<'monitor' | 'serve' | 'record'>, given: ParsedArguments['given'], config: Config): Pick<Monitoring, 'alertRules' | 'fixedLimits' | 'probeTargets' | 'probeSettings'> {
	const {targets, settings} = readProbes(options.probes, {...options, count: null, intervalSeconds: options.probeIntervalSeconds}, {
		given, interval: 'probe-interval', timeout: 'timeout',
	});
	return {
		alertRules: joinRules(config.alert ?? [], options.alertRules),
		fixedLimits: limitsWith(config.fixedChecks ?? {}),
		probeTargets: targets,
		probeSettings: settings,
	};
}

function joinRules(configured: readonly AlertRule[], typed: readonly AlertRule[]): readonly AlertRule[] {
	const rules = [...configured];
	for (const rule of typed) {
		if (rules.some(({name}) => name === rule.name)) {
			throw new UsageError(`--alert: there is an alert ${quote(rule.name)} already; leave one of them out`);
		}

		rules.push(rule);
	}

	if (rules.length > maxRules) {
		throw new UsageError(`${rules.length} alerts are more than the ${maxRules} that can be watched; leave some out`);
	}

	return rules;
}

/**
Reads how the interface begins, and looks.
@throws {UsageError} There is no such theme.
*/
export function readAppearance({view, views, filters, themes, keys}: Config, {theme, isColorWanted}: {readonly theme: string; readonly isColorWanted: boolean}): Appearance {
	const settings = Object.entries(views ?? {});
	const chosen = findTheme(theme, themes);
	if (chosen === undefined) {
		throw new UsageError(`--theme: unknown theme ${quote(theme)}; ${suggestion(theme, namesOfThemes(themes)) ?? `there is ${namesOfThemes(themes).join(', ')}`}`);
	}

	return {
		view: view ?? defaultAppearance.view,
		sorts: Object.fromEntries(settings.flatMap(([name, {sort}]) => sort === undefined ? [] : [[name, sort]])),
		columns: Object.fromEntries(settings.flatMap(([name, {columns}]) => columns === undefined ? [] : [[name, columns]])),
		namedFilters: (filters ?? []).map(([name, filter]) => ({name, filter})),
		// A user who asks for colours wants a theme that has some.
		theme: theme === 'mono' && isColorWanted ? defaultAppearance.theme : chosen,
		keys: keys ?? defaultAppearance.keys,
	};
}
