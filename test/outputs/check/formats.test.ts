import assert from 'node:assert/strict';
import {readFile, writeFile} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {test} from 'node:test';
import fc from 'fast-check';
import {checkFormats, type CheckItem, type CheckReport} from '../../../source/model/check.ts';
import {portFigures} from '../../../source/outputs/check/figure-kinds.ts';
import {renderCheck} from '../../../source/outputs/check/render.ts';
import {exitCodeOf, judge, reportState} from '../../../source/outputs/check/verdict.ts';
import {reports} from './reports.ts';

const folder = path.join(import.meta.dirname, '../../fixtures/checks');
const options = {perfdata: true, pluginVersion: 2, heartbeat: false} as const;

// PORTOP_UPDATE_FRAMES=1 writes the golden files anew, as it does frames: look at the difference before it is committed.
for (const [name, report] of Object.entries(reports)) {
	for (const format of checkFormats) {
		test(`${name} as ${format} is as in its golden file`, async () => {
			const text = await renderCheck(report, {...options, format});
			const file = path.join(folder, `${name}.${format}`);
			if (process.env['PORTOP_UPDATE_FRAMES'] === '1') {
				await writeFile(file, text);
			}

			assert.equal(text, await readFile(file, 'utf8'));
		});
	}
}

test('Nagios: no performance data where none is wanted', async () => {
	const text = await renderCheck(reports['port']!, {...options, format: 'nagios', perfdata: false});
	assert.doesNotMatch(text, /[=|]/);
});

test('a report is as bad as its worst part: CRITICAL, WARNING, UNKNOWN, OK', () => {
	const [item] = reports['port-good']!.items;
	const of = (...states: ReadonlyArray<'OK' | 'WARNING' | 'CRITICAL' | 'UNKNOWN'>): CheckReport => ({...reports['port-good']!, items: [{...item!, problems: states.map(state => ({state, message: state}))}]});
	assert.deepEqual([of(), of('OK'), of('UNKNOWN', 'OK'), of('UNKNOWN', 'WARNING'), of('WARNING', 'CRITICAL', 'UNKNOWN')].map(report => exitCodeOf(reportState(report))), [0, 0, 3, 1, 2]);
});

/** One item with these words in every place where somebody else's words can be. */
function itemWith(words: string): CheckItem {
	return {
		name: words,
		labels: {host: words},
		texts: [{key: 'host', title: 'host', value: words}],
		figures: [judge(portFigures.sent, 1, {warning: null, critical: null})],
		problems: [{state: 'CRITICAL', message: words}, {state: 'OK', message: words}],
		isUp: false,
		finding: words,
	};
}

test('whatever others say, Nagios has its lines and one beginning of performance data, and JSON is JSON', async () => {
	const special = fc.constantFrom('|', '\n', '\r', '\'', '=', '"', '\\');
	const anyWords = fc.string({unit: fc.oneof(special, fc.string({minLength: 1, maxLength: 1}))});
	await fc.assert(fc.asyncProperty(anyWords, async words => {
		const report = {...reports['port']!, items: [itemWith(words), itemWith('another')]};
		const text = await renderCheck(report, {...options, format: 'nagios'});
		const lines = text.split('\n');
		assert.equal(lines.length, 6);
		assert.equal(lines[0]!.split('|').length, 2);
		JSON.parse(await renderCheck(report, {...options, format: 'json'}));
		JSON.parse(await renderCheck(report, {...options, format: 'site24x7'}));
		assert.match(await renderCheck(report, {...options, format: 'openmetrics'}), /\n# EOF\n$/);
	}));
});
