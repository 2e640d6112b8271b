import assert from 'node:assert/strict';
import {test, type TestContext} from 'node:test';
import {limitsWith} from '../../source/alerts/fixed-checks/limits.ts';
import {Sampler} from '../../source/engine/sampler.ts';
import type {Port} from '../../source/model/port.ts';
import {jsonLines} from '../../source/outputs/json.ts';
import {snapshotLines} from '../../source/outputs/snapshot-json.ts';
import {FakeMachine} from '../builders/fake-machine.ts';
import {samplerOptions} from '../builders/sampler-options.ts';

function open(t: TestContext) {
	const machine = new FakeMachine();
	const sampler = new Sampler(samplerOptions({watchedPorts: [{first: 4000, last: 4000}]}), {openSockets: machine.openSockets});
	t.after(() => {
		sampler.close();
	});
	const document = (lines: Iterable<string>) => JSON.parse([...lines].join('')) as Record<string, unknown>;
	return {
		machine,
		sampler,
		ports: () => sampler.snapshot('ports', '').rows as readonly Port[],
		list: () => document(jsonLines(sampler.snapshot('ports', ''), 'rows')),
		snapshot: () => document(snapshotLines(sampler.export()!)),
	};
}

test('a first sample that fails has no rows, no counts and no closed ports; the next one is the first', async t => {
	const {machine, sampler, ports, list, snapshot} = open(t);
	machine.listen(80);
	machine.connect(5000, 80);
	machine.isBroken = true;
	await sampler.tick();
	assert.deepEqual(ports(), []);
	assert.equal(list()['ports'], null);
	const failed = snapshot();
	assert.deepEqual([failed['ports'], failed['outgoing'], failed['connections']], [null, null, null]);
	const {totals} = sampler.snapshot('ports', '').summary;
	assert.ok([...Object.values(totals.sockets), ...Object.values(totals.states)].every(count => count === null || count === 0), JSON.stringify(totals));
	assert.deepEqual(totals.sockets, {
		tcp: null, tcp6: null, udp: null, udp6: null,
	});

	machine.isBroken = false;
	await sampler.tick();
	const open80 = ports().find(({port}) => port === 80)!;
	// It was there before: nothing was opened, and it is not new.
	assert.deepEqual([open80.freshness, open80.totals.sinceStart.opened, open80.connectionCount], ['present', 0, 1]);
	assert.equal(ports().find(({port}) => port === 4000)!.status, 'CLOSED');
	assert.equal(sampler.snapshot('ports', '').summary.intervalSeconds, null);
	assert.equal(sampler.export()!.alerts.filter(({type}) => type === 'event').length, 0);
});

test('a later sample that fails shows the one before', async t => {
	const {machine, sampler, ports} = open(t);
	machine.listen(80);
	await sampler.tick();
	machine.isBroken = true;
	await sampler.tick();
	assert.deepEqual(ports().map(({port}) => port), [80, 4000]);
	assert.deepEqual(sampler.snapshot('ports', '').summary.unreadProtocols, []);
});

test('sockets that cannot be read any more are an event and an alert, and what was known of them raises none', async t => {
	const machine = new FakeMachine();
	let seconds = 0;
	const options = samplerOptions({fixedLimits: limitsWith({sourceFailure: 3})});
	const sampler = new Sampler(options, {openSockets: machine.openSockets, now: () => seconds * 1000});
	t.after(() => {
		sampler.close();
	});
	const tickUntil = async (end: number) => {
		for (; seconds < end; seconds++) {
			await sampler.tick();
		}
	};

	const alerts = () => sampler.export()!.alerts.flatMap(row => row.type === 'alert' ? [`${row.alert.severity} ${row.alert.subject.text} ${row.alert.message}`] : []);
	machine.listen(80);
	await tickUntil(10);
	machine.isBroken = true;
	await tickUntil(13);
	assert.deepEqual(alerts(), []);
	await tickUntil(15);
	assert.deepEqual(alerts(), ['critical sockets failed: the kernel does not answer']);
	machine.isBroken = false;
	await tickUntil(22);
	assert.deepEqual(alerts(), []);
	const events = sampler.export()!.alerts.flatMap(row => row.type === 'event' && row.event.kind === 'source' ? [row.event.message] : []);
	assert.deepEqual(events, ['sockets: all is well again', 'sockets: the kernel does not answer']);
});

test('where a protocol could not be read no port is called closed', async t => {
	const {machine, sampler, ports, list} = open(t);
	machine.listen(80);
	machine.unread = ['tcp6'];
	await sampler.tick();
	assert.deepEqual(ports().map(({port}) => port), [80]);
	assert.deepEqual(list()['unreadProtocols'], ['tcp6']);
});
