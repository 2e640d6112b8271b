import type {ProbeOutcome, ProbeStatus} from '../../model/probe.ts';
import {type ProbeMethod, factsOf} from '../../model/probe-method.ts';

/** Probes in a row that must be lost before a port that answered counts as silent: the path may lose one. */
const silentAfter = 3;

/** A port's status, and what of the outcomes so far decides the next one. */
export type StatusMemory = {
	readonly status: ProbeStatus | null;
	/** Lost since something answered. */
	readonly lostInARow: number;
	/** The latest probe that was answered. */
	readonly answeredSequence: number;
};

export const noStatus: StatusMemory = {status: null, lostInARow: 0, answeredSequence: 0};

/**
Returns the status of a port after one more outcome. The answer to the probe that was sent last decides: one that comes later, to a
probe that was sent before, changes nothing, and neither does losing that one.
@param method Decides what silence means.
*/
export function nextStatus(memory: StatusMemory, outcome: ProbeOutcome, method: ProbeMethod | null): StatusMemory {
	if (outcome.sequence < memory.answeredSequence) {
		return memory;
	}

	switch (outcome.kind) {
		case 'lost': {
			const lostInARow = memory.lostInARow + 1;
			const isSilent = memory.status === null || lostInARow >= silentAfter;
			return {...memory, lostInARow, status: isSilent ? silentStatus(method) : memory.status};
		}

		case 'error': {
			return hasNoRoute(outcome) ? {...memory, status: 'UNREACHABLE'} : memory;
		}

		case 'reply':
		case 'refused':
		case 'rejected':
		case 'late': {
			return {status: answerStatus(outcome), lostInARow: 0, answeredSequence: outcome.sequence};
		}
	}
}

function silentStatus(method: ProbeMethod | null): ProbeStatus {
	return factsOf(method)?.silentStatus ?? 'FILTERED';
}

function answerStatus(outcome: ProbeOutcome): ProbeStatus {
	const answer = outcome.answer ?? outcome.kind;
	if (answer === 'reply') {
		return 'OPEN';
	}

	if (answer === 'refused') {
		return 'CLOSED';
	}

	return isFirewall(outcome.icmp) ? 'FILTERED' : 'UNREACHABLE';
}

/**
Returns whether an ICMP error that rejected a probe is a firewall's. It says "administratively prohibited": ICMPv4 type 3 codes 9,
10, 13 (RFC 1122, RFC 1812), ICMPv6 type 1 codes 1, 5, 6 (RFC 4443). Or it says "port unreachable", as nftables' `reject`
does: type 3 code 3, type 1 code 4; from the target itself that is no rejection but a refusal. No other error of either
version has those numbers.
*/
function isFirewall(icmp: ProbeOutcome['icmp']): boolean {
	return icmp === null ? false : (icmp.type === 3 && [3, 9, 10, 13].includes(icmp.code)) || (icmp.type === 1 && [1, 4, 5, 6].includes(icmp.code));
}

function hasNoRoute({detail}: ProbeOutcome): boolean {
	return /\bE(?:HOST|NET)UNREACH\b/.test(detail ?? '');
}
