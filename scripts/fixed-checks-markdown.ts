import {fixedChecks} from '../source/alerts/fixed-checks/check-table.ts';
import {windowSeconds} from '../source/alerts/fixed-checks/event-window.ts';
import type {FixedCheck} from '../source/alerts/fixed-checks/fixed-check.ts';
import {limitSettings} from '../source/alerts/fixed-checks/limits.ts';

/** The table of the checks that are always on. */
export function fixedChecksMarkdown(): string {
	return [
		'| check | fires when | threshold | for | over |',
		'| --- | --- | --- | --- | --- |',
		...fixedChecks.map(check => `| ${check.title} | ${limitSettings[check.name].description} | \`${check.name}\` ${limitSettings[check.name].unit.show(limitSettings[check.name].default)} | ${holdOf(check)} | ${endOf(check)} |`),
	].join('\n');
}

function holdOf({holdSeconds, counts}: FixedCheck): string {
	if (counts !== undefined) {
		return `${windowSeconds} s, at least ${counts.least}${counts.leastOf === undefined ? '' : ` of ${counts.leastOf}`}`;
	}

	return holdSeconds === 'limit' ? 'the threshold' : (holdSeconds === 0 ? 'at once' : `${holdSeconds} s`);
}

function endOf({clearShare, clearSeconds}: FixedCheck): string {
	return `${clearShare === 0 ? 'when it is back' : `at ${Math.round(clearShare * 100)} % of the threshold`} for ${clearSeconds} s`;
}
