import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
	measuredStatus,
	maxSensors,
	PortSensors,
	probedHost,
	withProblem,
} from '../../../source/engine/probing/port-sensors.ts';
import {ProbeTargets} from '../../../source/engine/probing/probe-targets.ts';
import type {Port} from '../../../source/model/port.ts';
import {defaultProbeSettings, maxTargets} from '../../../source/probes/targets/settings.ts';
import {aPort} from '../../builders/port.ts';
import {fakeProbers, outcome} from '../../builders/fake-prober.ts';

/** A watched port that listens, unless told. */
function port(values: Partial<Port> = {}): Port {
	return aPort({
		address: '127.0.0.1', port: 80, watched: true, ...values,
	});
}

function rowsOf(...ports: ReadonlyArray<Partial<Port>>): Port[] {
	return ports.map(values => port(values));
}

/** The rows with what was measured so far. */
function measured(sensors: PortSensors, rows: readonly Port[]): Port[] {
	return rows.map(row => {
		const latency = sensors.latency(row.identity);
		return {...row, latency, status: (latency === null ? null : measuredStatus(latency)) ?? row.status};
	});
}

function openSensors(intervalSeconds = 1) {
	const {started, start} = fakeProbers();
	const book = new ProbeTargets(defaultProbeSettings, start);
	return {started, book, sensors: new PortSensors(book, intervalSeconds, () => bothLoopbacks)};
}

const bothLoopbacks = ['127.0.0.1', '::1'] as const;
const closed = {identity: 'watched|80', address: '*', status: 'CLOSED'} as const;

test('a wildcard is probed at a loopback address that there is', () => {
	const hosts = [
		['*', ['::1'], '::1'],
		['*', ['127.0.0.1'], '127.0.0.1'],
		['*', [], null],
		['0.0.0.0', ['::1'], null],
		['[::]', ['127.0.0.1'], null],
		['10.0.0.5', [], '10.0.0.5'],
	] as const;
	for (const [address, loopbacks, host] of hosts) {
		assert.equal(probedHost(port({address}), loopbacks), host, `${address} with ${loopbacks.join(' ')}`);
	}
});

test('a port is probed where this machine reaches it', () => {
	const hosts = [
		['127.0.0.1', '127.0.0.1'],
		['10.0.0.5', '10.0.0.5'],
		['10.0.0.5%eth0', '10.0.0.5'],
		['0.0.0.0', '127.0.0.1'],
		['0.0.0.0%lo', '127.0.0.1'],
		['*', '127.0.0.1'],
		['[::]', '::1'],
		['[::1]', '::1'],
		['[2001:db8::5]', '2001:db8::5'],
		['[fe80::5]%eth0', 'fe80::5%eth0'],
		// A wildcard that is bound to an interface takes nothing that comes in by `lo`.
		['0.0.0.0%eth0', null],
		['*%eth0', null],
	] as const;
	for (const [address, host] of hosts) {
		assert.equal(probedHost(port({address}), bothLoopbacks), host, address);
	}

	assert.equal(probedHost(port({protocol: 'udp'}), bothLoopbacks), null);
	assert.equal(probedHost(port({watched: false}), bothLoopbacks), null);
});

test('a sensor comes with its row and goes with it, by connect, slowly', () => {
	const {started, sensors} = openSensors(5);
	sensors.update(rowsOf({watched: false}));
	assert.equal(started.length, 0);
	sensors.update(rowsOf({}, {port: 81, address: '[::1]', protocol: 'tcp6'}));
	const [prober] = started;
	const probed = prober!.targets.values().map(({target: {method, host, port: number}}) => [method, host, number]).toArray();
	assert.deepEqual(probed, [['connect', '127.0.0.1', 80], ['connect', '::1', 81]]);
	const [{settings} = {settings: undefined}] = prober!.targets.values();
	assert.deepEqual([settings?.intervalSeconds, settings?.timeoutSeconds, settings?.count], [5, 1, null]);
	sensors.update(rowsOf({}));
	assert.equal(prober!.targets.size, 1);
	sensors.update([]);
	assert.equal(prober!.targets.size, 0);
	assert.equal(started.length, 1);
});

test('rows that are reached at the same place share a sensor', () => {
	const {started, sensors} = openSensors();
	sensors.update(rowsOf({address: '0.0.0.0'}, {address: '127.0.0.1'}));
	assert.equal(started[0]!.targets.size, 1);
	assert.equal(started[0]!.targets.values().next().value?.settings.intervalSeconds, 2);
});

test('the status is what the probes say, once they do, and goes on while the listener is away', () => {
	const {started, sensors} = openSensors();
	const listening = rowsOf({}, {port: 9, watched: false});
	const measure = (rows: readonly Port[]) => {
		sensors.update(rows);
		return measured(sensors, rows).map(({status, latency}) => [status, latency?.status, latency?.lastRttMicroseconds, latency?.session.sent]);
	};

	const text = 'sensor:127.0.0.1|80';
	const other = ['OPEN', undefined, undefined, undefined];
	assert.deepEqual(measure(listening), [['OPEN', null, null, 0], other]);
	started[0]!.emit(text, {type: 'sent', count: 1}, outcome(1, 'reply', 40));
	assert.deepEqual(measure(listening), [['OPEN', 'OPEN', 40, 1], other]);
	started[0]!.emit(text, {type: 'sent', count: 2}, outcome(2, 'refused', 30));
	assert.deepEqual(measure(rowsOf(closed)), [['CLOSED', 'CLOSED', 30, 2]]);
	started[0]!.emit(text, {type: 'sent', count: 5}, outcome(3, 'lost'), outcome(4, 'lost'), outcome(5, 'lost'));
	assert.deepEqual(measure(rowsOf(closed)), [['FILTERED', 'FILTERED', 30, 5]]);
	started[0]!.emit(text, {type: 'sent', count: 6}, outcome(6, 'rejected', 20));
	assert.deepEqual(measure(listening), [['FILTERED', 'UNREACHABLE', 30, 6], other]);
	assert.equal(started[0]!.targets.size, 1);
});

test('a listener that comes or goes is not what answered before, until the next probe says', () => {
	const {started, sensors} = openSensors();
	const text = 'sensor:127.0.0.1|80';
	const measure = (row: Partial<Port>) => {
		sensors.update(rowsOf(row));
		const [{status, latency} = port()] = measured(sensors, rowsOf(row));
		return [status, latency?.status, latency?.statusSince === null ? 'unknown' : 'known', latency?.session.sent];
	};

	measure(closed);
	started[0]!.emit(text, {type: 'sent', count: 2}, outcome(1, 'refused', 30));
	assert.deepEqual(measure(closed), ['CLOSED', 'CLOSED', 'known', 2]);
	assert.deepEqual(measure({}), ['OPEN', null, 'unknown', 2], 'nobody has asked the listener yet');
	started[0]!.emit(text, outcome(2, 'refused', 30));
	assert.deepEqual(measure({}), ['OPEN', null, 'unknown', 2], 'this one was under way before it was there');
	started[0]!.emit(text, {type: 'sent', count: 3}, outcome(3, 'lost'));
	assert.deepEqual(measure({}), ['OPEN', null, 'unknown', 3], 'a probe that is lost says nothing');
	started[0]!.emit(text, {type: 'sent', count: 4}, outcome(4, 'refused', 30));
	assert.deepEqual(measure({}), ['CLOSED', 'CLOSED', 'known', 4], 'a firewall refuses for it');
	started[0]!.emit(text, {type: 'sent', count: 5}, outcome(5, 'reply', 30));
	assert.deepEqual(measure({}), ['OPEN', 'OPEN', 'known', 5]);
	assert.deepEqual(measure(closed), ['CLOSED', null, 'unknown', 5]);
	started[0]!.emit(text, {type: 'sent', count: 6}, outcome(6, 'refused', 30));
	assert.deepEqual(measure(closed), ['CLOSED', 'CLOSED', 'known', 6]);
	started[0]!.emit(text, {type: 'sent', count: 7}, outcome(7, 'reply', 30));
	assert.deepEqual(measure({}), ['OPEN', 'OPEN', 'known', 7], 'a probe may be quicker than the sample');
});

test('while nothing is probed the rows are as the table has them', () => {
	const {started, sensors} = openSensors();
	sensors.update(rowsOf({}));
	started[0]!.emit('sensor:127.0.0.1|80', {type: 'sent', count: 1}, outcome(1, 'refused', 30));
	assert.equal(measured(sensors, rowsOf({}))[0]?.status, 'CLOSED');
	started[0]!.die('it broke');
	assert.deepEqual(measured(sensors, rowsOf({})), rowsOf({}));
	sensors.update(rowsOf({}, closed));
	assert.deepEqual(measured(sensors, rowsOf(closed)), rowsOf(closed));
});

function closedPorts(count: number): Port[] {
	return rowsOf(...Array.from({length: count}, (_, index) => ({...closed, identity: `watched|${index}`, port: index + 1})));
}

test('sensors leave room for targets of the user\'s, and what they miss is said, and measured when there is room', () => {
	const {book, sensors} = openSensors();
	const rows = closedPorts(maxSensors + 2);
	sensors.update(rows);
	assert.equal(book.room, maxTargets - 32);
	assert.equal(sensors.problem, 'the latency of 2 watched ports is not measured: 32 are the most');
	assert.deepEqual(withProblem(book.status, sensors.problem).map(({state}) => state), ['degraded']);
	assert.equal(measured(sensors, rows).filter(({latency}) => latency === null).length, 2);
	assert.equal(book.addText('host:1').problem, null);
	sensors.update(rows.slice(3));
	assert.equal(sensors.problem, null);
	assert.deepEqual(withProblem(book.status, sensors.problem).map(({state}) => state), ['ok']);
	assert.deepEqual(withProblem(null, null), []);
});

test('where the user\'s targets have taken the room, that is said', () => {
	const {book, sensors} = openSensors();
	for (let target = 1; target < maxTargets; target++) {
		book.addText(`host:${target}`);
	}

	sensors.update(closedPorts(2));
	assert.equal(book.room, 0);
	assert.equal(sensors.problem, 'the latency of 1 watched port is not measured: 64 targets are the most');
});
