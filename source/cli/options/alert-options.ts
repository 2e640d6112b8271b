import {parseRule} from '../../alerts/rules/rule.ts';
import {Names} from '../../collectors/names.ts';
import {formatFilterError} from '../../filter/filter-error.ts';
import {quote} from '../../text/quote.ts';
import type {AlertRule} from '../../model/alert.ts';
import type {Config} from '../config/config.ts';
import {unknownCounter} from '../config/unknown-counter.ts';
import {UsageError} from '../flags/usage-error.ts';
import type {Words} from '../flags/words.ts';
import type {MonitorOptions} from './options.ts';

/** Each costs a comparison per row and sample. */
const mostRules = 200;

/**
What alerts in the monitor: the rules of the file and of `--alert`.
@throws {UsageError}
*/
export function readMonitorAlerts(words: Words, config: Config): Pick<MonitorOptions, 'alertRules' | 'detects' | 'bell'> {
	const alertRules = [...config.alert ?? []];
	for (const text of words.values('alert')) {
		const rule = readRule(text);
		if (alertRules.some(({name}) => name === rule.name)) {
			throw new UsageError(`--alert: there is an alert ${quote(rule.name)} already; leave one of them out`);
		}

		alertRules.push(rule);
	}

	const strange = alertRules.map(({metric}) => unknownCounter(metric)).find(problem => problem !== null);
	if (strange !== undefined) {
		throw new UsageError(strange);
	}

	if (alertRules.length > mostRules) {
		throw new UsageError(`${alertRules.length} alerts are more than the ${mostRules} that can be watched; leave some out`);
	}

	return {
		alertRules,
		detects: !(words.switch('no-detectors') ?? !(config.detectors ?? true)),
		bell: words.switch('bell') ?? config.bell ?? false,
	};
}

function readRule(text: string): AlertRule {
	const names = new Names();
	const parsed = parseRule(text, {servicePort: name => names.port(name)});
	if (!parsed.ok) {
		throw new UsageError(`--alert: ${formatFilterError(text, parsed.error)}`);
	}

	return parsed.rule;
}
