import type {Moment} from '../../model/moment.ts';
import type {Totals} from '../../model/snapshot.ts';
import type {SeriesStore} from '../series/series-store.ts';
import type {Sample} from './sample.ts';

type RecordedSample = Pick<Sample, 'ports' | 'outgoing' | 'states' | 'errors' | 'interfaces' | 'probes'> & {readonly totals: Totals};

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

	for (const row of sample.probes.rows) {
		series.record('probe', row.identity, row);
	}
}
