/* Alerts in their panel: a long text takes two lines while there are lines to spare. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {alertPanelLines} from '../../../../source/ui/views/overview/alerts-panel.ts';
import {anAlert, alertRow} from '../../../builders/alert.ts';
import {aMoment} from '../../../builders/moment.ts';

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
