import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {ProbeSortKey} from '../../../source/fields/probe.ts';
import type {PassivePath, Probe} from '../../../source/model/probe.ts';
import {aProbe, someFigures} from '../../builders/probe.ts';
import {orderOf} from '../../builders/query.ts';
import {aSample, someProbeRows} from '../../builders/sample.ts';

const sampleOf = (rows: ReadonlyArray<Partial<Probe>>) => aSample({
	probes: someProbeRows(rows.map((row, place) => aProbe({identity: String(place), ...row}))),
});

/** What the kernel measured on real connections, of which only what a test names is known. */
const ofPassive = (known: Partial<PassivePath>): Partial<Probe> => ({
	passive: {
		connections: 5, rttMicroseconds: null, retransmissionPercent: null, ...known,
	},
});

describe('the order of probes', () => {
	/** The targets as they were added: the one in the middle of the order, an unknown one, the least, the greatest. */
	const rows: Readonly<Record<Exclude<ProbeSortKey, 'order'>, ReadonlyArray<Partial<Probe>>>> = {
		target: [{target: 'b9.example'}, {target: 'b9.example'}, {target: 'A.example'}, {target: 'b10.example'}],
		method: [{method: 'icmp'}, {method: null}, {method: 'connect'}, {method: 'udp'}],
		address: [{address: '10.0.0.2'}, {address: null}, {address: '9.0.0.200'}, {address: '10.0.0.10'}],
		status: [{status: 'FILTERED'}, {status: null}, {status: 'CLOSED'}, {status: 'OPEN'}],
		sent: [9, 9, 0, 10].map(sent => ({session: someFigures({sent})})),
		received: [9, 9, 0, 10].map(received => ({session: someFigures({received})})),
		lost: [9, 9, 0, 10].map(lost => ({session: someFigures({lost})})),
		loss: [9, null, 0, 10].map(lossPercent => ({session: someFigures({lossPercent})})),
		last: [9, null, 1, 10].map(lastRttMicroseconds => ({lastRttMicroseconds})),
		minimum: [9, null, 1, 10].map(minimumMicroseconds => ({session: someFigures({minimumMicroseconds})})),
		average: [9, null, 1, 10].map(averageMicroseconds => ({session: someFigures({averageMicroseconds})})),
		maximum: [9, null, 1, 10].map(maximumMicroseconds => ({session: someFigures({maximumMicroseconds})})),
		p95: [9, null, 1, 10].map(p95Microseconds => ({session: someFigures({p95Microseconds})})),
		deviation: [9, null, 1, 10].map(standardDeviationMicroseconds => ({session: someFigures({standardDeviationMicroseconds})})),
		jitter: [9, null, 1, 10].map(jitterMicroseconds => ({session: someFigures({jitterMicroseconds})})),
		late: [9, 9, 0, 10].map(late => ({session: someFigures({late})})),
		duplicates: [9, 9, 0, 10].map(duplicates => ({session: someFigures({duplicates})})),
		refused: [9, 9, 0, 10].map(refused => ({session: someFigures({refused})})),
		rejected: [9, 9, 0, 10].map(rejected => ({session: someFigures({rejected})})),
		passiveRtt: [9, null, 1, 10].map(rttMicroseconds => ofPassive({rttMicroseconds})),
		passiveRetransmissions: [9, null, 0, 10].map(retransmissionPercent => ofPassive({retransmissionPercent})),
		passiveConnections: [9, null, 1, 10].map(connections => connections === null ? {passive: null} : ofPassive({connections})),
	};
	/** Their second rows are equal to the first, as they are never unknown. */
	const alwaysKnown = new Set(['target', 'sent', 'received', 'lost', 'late', 'duplicates', 'refused', 'rejected']);

	for (const [key, ofKey] of Object.entries(rows)) {
		const sort = key as ProbeSortKey;
		it(alwaysKnown.has(key) ? `follows ${key}, equal ones as they were added in either direction` : `follows ${key}, unknown last in either direction`, () => {
			const [ascending, descending] = alwaysKnown.has(key) ? ['2 0 1 3', '3 0 1 2'] : ['2 0 3 1', '3 0 2 1'];
			assert.equal(orderOf(sampleOf(ofKey), 'probes', {key: sort, descending: false}).join(' '), ascending);
			assert.equal(orderOf(sampleOf(ofKey), 'probes', {key: sort, descending: true}).join(' '), descending);
		});
	}

	it('is the one in which they were added, or its reverse', () => {
		const sample = sampleOf([{target: 'b'}, {target: 'c'}, {target: 'a'}]);
		assert.deepEqual(orderOf(sample, 'probes', {key: 'order', descending: false}), ['0', '1', '2']);
		assert.deepEqual(orderOf(sample, 'probes', {key: 'order', descending: true}), ['2', '1', '0']);
	});

	it('compares the figures of the session, not those of the last minute', () => {
		const sample = sampleOf([
			{session: someFigures({lossPercent: 2}), lastMinute: someFigures({lossPercent: 1})},
			{session: someFigures({lossPercent: 1}), lastMinute: someFigures({lossPercent: 2})},
		]);
		assert.deepEqual(orderOf(sample, 'probes', {key: 'loss', descending: false}), ['1', '0']);
	});
});
