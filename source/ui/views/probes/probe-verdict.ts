import type {PassivePath, Probe, ProbeFigures} from '../../../model/probe.ts';
import {formatPercent} from '../../../text/format-number.ts';
import type {StyleName} from '../../text/theme.ts';

export type Verdict = {
	readonly text: string;
	readonly style: StyleName;
};

/** Percent; up to here a path is fine, active and passive. */
const hardly = 1;
/** Percent of lost probes from which real connections to the same host would feel it. */
const heavy = 5;
/** Fewer lost probes than this may be chance. */
const minLost = 3;

/**
Judges whether the network is bad or only the probe is rejected: the outcomes of the probes of the last minute compared with what
the kernel measured in that minute on the real connections to the same host. It says so when it cannot decide.
*/
export function verdictOn({problem, session, lastMinute, passive}: Probe): Verdict {
	if (problem !== null) {
		return {text: 'It is not probed now: there is nothing to compare.', style: 'muted'};
	}

	if (decidedOf(session) === 0) {
		return {text: 'No probe is decided yet.', style: 'muted'};
	}

	if (decidedOf(lastMinute) === 0) {
		return {text: 'No probe was decided in the last minute: there is nothing to compare.', style: 'muted'};
	}

	if (passive === null || passive.connections === 0) {
		return {text: 'There are no real TCP connections to this host to compare with.', style: 'muted'};
	}

	const {retransmissionPercent} = passive;
	return retransmissionPercent === null
		? {text: `${connectionsText(passive)} sent nothing in the last minute: nothing to compare with.`, style: 'muted'}
		: compare(lastMinute, passive, retransmissionPercent);
}

function compare(probes: ProbeFigures, passive: PassivePath, retransmitted: number): Verdict {
	const decided = decidedOf(probes);
	// Too late is no answer either: a connection would long have sent again.
	const unanswered = probes.lost + probes.rejected + probes.late;
	const evidence = `In the last minute ${decided - unanswered} of ${decided} probes were answered in time, and ${connectionsText(passive)} retransmitted ${formatPercent(retransmitted)}.`;
	const verdict = (reading: string, style: StyleName): Verdict => ({text: `${reading} ${evidence}`, style});
	const areProbesFine = unanswered / decided * 100 <= hardly;
	if (retransmitted > hardly) {
		return areProbesFine
			? verdict('The probes get through, but real connections send much again: full queues, or large packets suffer.', 'warning')
			: verdict('The path loses packets: probes go unanswered, and real connections send again.', 'bad');
	}

	if (areProbesFine) {
		return verdict('The path is fine, for the probe and for real connections.', 'good');
	}

	if (decided >= minLost && probes.lost + probes.rejected >= decided) {
		return verdict('The probe is filtered; real connections are fine.', 'warning');
	}

	const isOnlyProbe = probes.lost >= minLost && probes.lost / decided * 100 >= heavy;
	return verdict(isOnlyProbe
		? 'Only the probe loses packets, as with a firewall or a rate limit; real connections are fine.'
		: 'Some probes go unanswered, real connections hardly lose any packet.', 'warning');
}

function connectionsText({connections}: PassivePath): string {
	return `${connections} connection${connections === 1 ? '' : 's'}`;
}

/** Probes that left and have their outcome. */
function decidedOf({sent, inFlight}: ProbeFigures): number {
	return Math.max(0, sent - inFlight);
}
