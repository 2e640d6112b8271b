import type {Port} from '../../model/port.ts';
import {hasStaleSockets} from '../observation/observation.ts';
import type {CheckedSample} from './fixed-check.ts';

/** Returns the ports on which something listens; none where the rows are those of an earlier sample. */
export function * listeningPorts(sample: CheckedSample): Generator<Port> {
	if (hasStaleSockets(sample)) {
		return;
	}

	for (const {port} of sample.ports) {
		if (port.status !== 'CLOSED' && port.freshness !== 'vanished') {
			yield port;
		}
	}
}
