import {parseRule, type RuleOptions} from '../alerts/rule.ts';
import {formatFilterError, quote} from '../filter/filter-error.ts';
import type {AlertRule} from '../model/alert.ts';
import {
	ConfigProblem,
	readCommand,
	readName,
	readSeconds,
	readTable,
	readTables,
	readText,
	type ConfigPath,
} from './config-table.ts';

const keys = {
	name: readName,
	when: readText,
	onAlert: readCommand,
	onAlertTimeout: readSeconds(0.1, 3600),
};

/**
The rules of `[[alert]]`.
@throws {ConfigProblem} Also where two have the same name.
*/
export function readAlerts(value: unknown, path: ConfigPath, options: RuleOptions): readonly AlertRule[] {
	const names = new Set<string>();
	return readTables(value, path, (table, place) => {
		const rule = readAlert(table, place, options);
		if (names.has(rule.name)) {
			throw new ConfigProblem(`there is an alert ${quote(rule.name)} already; give it a name of its own, e.g. name = "another"`, place);
		}

		names.add(rule.name);
		return rule;
	});
}

function readAlert(table: unknown, path: ConfigPath, options: RuleOptions): AlertRule {
	const {name, when, onAlert, onAlertTimeout} = readTable(table, keys, path);
	if (when === undefined) {
		throw new ConfigProblem('an alert needs a rule, e.g. when = "connections > 1000 for 30s"', path);
	}

	const parsed = parseRule(when, options);
	if (!parsed.ok) {
		throw new ConfigProblem(`when: ${formatFilterError(when, parsed.error)}`, [...path, 'when']);
	}

	const {rule} = parsed;
	return {
		...rule,
		name: name ?? rule.name,
		onAlert: onAlert ?? rule.onAlert,
		onAlertTimeoutSeconds: onAlertTimeout ?? rule.onAlertTimeoutSeconds,
	};
}
