import {subject} from '../observation/subjects.ts';
import type {CheckedSample, Finding} from './fixed-check.ts';

/** Returns the sources of data that fail. */
export function * sourceFindings({sources}: CheckedSample): Generator<Finding> {
	for (const {name, state, problem} of sources) {
		if (state === 'failed') {
			yield {
				identity: name,
				value: 1,
				subject: () => subject('source', name, name),
				// Without the sockets nothing else can be said.
				severity: () => name === 'sockets' ? 'critical' : 'warning',
				message: () => `failed: ${problem ?? 'it cannot be read'}`,
			};
		}
	}
}
