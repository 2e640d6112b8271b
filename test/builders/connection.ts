import type {Connection, TransportDetail} from '../../source/model/socket.ts';
import {noOwners} from './owners.ts';

/** Returns an established connection to port 22 of which only what a test names is known. */
export function aConnection(known: Partial<Connection> = {}): Connection {
	return {
		identity: '0:1',
		protocol: 'tcp',
		state: 'ESTABLISHED',
		receiveQueueBytes: 0,
		sendQueueBytes: 0,
		localAddress: '10.0.0.1',
		localPort: 22,
		remoteAddress: '10.0.0.2',
		remotePort: 50_000,
		service: null,
		owners: noOwners,
		userId: null,
		user: null,
		unit: null,
		container: null,
		rttMicroseconds: null,
		rttVariationMicroseconds: null,
		minimumRttMicroseconds: null,
		retransmissions: null,
		retransmissionsPerSecond: null,
		receivedBytes: null,
		sentBytes: null,
		receiveBitsPerSecond: null,
		sendBitsPerSecond: null,
		receivePacketsPerSecond: null,
		sendPacketsPerSecond: null,
		ageSeconds: null,
		ageIsMinimum: false,
		timer: null,
		drops: null,
		freshness: 'present',
		closed: null,
		waitsIn: null,
		...known,
	};
}

/** Returns the socket of a TCP listener. */
export function aListener(known: Partial<Connection> = {}): Connection {
	return aConnection({
		state: 'LISTEN', localAddress: '0.0.0.0', remoteAddress: '0.0.0.0', remotePort: 0, sendQueueBytes: 128, ...known,
	});
}

/** Returns the kernel's TCP figures of a connection: only what a test names is known. */
export function aTransportDetail(known: Partial<TransportDetail> = {}): TransportDetail {
	return {
		congestionWindowSegments: null,
		slowStartThresholdSegments: null,
		maximumSegmentBytes: null,
		pathMtuBytes: null,
		retransmissionTimeoutMicroseconds: null,
		unacknowledgedSegments: null,
		lostSegments: null,
		deliveryRateBitsPerSecond: null,
		lastSentMilliseconds: null,
		lastReceivedMilliseconds: null,
		segmentsIn: null,
		segmentsOut: null,
		retransmittedBytes: null,
		...known,
	};
}
