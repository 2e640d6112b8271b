import type {TrafficRates, TrafficTotals} from '../../model/traffic.ts';

export const unknownRates: TrafficRates = {
	openedPerSecond: null,
	closedPerSecond: null,
	failedPerSecond: null,
	resetsPerSecond: null,
	timeoutsPerSecond: null,
	receiveBitsPerSecond: null,
	sendBitsPerSecond: null,
	receivePacketsPerSecond: null,
	sendPacketsPerSecond: null,
};

export const unknownTotals: TrafficTotals = {
	opened: null,
	closed: null,
	failed: null,
	resets: null,
	timeouts: null,
	receivedBytes: null,
	sentBytes: null,
	receivedPackets: null,
	sentPackets: null,
	retransmissions: null,
	drops: null,
};
