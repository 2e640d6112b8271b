import assert from 'node:assert/strict';
import {test} from 'node:test';
import {stripVTControlCharacters} from 'node:util';
import {alertLines, alertPieces} from '../../../../source/ui/views/overview/alerts-panel.ts';
import {createTheme} from '../../../../source/ui/text/theme.ts';
import {alertRow} from '../../../builders/alert.ts';
import {baseAlert, checkAlert} from '../../screen/alert-samples.ts';

test('an alert is a line that names its port in short, where it has a short name', () => {
	const {since} = checkAlert;
	const now = {timeMilliseconds: since.timeMilliseconds + 120_000, monotonicMilliseconds: since.monotonicMilliseconds + 120_000};
	const lines = alertLines([checkAlert, {...baseAlert, since}].map(alert => alertRow(alert)), 2, {width: 60, now}, createTheme(false));
	assert.deepEqual(lines.map(line => stripVTControlCharacters(line).replaceAll(/ {2,}/g, '  ')), [
		'! CRIT 24099 slowd: accept queue 6/5 full, 9 drops/s  2m',
		'! CRIT tcp6 *:443 (nginx): 1,204 connections, more than … 2m',
	]);
});

test('where there is little room figures are worth more than the seconds of its time', () => {
	const {since: now} = checkAlert;
	const line = (width: number) => alertPieces(alertRow(checkAlert), {width, now, utc: true}).map(({text}) => text).join('');
	assert.match(line(80), /^! \d\d:\d\d:\d\d CRIT 24099 slowd: accept queue 6\/5 full, 9 drops\/s *$/);
	assert.match(line(44), /^! \d\d:\d\d CRIT 24099 slowd: accept queue 6\/5/);
});
