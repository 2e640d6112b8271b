import {fixedChecks} from '../source/alerts/fixed-checks/check-table.ts';
import {endOf, holdOf} from '../source/alerts/fixed-checks/check-words.ts';
import {limitSettings} from '../source/alerts/fixed-checks/limits.ts';

/** The table of the checks that are always on. */
export function fixedChecksMarkdown(): string {
	return [
		'| check | fires when | threshold | for | over |',
		'| --- | --- | --- | --- | --- |',
		...fixedChecks.map(check => `| ${check.title} | ${limitSettings[check.name].description} | \`${check.name}\` ${limitSettings[check.name].unit.show(limitSettings[check.name].default)} | ${holdOf(check)} | ${endOf(check)} |`),
	].join('\n');
}
