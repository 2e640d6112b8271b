import type {PassivePath, Probe, ProbeFigures} from '../../model/probe.ts';
import {formatPercent} from './format-number.ts';
import type {StyleName} from './theme.ts';

export type Verdict = {
	readonly text: string;
	readonly style: StyleName;
};

/** Percent; up to here a path is fine, active and passive. */
const hardly = 1;
/** Percent of probes without an answer from which real connections to the same host would feel it. */
const heavy = 5;

/**
Whether the network is bad or only the probe is turned away: what became of the probes beside what the kernel measured
on the real connections to the same host. It says so when it cannot tell.
*/
export function verdictOn({problem, session, lastMinute, passive}: Probe): Verdict {
	if (problem !== null) {
		return {text: 'It is not probed now: there is nothing to compare.', style: 'muted'};
	}

	const figures = decidedOf(lastMinute) > 0 ? lastMinute : session;
	const decided = decidedOf(figures);
	if (decided === 0) {
		return {text: 'No probe is decided yet.', style: 'muted'};
	}

	if (passive === null || passive.connections === 0) {
		return {text: 'There are no real TCP connections to this host to compare with.', style: 'muted'};
	}

	const {retransmissionPercent} = passive;
	if (retransmissionPercent === null) {
		return {text: `${connectionsText(passive)} sent nothing since the last sample: nothing to compare with.`, style: 'muted'};
	}

	const unanswered = (figures.lost + figures.rejected) / decided * 100;
	return compare(unanswered, passive, retransmissionPercent);
}

function compare(unanswered: number, passive: PassivePath, retransmitted: number): Verdict {
	const real = `${connectionsText(passive)} retransmitted ${formatPercent(retransmitted)}`;
	if (retransmitted <= hardly) {
		if (unanswered >= 99.95) {
			return {text: `The probe is filtered; real connections are fine: ${real}.`, style: 'warning'};
		}

		if (unanswered > heavy) {
			return {text: `Only the probe loses packets, as with a firewall or a rate limit; real connections are fine: ${real}.`, style: 'warning'};
		}

		return unanswered <= hardly
			? {text: `The path is fine, for the probe and for real connections: ${real}.`, style: 'good'}
			: {text: `The probe loses some packets, real connections hardly any: ${real}.`, style: 'warning'};
	}

	return unanswered > hardly
		? {text: `The path loses packets: the probes do not get through, and ${real}.`, style: 'bad'}
		: {text: `The probes get through, but ${real}: full queues, or large packets suffer.`, style: 'warning'};
}

function connectionsText({connections}: PassivePath): string {
	return connections === 1 ? '1 connection' : `${connections} connections`;
}

/** Probes that left and have their outcome. */
function decidedOf({sent, inFlight}: ProbeFigures): number {
	return Math.max(0, sent - inFlight);
}
