import type {Totals} from '../../model/snapshot.ts';
import type {SeriesStore} from '../series/series-store.ts';
import type {Sample} from './sample.ts';

type RecordedSample = Pick<Sample, 'sampledAt' | 'ports' | 'outgoing' | 'states' | 'errors' | 'interfaces'> & {
	/** Milliseconds since 1970. */
	readonly timeMilliseconds: number;
	readonly totals: Totals;
};

/** Records the figures of a sample, without the rows that vanished before it. */
export function recordSample(series: SeriesStore, sample: RecordedSample): void {
	series.begin(sample.sampledAt, sample.timeMilliseconds);
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
}
