import type {Probe, ProbeFigures} from '../model/probe.ts';
import {count, microseconds, percent} from '../text/units.ts';
import {defineFields} from './field.ts';
import {filterNumbers} from './shared.ts';

/** Every figure and name of a target, with the figures of the session. */
export const probeFields = defineFields<Probe>()({
	target: {read: row => row.target, unit: 'text', meaning: 'As it was named. The heading says whether the figures are those of the session or of the last minute'},
	method: {
		read: row => row.method, unit: 'text', unknownLast: true, meaning: 'connect: TCP handshake; syn: raw TCP segment; icmp: echo; udp: datagram',
	},
	address: {
		read: row => row.address, unit: 'text', unknownLast: true, meaning: 'Where the probes go, as the name was resolved last',
	},
	status: {
		read: row => row.status, unit: 'text', unknownLast: true,
		meaning: 'OPEN replies; CLOSED refuses; FILTERED is silent or turned away; UNREACH: no way there; OPEN|FIL: silent, as UDP may be',
	},
	sent: figure('probes sent', 'Probes that left', figures => figures.sent),
	received: figure('replies', 'Answered by the target in time: replied or refused', figures => figures.received),
	lost: {...figure('lost', 'Not answered within the timeout', figures => figures.lost), suggestedMetric: 'loss'},
	loss: {
		read: row => row.session.lossPercent, unit: percent, noun: 'loss', unknownLast: true, suggestedMetric: 'loss',
		filter: {name: 'loss', description: 'loss of a probe, percent', example: 'loss>5%'},
		meaning: 'Lost of all decided probes, percent: those still in flight do not count',
	},
	last: {
		read: row => row.lastRttMicroseconds, unit: microseconds, noun: 'RTT', unknownLast: true, metric: 'rtt', suggestedMetric: 'probe rtt',
		filter: filterNumbers.rtt, gauge: {name: 'last_rtt_seconds'},
		meaning: 'Round-trip time of the last probe that was answered',
	},
	minimum: roundTrip('The shortest round-trip time', figures => figures.minimumMicroseconds),
	average: {...roundTrip('The average round-trip time', figures => figures.averageMicroseconds), suggestedMetric: 'rttAverage'},
	maximum: roundTrip('The longest round-trip time', figures => figures.maximumMicroseconds),
	p95: {...roundTrip('95 % of the round trips took at most this', figures => figures.p95Microseconds), suggestedMetric: 'probe rttP95'},
	deviation: roundTrip('Standard deviation of the round-trip times', figures => figures.standardDeviationMicroseconds),
	jitter: {...roundTrip('How much successive round trips differ, smoothed (RFC 3550)', figures => figures.jitterMicroseconds), suggestedMetric: 'jitter'},
	late: figure('late', 'Answered after the timeout: not lost', figures => figures.late),
	duplicates: figure('duplicates', 'Answers to probes that had been answered before', figures => figures.duplicates),
	refused: figure('refused', 'Answered by a TCP reset or an ICMP port unreachable: the path works, the port is closed', figures => figures.refused),
	rejected: figure('rejected', 'Turned away by another ICMP error', figures => figures.rejected),
	passiveRtt: {
		read: row => row.passive?.rttMicroseconds ?? null, unit: microseconds, noun: 'RTT', unknownLast: true, gauge: {name: 'passive_rtt_seconds'},
		meaning: 'Passive: median of the smoothed round-trip times of the real TCP connections to the same host',
	},
	passiveRetransmissions: {
		read: row => row.passive?.retransmissionPercent ?? null, unit: percent, noun: 'retransmitted', unknownLast: true,
		gauge: {name: 'passive_retransmission_ratio', help: 'Passive: segments that those connections sent again in the last minute, of all they sent'},
		meaning: 'Passive: segments that those connections sent again in the last minute, percent of all they sent',
	},
	passiveConnections: {
		read: row => row.passive?.connections ?? null, unit: count, noun: 'connections', unknownLast: true, gauge: {name: 'passive_connections'},
		meaning: 'Passive: how many real TCP connections to the same host are established; portop\'s own probes are not among them',
	},
});

/** The figures of the last minute: what rules compare, as they are about now. */
export const lastMinuteFields = defineFields<Probe>()({
	rttP95: {
		read: row => row.lastMinute.p95Microseconds, unit: microseconds, noun: 'RTT (p95)', metric: 'rttP95', gauge: {name: 'rtt_p95_seconds'},
		meaning: '95th percentile of the round-trip times of the last minute',
	},
	average: {
		read: row => row.lastMinute.averageMicroseconds, unit: microseconds, noun: 'average RTT', metric: 'rttAverage', gauge: {name: 'rtt_average_seconds'},
		meaning: 'Average round-trip time of the last minute',
	},
	jitter: {
		read: row => row.lastMinute.jitterMicroseconds, unit: microseconds, noun: 'jitter', metric: 'jitter', gauge: {name: 'jitter_seconds'},
		meaning: 'Smoothed difference of successive round-trip times (RFC 3550), of the last minute',
	},
	loss: {
		read: row => row.lastMinute.lossPercent, unit: percent, noun: 'loss', metric: 'loss', gauge: {name: 'loss_ratio'},
		meaning: 'Probes lost in the last minute, of all that were decided',
	},
	minimum: {
		read: row => row.lastMinute.minimumMicroseconds, unit: microseconds, noun: 'RTT', gauge: {name: 'rtt_minimum_seconds'},
		meaning: 'Shortest round-trip time of the last minute',
	},
	maximum: {
		read: row => row.lastMinute.maximumMicroseconds, unit: microseconds, noun: 'RTT', gauge: {name: 'rtt_maximum_seconds'},
		meaning: 'Longest round-trip time of the last minute',
	},
	deviation: {
		read: row => row.lastMinute.standardDeviationMicroseconds, unit: microseconds, noun: 'deviation', gauge: {name: 'rtt_deviation_seconds'},
		meaning: 'Standard deviation of the round-trip times of the last minute',
	},
});

/** The sort keys of the Probes view; `order` is the order in which targets were added. */
export type ProbeSortKey = 'order' | keyof typeof probeFields;

/** Returns a count of the session. */
function figure(noun: string, meaning: string, read: (figures: ProbeFigures) => number) {
	return {
		read: (row: Probe) => read(row.session), unit: count, noun, meaning,
	};
}

/** Returns a round-trip time of the session. */
function roundTrip(meaning: string, read: (figures: ProbeFigures) => number | null) {
	return {
		read: (row: Probe) => read(row.session), unit: microseconds, noun: 'RTT', unknownLast: true, meaning,
	} as const;
}
