import {quote} from '../../text/quote.ts';
import {limitSettings} from '../../alerts/fixed-checks/limits.ts';
import {fixedCheckNames, type AlertRule, type FixedCheckName} from '../../model/alert.ts';
import {parseAlertRule} from '../flags/values.ts';
import {
	commandLine,
	name,
	secondsFrom,
	tableOf,
	tablesOf,
	text,
	wrong,
	type Key,
	type ValueType,
} from './value-type.ts';
import {problemAt, problemsOfUsage, readEach} from './config-problem.ts';

const alert = tableOf({
	name: {
		...name, description: 'Its own name; by default the text of the rule', example: 'too many clients',
	},
	when: {
		...text, description: 'The rule (docs/alerts.md)', example: 'connections > 1000 for 30s critical where sport:443',
	},
	onAlert: {
		...commandLine, description: 'A program and its arguments, run when an alert begins and when it is over', example: ['/usr/local/bin/page', '--urgent'],
	},
	onAlertTimeout: {
		...secondsFrom(0.1, 3600), description: 'Seconds, 0.1 to 3600, that the program may take', default: 10,
	},
});

const rules = tablesOf<AlertRule>({
	...alert,
	schema: {...alert.schema, required: ['when']},
	read(table, path) {
		const {name: ownName, when, onAlert, onAlertTimeout} = alert.read(table, path);
		if (when === undefined) {
			throw problemAt('an alert needs a rule, e.g. when = "connections > 1000 for 30s"', path);
		}

		const rule = problemsOfUsage([...path, 'when'], () => parseAlertRule(when, 'when'));
		return {
			...rule,
			name: ownName ?? rule.name,
			origin: 'config',
			onAlert: onAlert ?? rule.onAlert,
			onAlertTimeoutSeconds: onAlertTimeout ?? rule.onAlertTimeoutSeconds,
		};
	},
});

/** The thresholds of `[fixedChecks]`; null where a check is off. */
export const fixedChecks = tableOf(keysOfLimits(), 'fixed check');

type LimitKeys = Readonly<Record<FixedCheckName, Key<number | null>>>;

function keysOfLimits(): LimitKeys {
	const keys = fixedCheckNames.map(check => {
		const {default: usual, minimum, maximum, description} = limitSettings[check];
		return [check, {...limitFrom(minimum, maximum), description, default: usual}];
	});
	// Object.fromEntries() forgets the names.
	return Object.fromEntries(keys) as LimitKeys;
}

/** Returns a number from `min` to `max`, or false: null. */
function limitFrom(min: number, max: number): ValueType<number | null> {
	return {
		schema: {oneOf: [{type: 'number', minimum: min, maximum: max}, {const: false}]},
		read(value, path) {
			if (value === false) {
				return null;
			}

			if (typeof value !== 'number' || !(value >= min && value <= max)) {
				throw wrong(value, `a number from ${min} to ${max}, or false for no such check`, path);
			}

			return value;
		},
	};
}

/** The rules of `[[alert]]`. No two have the same name. */
export const alerts: ValueType<readonly AlertRule[]> = {
	...rules,
	read(value, path) {
		const known = new Set<string>();
		return readEach(rules.read(value, path), (rule, index) => {
			if (known.has(rule.name)) {
				throw problemAt(`there is an alert ${quote(rule.name)} already; give it a name of its own, e.g. name = "another"`, [...path, index]);
			}

			known.add(rule.name);
			return rule;
		});
	},
};
