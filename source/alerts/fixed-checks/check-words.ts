import {
	fixedCheckNames,
	type AlertCondition,
	type FixedCheckName,
	type FixedLimits,
} from '../../model/alert.ts';
import {fixedChecks} from './check-table.ts';
import {windowSeconds} from './event-window.ts';
import type {FixedCheck} from './fixed-check.ts';
import {limitSettings} from './limits.ts';

/** Returns for how long a check must hold, in words. */
export function holdOf({holdSeconds, counts}: FixedCheck): string {
	if (counts !== undefined) {
		return `${windowSeconds} s, at least ${counts.least}${counts.leastOf === undefined ? '' : ` of ${counts.leastOf}`}`;
	}

	return holdSeconds === 'limit' ? 'the threshold' : (holdSeconds === 0 ? 'at once' : `${holdSeconds} s`);
}

/** Returns when the alert of a check is over, in words. */
export function endOf({clearShare, clearSeconds}: FixedCheck): string {
	return `${clearShare === 0 ? 'when it is back' : `at ${Math.round(clearShare * 100)} % of the threshold`} for ${clearSeconds} s`;
}

type CheckCondition = Pick<AlertCondition, 'kind' | 'name' | 'origin' | 'text' | 'meaning' | 'advice' | 'isOn'> & {readonly setting: FixedCheckName};

/** Returns every fixed check in words, with its threshold. */
export function checkConditions(limits: FixedLimits): readonly CheckCondition[] {
	return fixedCheckNames.map(name => {
		const check = fixedChecks.find(candidate => candidate.name === name)!;
		const {unit, description, default: usual} = limitSettings[name];
		const limit = limits[name];
		const hold = holdOf(check);
		return {
			kind: 'check',
			name: check.title,
			setting: name,
			origin: limit === usual ? 'default' : 'config',
			text: limit === null ? 'off' : `> ${unit.show(limit)}`,
			meaning: `${description}. ${hold === 'at once' ? 'At once' : `For ${hold}`}; over ${endOf(check)}.`,
			advice: check.advice,
			isOn: limit !== null,
		};
	});
}
