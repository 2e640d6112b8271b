/* Alerts in their panel: a long text takes two lines while there are lines to spare. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {stripVTControlCharacters} from 'node:util';
import {createTheme} from '../../../../source/ui/text/theme.ts';
import {alertLines, alertPanelLines} from '../../../../source/ui/views/overview/alerts-panel.ts';
import {anAlert, alertRow} from '../../../builders/alert.ts';
import {aMoment} from '../../../builders/moment.ts';
import {baseAlert, checkAlert} from '../../screen/alert-samples.ts';

const message = '840 half-open connections, and 312/s answered with cookies';
const rows = [alertRow(anAlert({identity: 'a', message})), alertRow(anAlert({identity: 'b', message})), alertRow(anAlert({identity: 'c', message: 'brief'}))];

function linesIn(height: number, width = 60): readonly string[] {
	const context = {
		width, height, now: aMoment(0), utc: true,
	};
	return alertPanelLines(rows, context).map(pieces => pieces.map(({text}) => text).join('').trimEnd());
}

test('the first alerts get the lines that are left, and nothing of their text is lost', () => {
	assert.equal(linesIn(3).length, 3);
	assert.match(linesIn(3)[0]!, /…$/);
	assert.equal(linesIn(4).length, 4);
	const all = linesIn(9);
	assert.equal(all.length, 5);
	assert.equal(all.filter(line => line.includes('…')).length, 0);
	const words = all.slice(0, 2).map(line => line.trim()).join(' ');
	assert.ok(words.endsWith(message), words);
});

test('where there is hardly room the text is cut as before', () => {
	assert.equal(linesIn(9, 30).length, 3);
	for (const line of linesIn(9, 30)) {
		assert.ok(line.length <= 30, line);
	}
});

test('where there is little room figures are worth more than the seconds of its time', () => {
	const {since: now} = checkAlert;
	const line = (width: number) => {
		const [pieces = []] = alertPanelLines([alertRow(checkAlert)], {
			width, height: 1, now, utc: true,
		});
		return pieces.map(({text}) => text).join('').trimEnd();
	};

	assert.match(line(80), /^! \d\d:\d\d:\d\d CRIT 24099 slowd: accept queue 6\/5 full, 9 drops\/s$/);
	assert.match(line(44), /^! \d\d:\d\d CRIT 24099 slowd: accept queue 6\/5/);
});

test('an alert is a line that names its port in short, where it has a short name', () => {
	const {since} = checkAlert;
	const now = {timeMilliseconds: since.timeMilliseconds + 120_000, monotonicMilliseconds: since.monotonicMilliseconds + 120_000};
	const lines = alertLines([checkAlert, {...baseAlert, since}].map(alert => alertRow(alert)), 2, {width: 60, now}, createTheme(false));
	assert.deepEqual(lines.map(line => stripVTControlCharacters(line).replaceAll(/ {2,}/g, '  ')), [
		'! CRIT 24099 slowd: accept queue 6/5 full, 9 drops/s  2m',
		'! CRIT tcp6 *:443 (nginx): 1,204 connections, more than … 2m',
	]);
});
