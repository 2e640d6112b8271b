import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {test} from 'node:test';
import type {ExportedSample} from '../../../source/model/exported.ts';
import {MetricsState} from '../../../source/outputs/metrics/metrics-state.ts';
import {metricsMarkdown, metricsText} from '../../../source/outputs/metrics/metrics.ts';
import {findTool, requires} from '../../helpers/requirements.ts';
import {exported, fullSample} from '../exported.ts';
import {someTotals} from '../../builders/totals.ts';
import {someFigures, aProbe} from '../../builders/probe.ts';
import {aPort} from '../../builders/port.ts';
import {aSummary} from '../../builders/summary.ts';

const about = {version: '1.2.3', startedAtMilliseconds: Date.UTC(2026, 2, 1)};

async function textOf(sample: ExportedSample, format: 'openmetrics' | 'prometheus' = 'openmetrics'): Promise<string> {
	return metricsText(new MetricsState(about).add(sample), format);
}

for (const [format, file] of [['openmetrics', 'metrics.openmetrics.txt'], ['prometheus', 'metrics.txt']] as const) {
	test(`one of everything, as ${format}`, async () => {
		const golden = path.join(import.meta.dirname, '../../fixtures/serve', file);
		const text = await textOf(fullSample, format);
		// As for frames: look at the difference before it is committed.
		if (process.env['PORTOP_UPDATE_FRAMES'] === '1') {
			writeFileSync(golden, text);
		}

		assert.equal(text, readFileSync(golden, 'utf8'), `the text is not that of ${golden}`);
	});
}

test('promtool finds nothing wrong', requires({tools: ['promtool']}), async () => {
	// It reads the older format only.
	const text = await textOf(fullSample, 'prometheus');
	const {status, stdout, stderr} = spawnSync(findTool('promtool')!, ['check', 'metrics'], {input: text, encoding: 'utf8'});
	assert.deepEqual({status, stdout, stderr}, {status: 0, stdout: '', stderr: ''});
});

test('what the issue names', async () => {
	const text = await textOf(fullSample);
	assert.match(text, /^portop_connections\{protocol="tcp",state="established"\} 1206$/m);
	assert.match(text, /^portop_port_receive_bytes_total\{protocol="tcp",address="0\.0\.0\.0",port="443"\} 123456789$/m);
});

test('unknown is absent, and a family of which nothing is known, too', async () => {
	const text = await textOf(exported({ports: [aPort()]}));
	assert.doesNotMatch(text, /null|NaN|undefined|Nan/);
	assert.doesNotMatch(text, /portop_port_receive_bytes/);
	assert.doesNotMatch(text, /portop_tcp_accepted/);
	assert.doesNotMatch(text, /portop_probe_/);
});

test('a target has no series before its method is known: they would not go on', async () => {
	const text = await textOf(exported({probes: [aProbe({problem: 'no such name'})]}));
	assert.deepEqual(text.match(/^portop_probe.*$/gm), ['portop_probe_problem{target="example.org:443"} 1']);
});

test('of a target that is not probed now there are counters only', async () => {
	const [probed] = fullSample.probes;
	const stopped = aProbe({
		...probed!, problem: 'the prober failed', status: null, lastRttMicroseconds: null,
	});
	const text = await textOf(exported({probes: [stopped]}));
	assert.match(text, /^portop_probe_sent_total\{target="example\.org:443",method="syn"\} 10$/m);
	assert.match(text, /^portop_probe_problem\{target="example\.org:443"\} 1$/m);
	assert.doesNotMatch(text, /^portop_probe_(?:status|last_rtt|loss|rtt_(?:minimum|average|maximum|p95|deviation)|jitter)/m);
});

test('no label names a peer', async () => {
	assert.doesNotMatch(await textOf(fullSample), /192\.0\.2\./);
});

test('quotes and backslashes in names are escaped, and a novel is cut short', async () => {
	const text = await textOf(fullSample);
	assert.match(text, /process="ngi\\"nx\\\\1"/);
	const novel = aPort({unit: '😀'.repeat(5000)});
	const long = await textOf(exported({ports: [novel]}));
	assert.match(long, /unit="😀{191}…[\da-f]{8}"/u);
	const [one, other] = ['1', '2'].map(end => aProbe({target: `${'very-long.'.repeat(20)}${end}:443`, method: 'connect', session: someFigures({sent: 7})}));
	const two = await textOf(exported({probes: [one!, other!]}));
	assert.equal(two.match(/^portop_probe_sent_total\{target="very-long\.[^"]*"/gm)?.length, 2, 'what begins alike stays apart');
});

test('when the sockets cannot be read, what was read before is not passed off as new', async () => {
	const failed = aSummary({
		sources: [{
			name: 'sockets', method: 'netlink', state: 'failed', problem: 'EPERM',
		}],
	});
	const text = await textOf({...fullSample, summary: failed});
	assert.match(text, /^portop_source_up\{source="sockets"\} 0$/m);
	assert.match(text, /^portop_sample_complete 0$/m);
	assert.match(text, /^portop_sample_failures_total 1$/m);
	assert.doesNotMatch(text, /^portop_(?:port|ports|connections|outgoing|errors|interface|tcp)_?/m);
	assert.match(text, /^portop_probe_sent_total\{/m);
	assert.match(text, /^portop_alerts_firing\{/m);
});

test('every family has help, a base unit, and a name after its type', async () => {
	const text = await textOf(fullSample);
	const types = text.matchAll(/^# TYPE (?<name>\S+) (?<type>\S+)$/gm).map(({groups}) => groups!).toArray();
	assert.ok(types.length > 80);
	for (const {name, type} of types as Array<{name: string; type: string}>) {
		assert.match(text, new RegExp(String.raw`^# HELP ${name} \w`, 'm'));
		assert.doesNotMatch(name, /_(?:milliseconds|microseconds|percent|bits|kilobytes)(?:_|$)/, name);
		assert.ok(['counter', 'gauge'].includes(type), name);
	}
});

test('the documentation has every family', async () => {
	const table = metricsMarkdown();
	const text = await textOf(fullSample, 'prometheus');
	for (const [, name] of text.matchAll(/^# TYPE (\S+)/gm)) {
		assert.ok(table.includes(`| \`${name}\` |`), name);
	}
});

test('a thousand ports are text within a second', async () => {
	const ports = Array.from({length: 1000}, (_, index) => aPort({identity: String(index), port: index + 1, totals: someTotals({receivedBytes: index})}));
	const startedAt = process.hrtime.bigint();
	const text = await textOf(exported({ports}));
	assert.ok(process.hrtime.bigint() - startedAt < 1_000_000_000n);
	assert.match(text, /^portop_ports_omitted 0$/m);
	assert.match(text, /port="1000"\} 999$/m);
});
