import type {Moment} from '../../model/moment.ts';
import type {Probe, ProbeTally} from '../../model/probe.ts';
import type {Totals} from '../../model/snapshot.ts';
import type {Connection} from '../../model/socket.ts';
import type {SeriesStore} from '../series/series-store.ts';
import {findSocket} from '../sockets/socket-identity.ts';
import {connectionRow, transportDetail} from './connection-rows.ts';
import {recordGroups} from './record-groups.ts';
import type {Sample} from './sample.ts';

type RecordedSample = Pick<Sample, 'table' | 'index' | 'rowContext' | 'groups' | 'ports' | 'outgoing' | 'states' | 'errors' | 'interfaces' | 'probes'> & {
	readonly totals: Totals;
	/** The outcomes of each target since the sample before, by identity. */
	readonly probeTallies: ReadonlyMap<string, ProbeTally>;
	/** The connection whose detail is open; null: none. */
	readonly followed: string | null;
};

/** Records the figures of a moment's sample, without the rows that vanished before it. */
export function recordSample(series: SeriesStore, moment: Moment, sample: RecordedSample): void {
	series.begin(moment);
	series.record('machine', 'machine', sample.totals);
	for (const {port} of sample.ports) {
		if (port.freshness !== 'vanished') {
			series.record('port', port.identity, port);
		}
	}

	for (const {peer} of sample.outgoing) {
		series.record('outgoing', peer.identity, peer);
	}

	for (const row of sample.states) {
		series.record('state', row.state, row);
	}

	for (const row of sample.errors) {
		series.record('counter', row.name, row);
	}

	for (const row of sample.interfaces) {
		series.record('interface', row.name, row);
	}

	recordProbes(series, sample.probes.rows, sample.probeTallies);
	recordGroups(series, sample.groups);
	recordFollowed(series, sample);
}

/** Records the targets with the rates at which their probes were decided. */
export function recordProbes(series: SeriesStore, rows: readonly Probe[], tallies: ReadonlyMap<string, ProbeTally>): void {
	const {sampleSeconds} = series;
	const perSecond = (count: number | undefined) => count === undefined || sampleSeconds === 0 ? null : count / sampleSeconds;
	for (const row of rows) {
		const tally = tallies.get(row.identity);
		series.record('probe', row.identity, {
			...row,
			receivedPerSecond: perSecond(tally?.received),
			lostPerSecond: perSecond(tally?.lost),
			roundTripMicrosecondsPerSecond: perSecond(tally?.roundTripMicroseconds),
		});
	}
}

/** Records the connection whose detail is open while it is there. */
function recordFollowed(series: SeriesStore, {table, index, rowContext, followed}: RecordedSample): void {
	const row = followed === null ? -1 : findSocket(table, index, followed);
	if (followed === null || row === -1 || row >= table.liveCount) {
		return;
	}

	const connection = connectionRow(row, rowContext);
	if (hasCounters(connection)) {
		series.record('connection', followed, {...connection, congestionWindowSegments: transportDetail(table, row)?.congestionWindowSegments ?? null});
	}
}

/** Whether there is anything to chart: a listener, and what is left of a connection, move nothing. */
function hasCounters({state, receivedBytes, sentBytes}: Connection): boolean {
	return state !== 'LISTEN' && (receivedBytes !== null || sentBytes !== null);
}
