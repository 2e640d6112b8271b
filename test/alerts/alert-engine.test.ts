import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {AlertEngine} from '../../source/alerts/alert-engine.ts';
import {maxEvents} from '../../source/alerts/board/event-log.ts';
import type {Observation} from '../../source/alerts/observation/observation.ts';
import {parseRule} from '../../source/alerts/rules/rule.ts';
import {aMoment} from '../builders/moment.ts';
import {
	busy,
	counter,
	fields,
	observation,
	owned,
	peer,
	port,
	probe,
	state,
} from './rows.ts';

function bookOf(...texts: readonly string[]): AlertEngine {
	const rules = texts.map(text => {
		const parsed = parseRule(text);
		assert.ok(parsed.ok, text);
		return parsed.rule;
	});
	return new AlertEngine({rules, detects: false, fields});
}

/** What begins and ends in one observation after the other, as `second state message`. */
function transitions(book: AlertEngine, observations: readonly Observation[]): readonly string[] {
	return observations.flatMap(one => {
		book.observe(one);
		return book.takeTransitions().map(({alert, state: became}) => `${one.monotonicMilliseconds / 1000} ${became} ${alert.message}`);
	});
}

/** Port 443 with so many connections, a second apart. */
function counts(...values: readonly number[]): readonly Observation[] {
	return values.map((value, seconds) => observation(seconds, [busy(443, {ESTABLISHED: value})]));
}

describe('a rule', () => {
	it('fires in the first sample that exceeds it, and is over a tenth below', () => {
		assert.deepEqual(transitions(bookOf('connections > 1000'), counts(1000, 1204, 950, 901, 900, 1001)), [
			'1 fired 1,204 connections, more than 1,000',
			'4 cleared 1,204 connections, more than 1,000',
			'5 fired 1,001 connections, more than 1,000',
		]);
	});

	it('must hold for its duration without a break, and be back for as long', () => {
		assert.deepEqual(transitions(bookOf('connections > 10 for 2s'), counts(11, 11, 5, 11, 11, 12, 5, 11, 5, 5, 5, 5)), [
			'5 fired 12 connections, more than 10',
			'10 cleared 11 connections, more than 10',
		]);
	});

	it('says since when, the first, newest and worst value', () => {
		const book = bookOf('connections > 10 for 2s critical');
		transitions(book, counts(5, 11, 12, 13, 40, 20));
		const [row] = book.rows();
		assert.strictEqual(row?.type, 'alert');
		const {firstValue, value, worstValue, severity, since, subject, origin} = row.alert;
		assert.deepEqual({
			firstValue, value, worstValue, severity, origin,
		}, {
			firstValue: '13', value: '20', worstValue: '40', severity: 'critical', origin: 'rule',
		});
		assert.equal(since.timeMilliseconds, observation(1, []).timeMilliseconds);
		assert.equal(subject.text, 'tcp 0.0.0.0:443');
		assert.equal(book.firing('port', 'tcp|0.0.0.0|443'), 'critical');
		assert.equal(book.firing('outgoing', 'tcp|0.0.0.0|443'), null);
	});

	it('does not fire for what is unknown, and ends ten seconds after the row is gone', () => {
		const book = bookOf('rtt > 1ms');
		const unknown = port({port: 1});
		const slow = port({port: 1, rttMedianMicroseconds: 2000});
		assert.deepEqual(transitions(book, [
			observation(0, [unknown]),
			observation(1, [slow]),
			...Array.from({length: 12}, (_, index) => observation(index + 2, [])),
		]), ['1 fired 2 ms RTT, more than 1 ms', '12 cleared 2 ms RTT, more than 1 ms']);
	});

	it('is scoped by its filter', () => {
		const book = bookOf('connections > 1 where port:443 or nginx');
		const owners = owned([1, 'nginx']);
		const rows = [busy(443, {ESTABLISHED: 5}), busy(80, {ESTABLISHED: 5}), busy(81, {ESTABLISHED: 5}, {owners})];
		transitions(book, [observation(0, rows)]);
		assert.deepEqual([443, 80, 81].map(number => book.firing('port', `tcp|0.0.0.0|${number}`)), ['warning', null, 'warning']);
	});

	it('looks at every kind that has the metric, or at the one that is named', () => {
		const all = observation(0, [busy(443, {ESTABLISHED: 5}, {rttMedianMicroseconds: 9000})], {
			outgoing: [peer({rttMedianMicroseconds: 9000, connectionCount: 7})],
			probes: [probe({lastRttMicroseconds: 9000}, {lossPercent: 6})],
			states: [state('TIME_WAIT', 20_000), state('ESTABLISHED', 30_000)],
			counters: [counter('TcpExtListenOverflows', 12), counter('TcpExtTCPTimeouts', 99)],
		});
		const subjects = (text: string) => {
			const book = bookOf(text);
			book.observe(all);
			return book.rows().flatMap(row => row.type === 'alert' ? row.alert.subject.kind : []).toSorted();
		};

		assert.deepEqual(subjects('rtt > 1ms'), ['outgoing', 'port', 'probe']);
		assert.deepEqual(subjects('probe rtt > 1ms'), ['probe']);
		assert.deepEqual(subjects('outgoing connections > 6'), ['outgoing']);
		assert.deepEqual(subjects('loss > 5%'), ['probe']);
		assert.deepEqual(subjects('state time-wait > 10000'), ['state']);
		assert.deepEqual(subjects('tcpextlistenoverflows > 10'), ['counter']);
	});

	it('raises at most a hundred alerts, and one that stands for the rest', () => {
		const book = bookOf('connections > 1');
		const many = (number: number) => Array.from({length: 250}, (_, index) => busy(index + 1, {ESTABLISHED: index < number ? 2 : 1}));
		transitions(book, [observation(0, many(250))]);
		assert.equal(book.counts.warning, 101);
		assert.ok(book.rows().some(row => row.type === 'alert' && row.alert.message.startsWith('and 150 more')));
		transitions(book, [observation(1, many(0)), observation(2, many(0))]);
		assert.equal(book.counts.warning, 0);
	});

	it('keeps what it said while the sockets cannot be read', () => {
		const book = bookOf('connections > 1');
		const failed = {
			sources: [{
				name: 'sockets', method: 'netlink', state: 'failed', problem: 'ENOBUFS',
			}],
		} as const;
		const rows = [busy(443, {ESTABLISHED: 2})];
		assert.deepEqual(transitions(book, [
			observation(0, rows),
			...Array.from({length: 20}, (_, index) => observation(index + 1, [], failed)),
		]), ['0 fired 2 connections, more than 1']);
	});
});

describe('rules that come and go', () => {
	it('are added as typed, or refused with what would be right', () => {
		const book = bookOf();
		assert.deepEqual(book.addRule('connections > 1'), {name: 'connections > 1', problem: null});
		assert.equal(book.addRule('connections > 1').problem, 'there is such a rule already');
		assert.match(book.addRule('conections > 1').problem ?? '', /did you mean 'connections'/);
		book.observe(observation(0, [], {counters: [counter('TcpExtListenOverflows', 0)]}));
		assert.match(book.addRule('TcpExtListenOverflow > 1').problem ?? '', /no counter .* did you mean 'TcpExtListenOverflows'/);
	});

	it('end their alerts when they are removed', () => {
		const book = bookOf('connections > 1');
		transitions(book, counts(5));
		assert.equal(book.removeRule('connections > 1'), true);
		assert.equal(book.removeRule('connections > 1'), false);
		assert.equal(book.counts.warning, 0);
		assert.deepEqual(book.takeTransitions().map(({state: became}) => became), ['cleared']);
	});

	it('that name a counter which is not there are told of', () => {
		const book = bookOf('TcpExtNoSuch > 1');
		book.observe(observation(0, [], {counters: [counter('TcpExtListenOverflows', 0)]}));
		const [row] = book.rows();
		assert.strictEqual(row?.type, 'event');
		assert.match(row.event.message, /never fires: this kernel has no counter 'TcpExtNoSuch'/);
	});
});

describe('the list', () => {
	it('has unacknowledged critical alerts first, then warnings, then acknowledged ones in the same order, then the log, newest first', () => {
		const book = bookOf('connections > 1', 'established > 1 critical', 'connections > 2 critical');
		transitions(book, counts(5));
		const alerts = () => book.rows().flatMap(row => row.type === 'alert' ? row.alert.source : []);
		assert.deepEqual(alerts(), ['connections > 2 critical', 'established > 1 critical', 'connections > 1']);
		book.acknowledge(book.rows()[0]!.identity);
		assert.deepEqual(alerts(), ['established > 1 critical', 'connections > 1', 'connections > 2 critical']);
		assert.deepEqual(book.counts, {
			critical: 2, warning: 1, unacknowledged: 2, fired: 3,
		});
		book.acknowledge(null);
		assert.equal(book.counts.unacknowledged, 0);
		assert.deepEqual(alerts(), ['connections > 2 critical', 'established > 1 critical', 'connections > 1'], 'critical ones stay first');
		assert.deepEqual(book.rows().flatMap(row => row.type === 'event' ? row.event.sequence : []), [3, 2, 1]);
	});

	it('is the same array while nothing changed', () => {
		const book = bookOf('connections > 1');
		transitions(book, counts(5, 5));
		const {version} = book;
		const rows = book.rows();
		book.observe(observation(2, [busy(443, {ESTABLISHED: 5})]));
		assert.equal(book.version, version);
		assert.equal(book.rows(), rows);
	});

	it('is a ring, folds floods, and cuts long texts', () => {
		const book = bookOf();
		book.observe(observation(0, []));
		book.observe(observation(1, Array.from({length: 57}, (_, index) => port({port: index + 1}))));
		const flood = book.rows();
		assert.equal(flood.length, 21);
		assert.strictEqual(flood[0]?.type, 'event');
		assert.strictEqual(flood[0].event.message, 'and 37 more listeners appeared');
		for (let index = 0; index < maxEvents; index++) {
			book.log({
				kind: 'alert-command', at: aMoment(index), weight: 'warning', subject: {kind: 'machine', identity: 'machine', text: 'x'}, message: `${index} `.repeat(400), alert: null,
			});
		}

		const rows = book.rows();
		assert.equal(rows.length, maxEvents);
		assert.strictEqual(rows[0]?.type, 'event');
		assert.ok(rows[0].event.message.startsWith(`${maxEvents - 1} `));
		assert.ok(rows[0].event.message.length <= 300);
		assert.strictEqual(rows.at(-1)?.type, 'event');
	});
});
