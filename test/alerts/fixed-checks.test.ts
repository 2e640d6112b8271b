import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {AlertEngine} from '../../source/alerts/alert-engine.ts';
import {maxAlertsOfCheck} from '../../source/alerts/fixed-checks/check-watch.ts';
import {EventWindow} from '../../source/alerts/fixed-checks/event-window.ts';
import {defaultLimits, limitsWith} from '../../source/alerts/fixed-checks/limits.ts';
import type {Observation} from '../../source/alerts/observation/observation.ts';
import {parseRule} from '../../source/alerts/rules/rule.ts';
import type {Alert, AlertRule} from '../../source/model/alert.ts';
import type {Port} from '../../source/model/port.ts';
import type {RecentOutcome} from '../../source/model/probe.ts';
import {aPort} from '../builders/port.ts';
import {someFigures} from '../builders/probe.ts';
import {
	busy,
	counter,
	fields,
	observation,
	owned,
	peer,
	port,
	probe,
} from './rows.ts';

function engineOf(limits = defaultLimits, detects = false, rules: readonly AlertRule[] = []): AlertEngine {
	return new AlertEngine({
		rules, detects, fixedLimits: limits, fields,
	});
}

/** What begins and ends, a sample a second, as `second state severity message`. */
function transitions(engine: AlertEngine, observations: Iterable<Observation>): readonly string[] {
	return [...observations].flatMap(one => {
		engine.observe(one);
		return engine.takeTransitions().map(({alert, state}) => `${one.monotonicMilliseconds / 1000} ${state} ${alert.severity} ${alert.message}`);
	});
}

/** The samples of so many seconds; each has what `at` returns for its second. */
function samples(seconds: number, at: (second: number) => Observation): readonly Observation[] {
	return Array.from({length: seconds + 1}, (_, second) => at(second));
}

const ofPort = (seconds: number, row: (second: number) => Port | null) => samples(seconds, second => observation(second, [row(second) ?? []].flat()));
const alertsOf = (engine: AlertEngine): readonly Alert[] => engine.rows().flatMap(row => row.type === 'alert' ? [row.alert] : []);

const slowd = (known: Partial<Port> = {}) => port({
	port: 24_099, owners: owned([812, 'slowd']), acceptQueueLimit: 5, ...known,
});

describe('the accept queue', () => {
	it('names the program as soon as it is known, and goes on to when it is not', () => {
		const engine = engineOf();
		const unowned = {owners: owned()};
		for (const [second, known] of [unowned, unowned, unowned, {}, unowned].entries()) {
			engine.observe(observation(second, [slowd({acceptQueue: 6, ...known})]));
			assert.deepEqual(alertsOf(engine).map(({subject}) => subject.short), second < 2 ? [] : [second < 3 ? '24099' : '24099 slowd']);
		}
	});

	it('is said in the third sample where it is full when portop starts, with drops and the port', () => {
		const engine = engineOf();
		const drops = {counters: [counter('TcpExtListenDrops', 9)]};
		engine.observe(observation(0, [slowd({acceptQueue: 6})]));
		engine.observe(observation(1, [slowd({acceptQueue: 6, dropsPerSecond: 9})], drops));
		assert.deepEqual(alertsOf(engine), []);
		engine.observe(observation(2, [slowd({acceptQueue: 6, dropsPerSecond: 9})], drops));
		const [alert] = alertsOf(engine);
		assert.deepEqual([alert?.message, alert?.severity, alert?.origin, alert?.subject.text, alert?.subject.short, alert?.subject.identity], [
			'accept queue 6/5 full, 9 drops/s', 'critical', 'check', 'tcp 0.0.0.0:24099 (slowd)', '24099 slowd', 'tcp|0.0.0.0|24099',
		]);
		assert.ok(alert?.explanation.some(line => line.includes('Look at')));
		assert.equal(alert?.since.timeMilliseconds, observation(0, []).timeMilliseconds);
	});

	it('is about the program that listens as soon as that is known; a rule, too', () => {
		const parsed = parseRule('acceptQueue > 3');
		assert.ok(parsed.ok);
		for (const rules of [[], [parsed.rule]]) {
			const engine = engineOf(defaultLimits, false, rules);
			const pending = {status: 'pending', holders: []} as const;
			for (const one of ofPort(4, second => slowd({acceptQueue: 6, ...second < 3 && {owners: pending}}))) {
				engine.observe(one);
			}

			assert.deepEqual(alertsOf(engine).map(({subject}) => subject.short), ['24099 slowd']);
		}
	});

	it('is the matter of a rule of the user\'s, where one has an alert about it', () => {
		const parsed = parseRule('acceptQueue > 80% critical');
		assert.ok(parsed.ok);
		const engine = engineOf(defaultLimits, false, [parsed.rule]);
		for (const one of ofPort(20, () => slowd({acceptQueue: 6, dropsPerSecond: 9}))) {
			engine.observe(one);
		}

		assert.deepEqual(alertsOf(engine).map(({origin}) => origin), ['rule']);
	});

	it('later must stand for five seconds, above 80 %, and ends after half a minute below 56 %', () => {
		const steps = [[45, 30], [40, 80], [20, 110], [0, 0]] as const;
		const length = (second: number) => steps.find(([from]) => second >= from)?.[1] ?? 0;
		assert.deepEqual(transitions(engineOf(), ofPort(120, second => port({port: 443, acceptQueue: length(second)}))), [
			'25 fired warning accept queue 110/128 (86 %)',
			'75 cleared warning accept queue 110/128 (86 %)',
		]);
	});

	it('does not flicker while it comes and goes', () => {
		assert.deepEqual(transitions(engineOf(), ofPort(200, second => port({port: 443, acceptQueue: second < 6 || second % 20 === 0 ? 128 : 0}))), [
			'2 fired warning accept queue 128/128 (100 %)',
		]);
	});

	it('has bursts', () => {
		assert.deepEqual(transitions(engineOf(), ofPort(200, second => port({port: 443, acceptQueue: second % 20 > 16 ? 129 : 0}))), []);
	});

	it('becomes critical when it is full, and stays so', () => {
		const engine = engineOf();
		transitions(engine, ofPort(9, second => port({port: 443, acceptQueue: second < 5 ? 120 : (second === 6 ? 129 : 121)})));
		assert.deepEqual(alertsOf(engine).map(({severity, message}) => `${severity} ${message}`), ['critical accept queue 121/128 (95 %)']);
	});

	it('is one alert with the drops, whichever is found first', () => {
		const engine = engineOf();
		const at = (second: number) => observation(second, [slowd({acceptQueue: second < 30 ? 0 : 6, dropsPerSecond: second === 0 ? null : 9})], {counters: [counter('TcpExtListenDrops', 9)]});
		assert.deepEqual(transitions(engine, samples(60, at)), ['2 fired warning listen drops 9/s, accept queue 0/5 now']);
		assert.deepEqual(alertsOf(engine).map(({source, severity, message}) => `${source}: ${severity} ${message}`), ['accept queue: critical accept queue 6/5 full, 9 drops/s']);
	});
});

describe('listen drops', () => {
	const withDrops = (second: number, rate: number, counted = rate) => observation(second, [port({port: 443, dropsPerSecond: second === 0 ? null : rate})], {
		counters: [counter('TcpExtListenDrops', second === 0 ? null : counted)],
	});

	it('are those of a full queue first: what another probes half open on a listener with room is none', () => {
		const engine = engineOf();
		const at = (second: number) => observation(second, [
			slowd({acceptQueue: 6, dropsPerSecond: second === 0 ? null : 50}),
			port({
				port: 443, acceptQueue: 0, acceptQueueLimit: 128, dropsPerSecond: second === 0 ? null : 1,
			}),
		], {counters: [counter('TcpExtListenDrops', second === 0 ? null : 51)]});
		transitions(engine, samples(60, at));
		assert.deepEqual(alertsOf(engine).map(({subject}) => subject.text), ['tcp 0.0.0.0:24099 (slowd)']);
	});

	it('are said when they last, and are over after a minute without', () => {
		assert.deepEqual(transitions(engineOf(), samples(200, second => withDrops(second, second < 20 || second > 60 ? 0 : 3))), [
			'29 fired warning listen drops 3/s, accept queue 0/128 now',
			'130 cleared warning listen drops 3/s, accept queue 0/128 now',
		]);
	});

	it('are no alert now and then, nor in a burst, nor where they are a scan\'s', () => {
		assert.deepEqual(transitions(engineOf(), samples(300, second => withDrops(second, second % 7 === 0 ? 1 : 0))), []);
		assert.deepEqual(transitions(engineOf(), samples(300, second => withDrops(second, second % 60 < 2 ? 40 : 0))), []);
		assert.deepEqual(transitions(engineOf(), samples(300, second => withDrops(second, 50, 0))), []);
	});

	it('of no port that is known are the kernel\'s counter\'s', () => {
		const engine = engineOf();
		const observations = samples(3, second => withDrops(second, 0, 5));
		transitions(engine, observations);
		assert.deepEqual(alertsOf(engine).map(({subject}) => subject.identity), ['TcpExtListenDrops']);
	});
});

describe('CLOSE-WAIT', () => {
	const leak = (count: number, others = 10) => busy(24_090, {CLOSE_WAIT: count, ESTABLISHED: others}, {owners: owned([813, 'leakd'])});

	it('is said at once where it was there before, and how fast it grows', () => {
		const engine = engineOf();
		assert.deepEqual(transitions(engine, ofPort(60, second => leak(400 + Math.floor(second / 2)))), ['2 fired warning CLOSE-WAIT 401']);
		assert.deepEqual(alertsOf(engine).map(({message, subject}) => `${subject.text} ${message}`), ['tcp 0.0.0.0:24090 (leakd) CLOSE-WAIT 430, +30/min']);
	});

	it('is no alert for few, for a part of the connections, in the accept queue, or while all clients leave', () => {
		assert.deepEqual(transitions(engineOf(), ofPort(60, () => leak(50, 0))), []);
		assert.deepEqual(transitions(engineOf(), ofPort(60, () => leak(100, 100))), []);
		const ofQueue = busy(443, {CLOSE_WAIT: 120}, {acceptQueue: 120});
		const withoutQueue = limitsWith({acceptQueue: null});
		assert.deepEqual(transitions(engineOf(withoutQueue), ofPort(60, () => ofQueue)), []);
		assert.deepEqual(transitions(engineOf(), ofPort(60, second => second >= 20 && second < 29 ? leak(900, 0) : leak(0, 900))), []);
	});

	it('and the connection leak that the detectors find are one alert, whichever is first', () => {
		const before = engineOf(defaultLimits, true);
		assert.equal(transitions(before, ofPort(3600, second => leak(60 + Math.floor(second / 10), 0))).length, 1);
		assert.deepEqual(alertsOf(before).map(({source}) => source), ['CLOSE-WAIT']);
		assert.ok(alertsOf(before)[0]?.explanation.some(line => line.includes('connection leak')));

		const after = engineOf(defaultLimits, true);
		// A leak beside many other connections, which leave in the end.
		const found = transitions(after, ofPort(5000, second => leak(Math.floor(second / 10), second < 4000 ? 600 : 0)));
		assert.deepEqual([found.length, alertsOf(after).map(({source}) => source)], [1, ['connection leak']]);
	});
});

describe('UDP receive buffers', () => {
	const dns = (second: number, rate: number) => observation(second, [aPort({
		protocol: 'udp', port: 53, receiveQueueBytes: 200_000, dropsPerSecond: second === 0 ? null : rate,
	})], {counters: [counter('UdpRcvbufErrors', second === 0 ? null : rate)]});

	it('that lose datagrams are said two samples later, and not for a burst', () => {
		assert.deepEqual(transitions(engineOf(), samples(5, second => dns(second, 120))), ['2 fired warning receive buffer full, 120 datagrams/s lost']);
		assert.deepEqual(transitions(engineOf(), samples(100, second => dns(second, second === 30 ? 500 : 0))), []);
	});
});

describe('retransmissions', () => {
	const rows = (second: number, percent: number, segments = 500) => {
		const figures = second === 0 ? {} : {retransmissionPercent: percent, dataSegmentsPerSecond: segments};
		return observation(second, [busy(443, {ESTABLISHED: 3}, figures)], {outgoing: [peer(figures)]});
	};

	it('over 2 % are said of ports and peers', () => {
		assert.deepEqual(transitions(engineOf(), samples(5, second => rows(second, 4))), [
			'2 fired warning retransmissions 4 % (40 of 1,000 segments)',
			'2 fired warning retransmissions 4 % (40 of 1,000 segments)',
		]);
	});

	it('are no alert on a quiet machine, for two now and then, or for one burst', () => {
		assert.deepEqual(transitions(engineOf(), samples(100, second => rows(second, 30, 3))), []);
		assert.deepEqual(transitions(engineOf(), samples(100, second => rows(second, second % 5 === 0 ? 2 : 0, 100))), []);
		assert.deepEqual(transitions(engineOf(), samples(100, second => rows(second, second % 30 < 2 ? 10 : 0))), []);
	});
});

describe('probes', () => {
	const outcomes = (...kinds: ReadonlyArray<RecentOutcome['kind']>) => kinds.map((kind): RecentOutcome => ({kind, rttMicroseconds: null}));
	const target = (lost: number, received: number) => probe({
		session: someFigures({sent: lost + received, received}),
		recent: outcomes(...Array.from({length: received}, () => 'reply' as const), ...Array.from({length: lost}, () => 'lost' as const)).slice(-120),
	}, {sent: lost + received, lost, received});

	it('that were never answered are said with the first that is lost', () => {
		const row = (second: number) => probe({
			session: someFigures({sent: second + 1, lost: Math.max(0, second - 1), inFlight: 1}),
			recent: second < 2 ? [] : outcomes('lost'),
		});
		const observations = samples(2, second => observation(second, [], {probes: [row(second)]}));
		assert.deepEqual(transitions(engineOf(), observations), ['2 fired warning 100 % loss, 1 of the last 1 probes']);
	});

	it('are an alert from three lost on, over 5 %', () => {
		const engine = engineOf();
		const fired = (...rows: ReadonlyArray<ReturnType<typeof probe>>) => transitions(engine, rows.map((row, second) => observation(second, [], {probes: [row]})));
		assert.deepEqual(fired(target(2, 10)), []);
		assert.deepEqual(fired(target(3, 57)), []);
		assert.deepEqual(fired(target(4, 56)), ['0 fired warning 6.7 % loss, 4 of the last 60 probes']);
	});

	it('are critical when ten in a row have no answer', () => {
		const probes = [target(10, 50)];
		assert.deepEqual(transitions(engineOf(), [observation(0, [], {probes})]), ['0 fired critical 17 % loss, 10 of the last 60 probes']);
	});

	it('of a silent UDP port are none', () => {
		const probes = [{...target(10, 0), status: 'OPEN|FILTERED' as const}];
		assert.deepEqual(transitions(engineOf(), [observation(0, [], {probes})]), []);
	});
});

describe('a source that fails', () => {
	const sources = (state: 'ok' | 'failed') => [{
		name: 'sockets', method: 'netlink', state, problem: state === 'ok' ? null : 'no such protocol',
	}];

	it('is said after its time, and at once where it never worked', () => {
		const at = (fails: (second: number) => boolean) => samples(40, second => observation(second, [], {sources: sources(fails(second) ? 'failed' : 'ok')}));
		assert.deepEqual(transitions(engineOf(), at(() => true)), ['2 fired critical failed: no such protocol']);
		assert.deepEqual(transitions(engineOf(), at(second => second >= 10 && second < 20)), ['15 fired critical failed: no such protocol', '25 cleared critical failed: no such protocol']);
		assert.deepEqual(transitions(engineOf(), at(second => second === 10)), []);
	});
});

describe('descriptors', () => {
	it('of one process are one alert, however many ports it serves', () => {
		const engine = engineOf();
		const openFiles = {pid: 812, count: 1000, limit: 1024};
		const ports = [80, 443].map(number => port({port: number, openFiles}));
		const observations = samples(3, second => observation(second, ports));
		assert.deepEqual(transitions(engine, observations), ['0 fired warning open files 1,000 of 1,024 (pid 812)']);
		assert.deepEqual([engine.firing('port', 'tcp|0.0.0.0|80'), engine.firing('port', 'tcp|0.0.0.0|443')], ['warning', 'warning']);
	});
});

describe('a window of counts', () => {
	it('is empty after its last event, whatever the fractions', () => {
		const window = new EventWindow();
		for (let index = 0; index < 30; index++) {
			window.add(1.01, index < 15 ? 0.1 * index : 0, 0.3);
		}

		assert.deepEqual([window.events, Math.round(window.seconds * 100), Math.round(window.of * 10)], [0, 1010, 30]);
		window.add(1, 4, 9);
		window.add(1, 7, 8);
		const rest = window.withoutPeaks(1);
		assert.deepEqual([rest.events, window.events], [4, 11]);
	});
});

describe('fixed checks', () => {
	it('are off where they have no threshold', () => {
		const full = slowd({acceptQueue: 6});
		const withoutQueue = limitsWith({acceptQueue: null});
		assert.deepEqual(transitions(engineOf(withoutQueue), ofPort(30, () => full)), []);
	});

	it('fold what is more than a screen', () => {
		const engine = engineOf();
		const ports = Array.from({length: 50}, (_, index) => slowd({port: 1000 + index, acceptQueue: 6}));
		transitions(engine, samples(5, second => observation(second, ports)));
		const alerts = alertsOf(engine);
		assert.equal(alerts.length, maxAlertsOfCheck + 1);
		assert.deepEqual(alerts.filter(({subject}) => subject.kind === 'machine').map(({message}) => message), ['and 30 more: accept queue']);
	});

	it('end when the port is gone', () => {
		assert.deepEqual(transitions(engineOf(), ofPort(60, second => second < 10 ? slowd({acceptQueue: 6}) : null)), [
			'2 fired critical accept queue 6/5 full',
			'40 cleared critical accept queue 6/5 full',
		]);
	});

	it('say nothing about sockets that cannot be read', () => {
		const sources = [{
			name: 'sockets', method: 'netlink', state: 'failed' as const, problem: 'gone',
		}];
		const found = transitions(engineOf(limitsWith({sourceFailure: null})), samples(60, second => observation(second, [slowd({acceptQueue: 6})], second < 3 ? {} : {sources})));
		assert.deepEqual(found, ['2 fired critical accept queue 6/5 full', '33 cleared critical accept queue 6/5 full']);
	});
});
