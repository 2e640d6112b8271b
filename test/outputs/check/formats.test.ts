import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
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
const options = {
	perfdata: true, maxLineBytes: 4096, isUtf8: true, series: '', pluginVersion: 2, heartbeat: false,
} as const;

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

test('Nagios: the first line has at most so many bytes, is cut between labels, and says what is missing', async () => {
	const figures = Array.from({length: 20}, (_, index) => judge({...portFigures.sent, key: `sent_${index}`}, index, {warning: null, critical: null}));
	const items = Array.from({length: 50}, (_, index): CheckItem => ({...itemWith(`überlang ${index} `.repeat(300)), name: String(index), figures}));
	for (const maxLineBytes of [256, 1000, 4096, 100_000]) {
		const text = await renderCheck({...reports['port']!, items}, {...options, format: 'nagios', maxLineBytes});
		const [first = '', ...rest] = text.split('\n');
		assert.ok(Buffer.byteLength(`${first}\n`) <= maxLineBytes, `${Buffer.byteLength(first)} of ${maxLineBytes}`);
		const data = first.split(' | ', 2)[1]?.split(' ') ?? [];
		for (const piece of data) {
			assert.match(piece, /^'\d+_sent_\d+'=\d+B;;;0$/);
		}

		const left = 1000 - data.length;
		const note = `performance data of ${left} of 1000 figures is left out: the first line has at most ${maxLineBytes} bytes, --max-line`;
		assert.equal(rest.at(-1), '');
		assert.equal(rest.includes(note), left > 0);
		assert.ok(rest.every(line => Buffer.byteLength(line) <= 1024));
	}
});

test('Nagios: what portop writes is ASCII, and so is all of it where it is not read as UTF-8', async () => {
	const report = {...reports['port-good']!, items: [itemWith('a|b… é 語')]};
	assert.match(await renderCheck(report, {...options, format: 'nagios'}), /- a\/b\.\.\. é 語 /);
	const text = await renderCheck(report, {...options, format: 'nagios', isUtf8: false});
	assert.match(text, /- a\/b\.\.\. \? \? /);
	for (const format of ['json', 'site24x7'] as const) {
		const json = await renderCheck(report, {...options, format, isUtf8: false});
		assert.doesNotMatch(json, /[^\0-\u{7F}]/u);
		assert.deepEqual(JSON.parse(json), JSON.parse(await renderCheck(report, {...options, format})));
	}
});

test('whatever others say, nothing steers a terminal', async () => {
	const report = {...reports['port']!, items: [itemWith('a\u{1B}]0;x\u{7}\u{9B}\u{202E}\u{E0041}\u{2028}b')]};
	for (const format of checkFormats) {
		const text = await renderCheck(report, {...options, format});
		assert.doesNotMatch(text.replaceAll(/[\t\n]/g, ''), /[\p{Default_Ignorable_Code_Point}\p{Control}\p{Line_Separator}]/u, format);
		assert.match(text, /a\?/);
	}
});

test('OpenMetrics: a label has the flags, and a check that could not read the sockets is not OK', async () => {
	const report: CheckReport = {...reports['port-good']!, problems: [{state: 'UNKNOWN', message: 'cannot read the sockets'}]};
	const text = await renderCheck(report, {...options, format: 'openmetrics', series: 'tls warning=50'});
	assert.match(text, /^portop_check_port_state\{[^}]*flags="tls warning=50"\} 3$/m);
	const samples = text.split('\n').filter(line => line !== '' && !line.startsWith('#'));
	assert.deepEqual(samples.filter(line => !line.includes('flags="tls warning=50"')), []);
});
