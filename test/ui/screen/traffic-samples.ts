/* What passes through ports, to peers and through interfaces, for the tests of what is drawn. */
import type {InterfaceRow, RowOf} from '../../../source/protocol/protocol.ts';
import type {TrafficTotals} from '../../../source/model/traffic.ts';
import {anOutgoingPeer} from '../../builders/outgoing-peer.ts';
import {aSeriesWindow} from '../../builders/series.ts';
import {someTotals} from '../../builders/totals.ts';

type OutgoingPeer = RowOf<'outgoing'>;

export const nothingCounted = someTotals();

export const sampleTotals: TrafficTotals = {
	opened: 5000,
	closed: 4997,
	failed: 12,
	resets: 3,
	timeouts: 1,
	receivedBytes: 3_500_000,
	sentBytes: 45_000_000,
	receivedPackets: 25_012,
	sentPackets: 40_210,
	retransmissions: 41,
	drops: 0,
};

export const basePeer: OutgoingPeer = anOutgoingPeer({
	identity: 'tcp 203.0.113.9 5432',
	protocol: 'tcp',
	address: '203.0.113.9',
	port: 5432,
	service: 'postgresql',
	owners: {status: 'known', holders: [{pid: 2201, name: 'app-server', fileDescriptor: 17}, {pid: 2202, name: 'app-server', fileDescriptor: 12}]},
	userId: 1000,
	user: 'deploy',
	unit: 'app.service',
	container: null,
	connections: {ESTABLISHED: 20, TIME_WAIT: 3},
	connectionCount: 23,
	openedPerSecond: 12.5,
	closedPerSecond: 12,
	failedPerSecond: 0,
	resetsPerSecond: 0,
	timeoutsPerSecond: 0,
	receiveBitsPerSecond: 8_430_000,
	sendBitsPerSecond: 912_000,
	receivePacketsPerSecond: 1200,
	sendPacketsPerSecond: 640,
	rttMedianMicroseconds: 850,
	rttP95Microseconds: 1900,
	retransmissionPercent: 0.2,
	totals: {
		sinceStart: sampleTotals, sinceReset: {...sampleTotals, opened: 120, closed: 118}, isLowerBound: false, missesBytes: false, atLeast: [],
	},
	history: Array.from({length: 40}, (_, index) => 4_000_000 + (Math.sin(index / 4) * 3_000_000)),
	freshness: 'present',
});

export const sampleOutgoing: readonly OutgoingPeer[] = [
	basePeer,
	{
		...basePeer,
		identity: 'tcp6 [2001:db8:85a3:8d3:1319:8a2e:370:7348] 443',
		protocol: 'tcp6',
		address: '[2001:db8:85a3:8d3:1319:8a2e:370:7348]',
		port: 443,
		service: 'https',
		owners: {status: 'known', holders: [{pid: 40_312, name: '日本語サーバー', fileDescriptor: 19}]},
		connections: {SYN_SENT: 4},
		connectionCount: 4,
		openedPerSecond: 0,
		failedPerSecond: 3.5,
		totals: {
			sinceStart: {...sampleTotals, opened: 1_234_567}, sinceReset: null, isLowerBound: true, missesBytes: false, atLeast: [],
		},
		freshness: 'new',
	},
	{
		...basePeer,
		identity: 'udp 10.0.0.2 53',
		protocol: 'udp',
		address: '10.0.0.2',
		port: 53,
		service: 'domain',
		owners: {status: 'denied', holders: []},
		connections: {ESTABLISHED: 1},
		connectionCount: 1,
		openedPerSecond: null,
		closedPerSecond: null,
		failedPerSecond: null,
		resetsPerSecond: null,
		timeoutsPerSecond: null,
		receiveBitsPerSecond: null,
		sendBitsPerSecond: null,
		receivePacketsPerSecond: null,
		sendPacketsPerSecond: null,
		rttMedianMicroseconds: null,
		rttP95Microseconds: null,
		retransmissionPercent: null,
		totals: nothingCounted,
		history: [],
	},
];

const hill = Array.from({length: 60}, (_, second) => 5e8 * (1 - Math.cos(second / 8)));
const steps = Array.from({length: 60}, (_, second) => 4e6 * Math.floor(second / 15));

export const baseInterface: InterfaceRow = {
	name: 'eth0',
	isCounted: true,
	receiveBitsPerSecond: 12_345_678,
	sendBitsPerSecond: 987_654_321,
	receivePacketsPerSecond: 4321,
	sendPacketsPerSecond: 8765,
	receiveErrorsPerSecond: 0,
	sendErrorsPerSecond: 0,
	receiveDropsPerSecond: 1.5,
	sendDropsPerSecond: 0,
	receivedBytes: 91_234_567_890,
	sentBytes: 1_234_567_890_123,
	receivedPackets: 123_456_789,
	sentPackets: 987_654_321,
	receiveErrors: 0,
	sendErrors: 0,
	receiveDrops: 1523,
	sendDrops: 0,
	history: hill,
	charts: {receive: aSeriesWindow(steps), send: aSeriesWindow(hill), drops: aSeriesWindow(hill.map(value => value > 9e8 ? 1.5 : 0))},
};

export const sampleInterfaces: readonly InterfaceRow[] = [
	baseInterface,
	{
		...baseInterface, name: 'br-4f0c8ab1d2e3', isCounted: false, receiveErrorsPerSecond: 12, receiveErrors: 99, charts: {receive: aSeriesWindow(steps), send: aSeriesWindow(steps.map(() => 0))},
	},
	{
		...baseInterface,
		name: 'lo',
		isCounted: false,
		receiveBitsPerSecond: null,
		sendBitsPerSecond: null,
		receivePacketsPerSecond: null,
		sendPacketsPerSecond: null,
		receiveErrorsPerSecond: null,
		sendErrorsPerSecond: null,
		receiveDropsPerSecond: null,
		sendDropsPerSecond: null,
		history: [],
		charts: null,
	},
];
