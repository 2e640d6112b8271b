import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ListOptions} from '../../../source/cli/options/options.ts';
import {printSamples} from '../../../source/commands/list/print-samples.ts';
import type {Snapshot, Summary} from '../../../source/model/snapshot.ts';
import {aConnection, aListener} from '../../builders/connection.ts';
import {aPort} from '../../builders/port.ts';
import {aStateCount} from '../../builders/state-count.ts';
import {aSummary} from '../../builders/summary.ts';
import {CollectingStream, systemError} from '../../helpers/collecting-stream.ts';

const listOptions: ListOptions = {
	source: 'auto',
	intervalSeconds: 1,
	watchedPorts: [],
	filter: '',
	numeric: false,
	utc: false,
	color: false,
	view: 'connections',
	json: false,
	watch: false,
	udp: false,
};

const failed: Summary['sources'] = [{
	name: 'sockets', method: 'proc', state: 'failed', problem: 'cannot read /proc/net/tcp',
}];

/** A machine with one listener and one UDP socket; time passes only while a tick or a wait takes it. */
function makeMachine({summaries = [aSummary()], tickMilliseconds = 10, stdout = new CollectingStream()}: {
	readonly summaries?: readonly Summary[];
	readonly tickMilliseconds?: number;
	readonly stdout?: CollectingStream;
} = {}) {
	const stderr = new CollectingStream();
	const asked: Array<readonly [string, string]> = [];
	const startedTicks: number[] = [];
	let time = 5000;
	let ticks = 0;
	return {
		stdout,
		stderr,
		asked,
		startedTicks,
		sampler: {
			async tick() {
				startedTicks.push(time);
				time += tickMilliseconds;
				ticks++;
			},
			snapshot(view: Snapshot['view'], filter: string): Snapshot {
				asked.push([view, filter]);
				const told = summaries[Math.min(ticks, summaries.length) - 1]!;
				switch (view) {
					case 'ports': {
						return {summary: told, view, rows: [aPort()]};
					}

					case 'connections': {
						return {summary: told, view, rows: [aListener(), aConnection({protocol: 'udp'})]};
					}

					case 'states': {
						return {summary: told, view, rows: [aStateCount()]};
					}
				}
			},
		},
		now: () => time,
		async wait(milliseconds: number) {
			time += milliseconds;
		},
		readerGone: new AbortController().signal,
	};
}

test('prints one sample of the view and filter that were asked for', async () => {
	for (const [view, heading] of [['ports', /^Proto /], ['connections', /^State /], ['states', /^State /]] as const) {
		const machine = makeMachine();
		assert.equal(await printSamples({...listOptions, view, filter: 'port:22'}, machine), 0);
		assert.match(machine.stdout.text, heading);
		assert.deepEqual(machine.asked, [[view, 'port:22']]);
		assert.equal(machine.stderr.text, '');
	}
});

test('prints UDP\'s connections only with --udp, in text and in JSON', async () => {
	for (const isUdp of [false, true]) {
		const text = makeMachine();
		await printSamples({...listOptions, udp: isUdp}, text);
		assert.equal(/^udp/m.test(text.stdout.text), isUdp);
		const json = makeMachine();
		await printSamples({...listOptions, json: true, udp: isUdp}, json);
		assert.equal(json.stdout.text.includes('"protocol":"udp"'), isUdp);
	}
});

test('a source that fails goes to stderr and to the exit code; what there is is printed', async () => {
	const machine = makeMachine({summaries: [aSummary({sources: failed})]});
	assert.equal(await printSamples(listOptions, machine), 1);
	assert.equal(machine.stderr.text, 'portop: sockets (proc): cannot read /proc/net/tcp\n');
	assert.match(machine.stdout.text, /^State .*\nLISTEN /);
});

test('a source that only lacks something is told, and no failure', async () => {
	const machine = makeMachine({
		summaries: [aSummary({
			sources: [{
				name: 'processes', method: 'proc', state: 'degraded', problem: 'other users\' processes: needs root',
			}],
		})],
	});
	assert.equal(await printSamples(listOptions, machine), 0);
	assert.equal(machine.stderr.text, 'portop: processes (proc): other users\' processes: needs root\n');
});

test('watches on the beat until the pipe is closed, a document per line', async () => {
	const stdout = new CollectingStream(writes => writes > 4 ? systemError('EPIPE') : undefined);
	const machine = makeMachine({stdout, tickMilliseconds: 130});
	assert.equal(await printSamples({
		...listOptions, json: true, watch: true, intervalSeconds: 0.5,
	}, machine), 0);
	assert.deepEqual(machine.startedTicks, [5000, 5500, 6000, 6500, 7000]);
	const lines = stdout.text.split('\n');
	assert.equal(lines.pop(), '');
	assert.equal(lines.length, 4);
	for (const line of lines) {
		assert.match(line, /^\{"version":1,.*\}$/);
	}
});

test('ends when its reader is gone, however long the next sample is away', async () => {
	const machine = makeMachine();
	const reader = new AbortController();
	const code = await printSamples({
		...listOptions, json: true, watch: true, intervalSeconds: 3600,
	}, {
		...machine,
		readerGone: reader.signal,
		async wait(milliseconds, signal) {
			assert.ok(milliseconds > 3_000_000);
			assert.equal(signal, reader.signal);
			reader.abort();
		},
	});
	assert.equal(code, 0);
	assert.deepEqual(machine.startedTicks, [5000]);
});

test('a watched problem is told when it changes, not with every sample', async () => {
	const stdout = new CollectingStream(writes => writes > 5 ? systemError('EPIPE') : undefined);
	const machine = makeMachine({stdout, summaries: [aSummary(), aSummary({sources: failed}), aSummary({sources: failed}), aSummary(), aSummary({sources: failed})]});
	await printSamples({...listOptions, json: true, watch: true}, machine);
	assert.equal(machine.stderr.text.match(/cannot read/g)?.length, 2);
});

test('a full disk is told and is a failure', async () => {
	const machine = makeMachine({stdout: new CollectingStream(() => systemError('ENOSPC'))});
	assert.equal(await printSamples(listOptions, machine), 1);
	assert.equal(machine.stderr.text, 'portop: cannot write the output: write ENOSPC\n');
});
