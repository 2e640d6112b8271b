import type {ViewMessage} from '../../protocol/protocol.ts';
import {isQuiet} from '../views/error-rows.ts';
import type {Sample} from '../views/sample.ts';

/** Counts what the tabs name, once for each sample: the views themselves are only opened when they are looked at. */
export class TabCounts {
	#sample: Sample | null = null;
	#counts: ViewMessage['counts'] = {};

	of(sample: Sample): ViewMessage['counts'] {
		if (sample === this.#sample) {
			return this.#counts;
		}

		const {ports, table, probes, errors, groupRows, alerts: {counts: alerts}} = sample;
		this.#sample = sample;
		this.#counts = {
			ports: ports.filter(({port}) => port.freshness !== 'vanished').length,
			// Without its sockets their number is not known.
			...groupRows === undefined && {connections: table.liveCount},
			probes: probes.rows.length,
			errors: errors.filter(counter => !isQuiet(counter)).length,
			alerts: alerts.critical + alerts.warning,
		};
		return this.#counts;
	}
}
