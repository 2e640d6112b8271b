/* Targets for the tests of what is drawn. */
import type {ProbeDetail} from '../../../source/protocol/protocol.ts';
import type {
	PortLatency,
	Probe,
	ProbeFigures,
	ProbeOutcome,
	ProbeSeries,
	RecentOutcome,
} from '../../../source/model/probe.ts';
import {aProbe, someFigures, someProbeSeries} from '../../builders/probe.ts';
import {aMoment} from '../../builders/moment.ts';
import {sampleTime} from './samples.ts';

/** Before a probe was decided. */
export const noFigures = someFigures();

export const baseFigures: ProbeFigures = {
	...noFigures,
	sent: 1443,
	received: 1430,
	replies: 1430,
	late: 3,
	lost: 9,
	inFlight: 1,
	duplicates: 2,
	lossPercent: 9 / 1442 * 100,
	minimumMicroseconds: 18_420,
	averageMicroseconds: 21_312,
	maximumMicroseconds: 148_900,
	standardDeviationMicroseconds: 4212,
	jitterMicroseconds: 1830,
	p50Microseconds: 20_911,
	p95Microseconds: 27_430,
	p99Microseconds: 61_200,
};

const minuteFigures: ProbeFigures = {
	...baseFigures, sent: 60, received: 58, replies: 58, late: 0, lost: 1, lossPercent: 1 / 59 * 100, duplicates: 0,
};

/** Round trips that go up and down, every eleventh probe lost. */
export function recentOutcomes(count: number, base: number, amplitude: number): readonly RecentOutcome[] {
	return Array.from({length: count}, (_, index): RecentOutcome => index % 11 === 7
		? {kind: 'lost', rttMicroseconds: null}
		: {kind: 'reply', rttMicroseconds: base + (amplitude * (1 + Math.sin(index / 2)))});
}

export const baseProbe: Probe = aProbe({
	identity: 'probe 1',
	target: 'www.example.com:443',
	method: 'connect',
	address: '93.184.215.14',
	port: 443,
	previousAddress: null,
	status: 'OPEN',
	statusSince: aMoment(sampleTime - 312_000),
	problem: null,
	session: baseFigures,
	lastMinute: minuteFigures,
	lastRttMicroseconds: 20_400,
	recent: recentOutcomes(120, 18_420, 4000),
	passive: {connections: 12, rttMicroseconds: 22_100, retransmissionPercent: 0.3},
});

export const sampleProbes: readonly Probe[] = [
	baseProbe,
	{
		...baseProbe,
		identity: 'probe 2',
		target: 'icmp://192.168.178.1',
		method: 'icmp',
		address: '192.168.178.1',
		port: null,
		session: {
			...baseFigures,
			lost: 0,
			late: 0,
			duplicates: 0,
			lossPercent: 0,
			minimumMicroseconds: 180,
			averageMicroseconds: 235,
			maximumMicroseconds: 912,
			p95Microseconds: 410,
			jitterMicroseconds: 33,
			standardDeviationMicroseconds: 41,
		},
		lastRttMicroseconds: 231,
		recent: Array.from({length: 30}, (_, index) => ({kind: 'reply', rttMicroseconds: 200 + ((index * 7) % 23)})),
		passive: {connections: 0, rttMicroseconds: null, retransmissionPercent: null},
	},
	{
		...baseProbe,
		identity: 'probe 3',
		target: 'syn://[2001:db8:85a3:8d3:1319:8a2e:370:7348]:8443',
		method: 'syn',
		address: '2001:db8:85a3:8d3:1319:8a2e:370:7348',
		port: 8443,
		status: 'FILTERED',
		session: {
			...noFigures, sent: 120, lost: 118, inFlight: 2, lossPercent: 100,
		},
		lastMinute: {
			...noFigures, sent: 60, lost: 58, inFlight: 2, lossPercent: 100,
		},
		lastRttMicroseconds: null,
		recent: Array.from({length: 118}, () => ({kind: 'lost', rttMicroseconds: null})),
		passive: {connections: 4, rttMicroseconds: 45_300, retransmissionPercent: 0},
	},
	{
		...baseProbe,
		identity: 'probe 4',
		target: 'udp://db:161',
		method: 'udp',
		address: '10.0.0.9',
		port: 161,
		previousAddress: '10.0.0.8',
		status: 'CLOSED',
		statusSince: aMoment(sampleTime - 7_200_000),
		session: {
			...baseFigures, replies: 12, refused: 1418, rejected: 4, errors: 2,
		},
		lastRttMicroseconds: 1240,
		recent: [
			...Array.from({length: 12}, (_, index): RecentOutcome => ({kind: 'reply', rttMicroseconds: 900 + (index * 31)})),
			{kind: 'late', rttMicroseconds: 1_200_000},
			{kind: 'rejected', rttMicroseconds: 2100},
			{kind: 'error', rttMicroseconds: null},
			{kind: 'refused', rttMicroseconds: 1200},
			{kind: 'refused', rttMicroseconds: 1240},
		],
		passive: null,
	},
	{
		...baseProbe,
		identity: 'probe 5',
		target: 'no-such-host.example:22',
		method: null,
		address: null,
		port: 22,
		status: null,
		statusSince: null,
		problem: 'no-such-host.example: this name has no address (ENOTFOUND)',
		session: noFigures,
		lastMinute: noFigures,
		lastRttMicroseconds: null,
		recent: [],
		passive: null,
	},
];

function bucketAt(index: number) {
	const isSilent = index % 50 > 44;
	const rtt = 20_000 + (6000 * Math.sin(index / 9)) + (index === 100 ? 90_000 : 0);
	return isSilent ? {received: 0, lost: 1, rtt} : {received: 4, lost: index % 37 === 0 ? 1 : 0, rtt};
}

/** Returns round-trip times over so many seconds. */
export function sampleSeries(seconds: number): ProbeSeries {
	return someProbeSeries(Array.from({length: 120}, (_, index) => bucketAt(index)), {seconds, bucketSeconds: seconds / 120, endsAtMilliseconds: sampleTime});
}

const reply: ProbeOutcome = {
	sequence: 1443,
	kind: 'reply',
	sentAtMilliseconds: sampleTime - 880,
	sentAtMonotonic: 0,
	rttMicroseconds: 20_400,
	from: '93.184.215.14',
	icmp: null,
	detail: 'SYN-ACK',
	answer: null,
	isReordered: false,
};

export const sampleProbeDetail: ProbeDetail = {
	view: 'probes',
	row: baseProbe,
	charts: sampleSeries(120),
	windows: [
		{
			seconds: 60, decided: 59, lost: 1, lossPercent: 1 / 59 * 100,
		},
		{
			seconds: 3600, decided: 1442, lost: 9, lossPercent: 9 / 1442 * 100,
		},
		{
			seconds: null, decided: 1442, lost: 9, lossPercent: 9 / 1442 * 100,
		},
	],
	histogram: [
		{fromMicroseconds: 10_000, toMicroseconds: 20_000, count: 611},
		{fromMicroseconds: 20_000, toMicroseconds: 50_000, count: 802},
		{fromMicroseconds: 50_000, toMicroseconds: 100_000, count: 0},
		{fromMicroseconds: 100_000, toMicroseconds: 200_000, count: 17},
	],
	outcomes: [
		reply,
		{...reply, sequence: 1442, isReordered: true},
		{
			...reply, sequence: 1441, kind: 'lost', rttMicroseconds: null, from: null, detail: null,
		},
		{
			...reply, sequence: 1440, kind: 'late', rttMicroseconds: 1_240_000, answer: 'reply',
		},
		{
			...reply, sequence: 1439, kind: 'rejected', from: '10.0.0.1', detail: 'host unreachable', icmp: {type: 3, code: 1},
		},
		{
			...reply, sequence: 1438, kind: 'error', rttMicroseconds: null, from: null, detail: 'EHOSTUNREACH: no route to host',
		},
	],
};

export const sampleLatency: PortLatency = {
	address: '127.0.0.1',
	status: 'OPEN',
	statusSince: aMoment(sampleTime - 7_200_000),
	problem: null,
	lastRttMicroseconds: 48,
	recent: recentOutcomes(40, 35, 20),
	session: {
		...baseFigures, lost: 0, late: 0, lossPercent: 0, minimumMicroseconds: 31, averageMicroseconds: 52, maximumMicroseconds: 912, p50Microseconds: 49, p95Microseconds: 88, jitterMicroseconds: 9,
	},
};
