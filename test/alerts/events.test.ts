import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {AlertEngine} from '../../source/alerts/alert-engine.ts';
import type {Observation} from '../../source/alerts/observation/observation.ts';
import type {SourceStatus} from '../../source/model/snapshot.ts';
import {
	closed,
	fields,
	observation,
	owned,
	port,
	probe,
} from './rows.ts';

/** What is logged, oldest first. */
function logged(observations: readonly Observation[]): readonly string[] {
	const book = new AlertEngine({rules: [], detects: false, fields});
	for (const one of observations) {
		book.observe(one);
	}

	return book.rows().toReversed().flatMap(row => {
		if (row.type === 'alert') {
			return [];
		}

		const {kind, before, after, lastedSeconds, lastedIsMinimum} = row.event;
		return `${kind}: ${before} -> ${after} after ${lastedIsMinimum ? '>=' : ''}${lastedSeconds}`;
	});
}

const https = port({port: 443, watched: true, owners: owned([10, 'nginx'])});

describe('listeners', () => {
	it('appear and vanish, and come back after so long', () => {
		const nginx = port({port: 80, owners: owned([10, 'nginx'])});
		assert.deepEqual(logged([observation(0, []), observation(1, [nginx]), observation(4, [{...nginx, freshness: 'vanished'}]), observation(9, [nginx])]), [
			'listener-appeared: null -> nginx (pid 10) after null',
			'listener-vanished: nginx (pid 10) -> closed after 3',
			'listener-appeared: closed -> nginx (pid 10) after 5',
		]);
	});

	it('that were there at the start have lasted at least since then', () => {
		const http = port({port: 80});
		assert.deepEqual(logged([observation(0, [http]), observation(5, [])]), ['listener-vanished: open -> closed after >=5']);
	});

	it('of UDP in the ephemeral range are clients', () => {
		const udp = (number: number, watched = false) => port({
			port: number, protocol: 'udp', identity: `udp|${number}`, watched,
		});
		const ports = [udp(40_000), udp(53)];
		assert.deepEqual(logged([observation(0, []), observation(1, ports)]), ['listener-appeared: null -> open after null']);
	});

	it('that are watched are told of once', () => {
		const gone = closed(443);
		assert.deepEqual(logged([observation(0, [https]), observation(5, [gone]), observation(7, [https]), observation(8, [{...https, status: 'FILTERED'}])]), [
			'port-status: OPEN -> CLOSED after >=5',
			'port-status: CLOSED -> OPEN after 2',
			'port-status: OPEN -> FILTERED after 1',
		]);
	});
});

describe('owners', () => {
	const sequence = (...owners: ReadonlyArray<ReturnType<typeof owned>>) =>
		logged(owners.map((of, seconds) => observation(seconds, [port({port: 80, owners: of})]))).filter(line => line.startsWith('owner'));

	it('change with a restart, and with another program', () => {
		assert.deepEqual(sequence(owned([10, 'nginx']), owned([11, 'nginx'])), ['owner: nginx (pid 10) -> nginx (pid 11) after >=1']);
		assert.deepEqual(sequence(owned([10, 'nginx']), owned([10, 'evil'])), ['owner: nginx (pid 10) -> evil (pid 10) after >=1']);
		assert.equal(sequence(owned([10, 'nginx']), owned([10, 'nginx'], [12, 'evil']), owned([12, 'evil'])).length, 1, 'taken over without a pause');
	});

	it('do not change with the name that a process is shown by, but with the program that it runs', () => {
		const running = (pid: number, name: string, program: string) => {
			const {status, holders} = owned([pid, name]);
			return {status, holders: holders.map(holder => ({...holder, startTicks: pid, program}))};
		};

		// Its arguments, of which the title is made, are read a little later.
		const titled = [running(10, 'node', 'code 1'), running(10, 'dnsd', 'code 1')];
		assert.deepEqual(sequence(...titled), []);
		assert.deepEqual(sequence(...titled, owned([11, 'dnsd'])), ['owner: dnsd (pid 10) -> dnsd (pid 11) after >=2']);
		assert.equal(sequence(running(10, 'sh', 'code 1'), running(10, 'evil', 'code 2')).length, 1);
	});

	it('do not change with their workers', () => {
		assert.deepEqual(sequence(owned([10, 'nginx'], [11, 'nginx']), owned([10, 'nginx'], [12, 'nginx']), owned([12, 'nginx'], [13, 'nginx']), owned([13, 'nginx'])), []);
	});

	it('that are not known are no change', () => {
		assert.deepEqual(sequence(owned([10, 'nginx']), {status: 'pending', holders: []}, {status: 'denied', holders: []}, owned([10, 'nginx'])), []);
		assert.equal(sequence(owned([10, 'nginx']), {status: 'pending', holders: []}, owned([11, 'nginx'])).length, 1, 'what was known before counts');
	});
});

describe('probes', () => {
	it('change status; the first one that is known is no change', () => {
		const seen = [null, 'OPEN', 'OPEN', 'FILTERED', 'OPEN'] as const;
		assert.deepEqual(logged(seen.map((status, seconds) => observation(seconds, [], {probes: [probe({status})]}))), [
			'probe-status: OPEN -> FILTERED after >=2',
			'probe-status: FILTERED -> OPEN after 1',
		]);
	});
});

describe('sources', () => {
	const of = (name: string, states: ReadonlyArray<SourceStatus['state'] | null>) => logged(states.map((state, seconds) => observation(seconds, [], {
		sources: state === null
			? []
			: [{
				name, method: 'netlink', state, problem: state === 'ok' ? null : 'the table changed while it was read',
			}],
	})));

	it('fail and come back', () => {
		assert.deepEqual(of('counters', ['ok', 'failed', 'failed', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok']), [
			'source: ok -> failed after >=1',
			'source: failed -> ok after 7',
		]);
	});

	it('that fail now and then are told of once', () => {
		assert.equal(of('counters', Array.from({length: 300}, (_, index) => index % 3 === 0 ? 'ok' : 'failed')).length, 1);
	});

	it('that lack something now and then are not told of; for a minute, they are', () => {
		assert.deepEqual(of('sockets', Array.from({length: 300}, (_, index) => index % 3 === 0 ? 'ok' : 'degraded')), []);
		assert.deepEqual(of('sockets', ['ok', ...Array.from({length: 70}, () => 'degraded' as const)]), ['source: ok -> degraded after >=61']);
		assert.deepEqual(of('processes', Array.from({length: 200}, () => 'degraded' as const)), [], 'as it was from the start');
	});

	it('that appear when they fail, and go when all is well', () => {
		assert.deepEqual(of('probes', [null, 'failed', null, null, null, null, null, null]), [
			'source: ok -> failed after >=0',
			'source: failed -> ok after 6',
		]);
	});

	it('whose sockets fail let no listener vanish', () => {
		const failed = {
			sources: [{
				name: 'sockets', method: 'netlink', state: 'failed', problem: 'x',
			}],
		} as const;
		assert.deepEqual(logged([observation(0, [https]), observation(1, [], failed)]), ['source: ok -> failed after >=0']);
	});
});
