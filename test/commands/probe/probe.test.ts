import assert from 'node:assert/strict';
import {test} from 'node:test';
import {readOptions} from '../../../source/cli/flags/read-options.ts';
import type {ProbeOptions} from '../../../source/cli/options/options.ts';
import {defaultProbeSettings} from '../../../source/probes/targets/settings.ts';
import {runProbe} from '../../../source/commands/probe/probe.ts';
import type {ProbeEvent, ProbeOutcome, ProbeTarget} from '../../../source/model/probe.ts';
import type {ProbeMethod} from '../../../source/model/probe-method.ts';
import {parseTarget} from '../../../source/probes/targets/target.ts';
import {CollectingStream, systemError} from '../../helpers/collecting-stream.ts';
import {fakeProbers, type FakeProber} from '../../builders/fake-prober.ts';

function targetOf(text: string): ProbeTarget {
	const parsed = parseTarget(text);
	assert.ok(parsed.ok);
	return parsed.target;
}

/** Returns the event of a reply after 20.123 ms, changed by `particulars`. */
function outcome(target: string, sequence: number, particulars: Partial<ProbeOutcome> = {}): ProbeEvent {
	return {
		target,
		type: 'outcome',
		outcome: {
			sequence,
			kind: 'reply',
			sentAtMilliseconds: 1_700_000_000_000 + (sequence * 1000),
			sentAtMonotonic: sequence * 1000,
			rttMicroseconds: 20_123,
			from: '192.0.2.1',
			icmp: null,
			detail: 'SYN-ACK',
			answer: null,
			isReordered: false,
			...particulars,
		},
	};
}

/** Emits events as they are, each with the name of its target. */
function emit(prober: FakeProber, ...events: readonly ProbeEvent[]): void {
	for (const event of events) {
		prober.emitAs(event.target, event);
	}
}

/** The command with a prober whose events the test tells. */
function begin(texts: readonly string[], {options = {}, stdout = new CollectingStream()}: {
	readonly options?: Partial<ProbeOptions>;
	readonly stdout?: CollectingStream;
} = {}) {
	const stderr = new CollectingStream();
	const {started, start} = fakeProbers();
	let stop = () => {};
	let readerGoes = () => {};
	let isListening = true;
	const exitCode = runProbe({
		...readOptions({command: 'probe', given: new Map()}), targets: texts.map(text => targetOf(text)), settings: defaultProbeSettings, ...options,
	}, {
		start,
		stdout,
		stderr,
		onStop(callback) {
			stop = callback;
			return {
				[Symbol.dispose]() {
					isListening = false;
				},
			};
		},
		onReaderGone(callback) {
			readerGoes = callback;
			return {[Symbol.dispose]() {}};
		},
		now: () => 1_700_000_000_000,
	});
	return {
		prober: started[0]!, stdout, stderr, exitCode, stop, readerGoes, isListening: () => isListening,
	};
}

const resolved = (target: string, method: ProbeMethod = 'syn'): ProbeEvent => ({
	target, type: 'resolved', method, address: '192.0.2.1', scopeId: 0, previous: null,
});
const sent = (target: string, count: number): ProbeEvent => ({target, type: 'sent', count});
const finished = (target: string): ProbeEvent => ({target, type: 'finished'});
const problem = (target: string, message: string, isFinal = false): ProbeEvent => ({
	target, type: 'problem', message, isFinal,
});

test('a line per outcome as it happens, and the figures when the count is reached', async () => {
	const {prober, stdout, stderr, exitCode} = begin(['host:443']);
	assert.deepEqual([...prober.targets], [['host:443', {target: targetOf('host:443'), settings: defaultProbeSettings}]]);
	emit(prober, resolved('host:443'), sent('host:443', 1), outcome('host:443', 1));
	emit(prober, {
		target: 'host:443', type: 'duplicate', sequence: 1, rttMicroseconds: 21_000,
	});
	emit(prober, sent('host:443', 2), outcome('host:443', 2, {
		kind: 'lost', rttMicroseconds: null, from: null, detail: null,
	}), finished('host:443'));
	assert.equal(await exitCode, 0);
	assert.ok(prober.isClosed);
	assert.equal(stderr.text, '');
	assert.equal(stdout.text.split('\n', 7).join('\n'), [
		'PROBE host:443 (192.0.2.1) with syn, 1 s apart',
		'reply from 192.0.2.1: seq=1 time=20.123 ms (SYN-ACK)',
		'duplicate: seq=1 time=21.000 ms',
		'lost: seq=2 (no answer within 1 s)',
		'',
		'--- host:443 syn statistic ---',
		'2 packets transmitted, 1 packets received, 50% packet loss',
	].join('\n'));
});

test('lines name their target where there are several; each has its figures', async () => {
	const {prober, stdout, exitCode} = begin(['a:1', 'icmp://b']);
	emit(prober, resolved('a:1'), outcome('a:1', 1), finished('a:1'));
	emit(prober, resolved('icmp://b', 'icmp'), sent('icmp://b', 1), outcome('icmp://b', 1), finished('icmp://b'));
	assert.equal(await exitCode, 0);
	assert.match(stdout.text, /^a:1 reply from /m);
	assert.match(stdout.text, /^icmp:\/\/b reply from /m);
	assert.equal(stdout.text.match(/packets transmitted/g)?.length, 2);
});

test('a stop prints the figures at once, probes in flight left out', async () => {
	const {prober, stdout, exitCode, stop, isListening} = begin(['host:443']);
	emit(prober, resolved('host:443'), sent('host:443', 3), outcome('host:443', 1), outcome('host:443', 2));
	assert.ok(isListening());
	stop();
	assert.equal(await exitCode, 0);
	assert.ok(!isListening());
	assert.match(stdout.text, /\n3 packets transmitted, 2 packets received, 0% packet loss\n/);
});

const unanswered = {rttMicroseconds: null, from: null, detail: null} as const;
for (const [name, method, particulars, code] of [
	['a reply', 'syn', {}, 0],
	['a late reply', 'syn', {kind: 'late', answer: 'reply'}, 0],
	['a late refusal', 'syn', {kind: 'late', answer: 'refused'}, 1],
	['a refusal', 'connect', {kind: 'refused'}, 1],
	['a refusal of UDP', 'udp', {kind: 'refused'}, 0],
	['a late refusal of UDP', 'udp', {kind: 'late', answer: 'refused'}, 0],
	['a rejection', 'udp', {kind: 'rejected'}, 1],
	['a loss', 'icmp', {kind: 'lost', ...unanswered}, 1],
	['an error', 'icmp', {kind: 'error', ...unanswered}, 1],
] as const satisfies ReadonlyArray<readonly [string, ProbeMethod, Partial<ProbeOutcome>, number]>) {
	test(`${name} alone is exit code ${code}`, async () => {
		const {prober, exitCode} = begin(['host:443']);
		emit(prober, resolved('host:443', method), sent('host:443', 1), outcome('host:443', 1, particulars), finished('host:443'));
		assert.equal(await exitCode, code);
	});
}

test('one of several that replies is enough', async () => {
	const {prober, exitCode} = begin(['a:1', 'b:1']);
	emit(prober, resolved('a:1'), sent('a:1', 1), outcome('a:1', 1, {kind: 'refused'}), finished('a:1'));
	emit(prober, resolved('b:1'), sent('b:1', 1), outcome('b:1', 1), finished('b:1'));
	assert.equal(await exitCode, 0);
});

test('a name that cannot be resolved is one line, and 2', async () => {
	const {prober, stdout, stderr, exitCode} = begin(['nowhere.invalid:443']);
	emit(prober, problem('nowhere.invalid:443', 'nowhere.invalid: there is no such name (ENOTFOUND)'));
	assert.equal(await exitCode, 2);
	assert.equal(stdout.text, '');
	assert.equal(stderr.text, 'portop: nowhere.invalid: there is no such name (ENOTFOUND)\n');
	assert.deepEqual(prober.removed, ['nowhere.invalid:443']);
});

test('the others go on without it', async () => {
	const {prober, stdout, stderr, exitCode} = begin(['nowhere.invalid:443', 'host:443']);
	emit(prober, problem('nowhere.invalid:443', 'nowhere.invalid: there is no such name (ENOTFOUND)'));
	emit(prober, resolved('host:443'), sent('host:443', 1), outcome('host:443', 1), finished('host:443'));
	assert.equal(await exitCode, 0);
	assert.equal(stderr.text.split('\n').length, 2);
	assert.equal(stdout.text.match(/statistic/g)?.length, 1);
});

test('a missing privilege names its target, and is 2', async () => {
	const {prober, stderr, exitCode} = begin(['syn://host:443']);
	emit(prober, resolved('syn://host:443'), problem('syn://host:443', 'raw sockets need CAP_NET_RAW', true));
	assert.equal(await exitCode, 2);
	assert.equal(stderr.text, 'portop: syn://host:443: raw sockets need CAP_NET_RAW\n');
});

test('a problem on the way is told, and probing goes on', async () => {
	const {prober, stderr, exitCode} = begin(['host:443']);
	emit(prober, resolved('host:443'), sent('host:443', 1), outcome('host:443', 1, {kind: 'lost', ...unanswered}));
	emit(prober, problem('host:443', 'there is no interface eth0'));
	emit(prober, sent('host:443', 2), outcome('host:443', 2), finished('host:443'));
	assert.equal(await exitCode, 0);
	assert.equal(stderr.text, 'portop: host:443: there is no interface eth0\n');
	assert.deepEqual(prober.removed, []);
});

test('JSON is one document at the end, those that could not be probed too', async () => {
	const {prober, stdout, exitCode} = begin(['host:443', 'nowhere.invalid'], {options: {json: true}});
	emit(prober, resolved('host:443'), sent('host:443', 1), outcome('host:443', 1), finished('host:443'));
	assert.equal(stdout.text, '');
	emit(prober, problem('nowhere.invalid', 'nowhere.invalid: there is no such name (ENOTFOUND)'));
	assert.equal(await exitCode, 0);
	const {targets} = JSON.parse(stdout.text) as {readonly targets: ReadonlyArray<Record<string, unknown>>};
	assert.deepEqual(targets.map(({target, status, problem: what}) => [target, status, what]), [
		['host:443', 'OPEN', null],
		['nowhere.invalid', null, 'nowhere.invalid: there is no such name (ENOTFOUND)'],
	]);
});

test('with --watch every event is a line of JSON, and the document the last one', async () => {
	const {prober, stdout, exitCode} = begin(['host:443'], {options: {json: true, watch: true}});
	emit(prober, resolved('host:443'), sent('host:443', 1), outcome('host:443', 1), finished('host:443'));
	assert.equal(await exitCode, 0);
	const lines = stdout.text.trimEnd().split('\n').map(line => JSON.parse(line) as Record<string, unknown>);
	assert.deepEqual(lines.map(({event}) => event), ['resolved', 'outcome', undefined]);
	assert.ok(Array.isArray(lines.at(-1)?.['targets']));
});

test('a closed pipe ends it quietly', async () => {
	const stdout = new CollectingStream(() => systemError('EPIPE'));
	const {prober, stderr, exitCode} = begin(['host:443'], {stdout});
	emit(prober, resolved('host:443'), outcome('host:443', 1));
	assert.equal(await exitCode, 0);
	assert.ok(prober.isClosed);
	assert.equal(stderr.text, '');
});

test('it ends when its reader has gone, without waiting for the next outcome', async () => {
	const {prober, stdout, exitCode, readerGoes} = begin(['host:443']);
	emit(prober, resolved('host:443'), sent('host:443', 1), outcome('host:443', 1));
	readerGoes();
	assert.equal(await exitCode, 0);
	assert.ok(prober.isClosed);
	assert.match(stdout.text, /1 packets received/);
});

test('after a signal it does not wait for a reader that has stopped reading', {timeout: 10_000}, async () => {
	const stalled = new CollectingStream();
	stalled._write = () => undefined;
	const {prober, exitCode, stop} = begin(['host:443'], {stdout: stalled});
	emit(prober, resolved('host:443'), sent('host:443', 1), outcome('host:443', 1));
	stop();
	assert.equal(await exitCode, 0);
});

test('a full disk is told and is a failure', async () => {
	const stdout = new CollectingStream(() => systemError('ENOSPC'));
	const {prober, stderr, exitCode} = begin(['host:443'], {stdout});
	emit(prober, resolved('host:443'), outcome('host:443', 1));
	assert.equal(await exitCode, 1);
	assert.equal(stderr.text, 'portop: cannot write the output: write ENOSPC\n');
	assert.equal(stdout.text, '');
});

test('when the prober dies, what was measured is printed, and it is an internal error', async () => {
	const {prober, stdout, stderr, exitCode} = begin(['host:443']);
	emit(prober, resolved('host:443'), sent('host:443', 1), outcome('host:443', 1));
	prober.die('out of memory');
	assert.equal(await exitCode, 70);
	assert.match(stdout.text, /1 packets received/);
	assert.equal(stderr.text, 'portop: probing ended: out of memory\n');
});

test('where this machine cannot probe, nothing was probed, and it is no internal error', async () => {
	const {prober, stdout, stderr, exitCode} = begin(['host:443']);
	prober.die('koffi could not be loaded: no such file', false);
	assert.equal(await exitCode, 2);
	assert.equal(stdout.text, '');
	assert.equal(stderr.text, 'portop: cannot probe: koffi could not be loaded: no such file\n');
});
