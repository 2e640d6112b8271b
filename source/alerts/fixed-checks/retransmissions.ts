import {trafficFields} from '../../fields/shared.ts';
import type {Subject} from '../../model/alert.ts';
import type {Port} from '../../model/port.ts';
import type {OutgoingPeer} from '../../model/traffic.ts';
import {count, percent} from '../../text/units.ts';
import {hasStaleSockets} from '../observation/observation.ts';
import {outgoingSubject, portSubject} from '../observation/subjects.ts';
import type {CheckedSample, Finding} from './fixed-check.ts';
import {listeningPorts} from './rows.ts';

type Row = Port | OutgoingPeer;

/** Returns the retransmissions of the sample by port and by peer, of the segments that were sent. */
export function * retransmissionFindings(sample: CheckedSample): Generator<Finding> {
	const {seconds} = sample;
	if (seconds === null || hasStaleSockets(sample)) {
		return;
	}

	for (const port of listeningPorts(sample)) {
		yield * findingOf(port, seconds, () => portSubject(port));
	}

	for (const {peer} of sample.outgoing) {
		if (peer.freshness !== 'vanished') {
			yield * findingOf(peer, seconds, () => outgoingSubject(peer));
		}
	}
}

function * findingOf(row: Row, seconds: number, subject: () => Subject): Generator<Finding> {
	const share = trafficFields.retransmissions.read(row);
	const segments = row.dataSegmentsPerSecond;
	if (share === null || segments === null) {
		return;
	}

	const sent = segments * seconds;
	yield {
		identity: row.identity,
		value: Math.round(sent * share / 100),
		of: sent,
		subject,
		severity: () => 'warning',
		message: ({value, counted, of}) => `retransmissions ${percent.show(value)} (${count.show(counted)} of ${count.show(of)} segments)`,
	};
}
