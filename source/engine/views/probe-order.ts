import type {Probe} from '../../model/probe.ts';
import type {ProbeSortKey, Sort} from '../../protocol/protocol.ts';
import {knownFirst, type Comparator} from './comparators.ts';

/** The figures of the session, as they are shown. */
const values: Readonly<Record<Exclude<ProbeSortKey, 'order'>, (row: Probe) => number | string | null>> = {
	target: row => row.target,
	method: row => row.method,
	address: row => row.address,
	status: row => row.status,
	sent: row => row.session.sent,
	received: row => row.session.received,
	lost: row => row.session.lost,
	loss: row => row.session.lossPercent,
	last: row => row.lastRttMicroseconds,
	minimum: row => row.session.minimumMicroseconds,
	average: row => row.session.averageMicroseconds,
	maximum: row => row.session.maximumMicroseconds,
	p95: row => row.session.p95Microseconds,
	deviation: row => row.session.standardDeviationMicroseconds,
	jitter: row => row.session.jitterMicroseconds,
};

/** Sorts the rows, as indices into the list in the order of adding, which also decides between equal ones. Unknown comes last. */
export function probeOrder(rows: readonly Probe[], {key, descending}: Sort): Comparator<number> {
	const probeKey = key as ProbeSortKey;
	if (probeKey === 'order') {
		return (a, b) => descending ? b - a : a - b;
	}

	const compare = knownFirst(values[probeKey], descending);
	return (a, b) => {
		const order = compare(rows[a]!, rows[b]!);
		return order === 0 ? a - b : order;
	};
}
