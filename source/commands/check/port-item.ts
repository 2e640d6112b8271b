import type {CheckItem, CheckProblem} from '../../model/check.ts';
import {portFigureNames, portFigures, type PortFigureName} from '../../outputs/check/figure-kinds.ts';
import {shortNumber} from '../../outputs/check/verdict.ts';
import {isAddress} from '../../probes/targets/destination.ts';
import {forwardingText} from '../../text/forwarding.ts';
import {isLoopback} from '../../linux/own-address.ts';
import type {PortCheck} from '../../cli/options/options.ts';
import type {Conversation} from './conversation.ts';
import type {PortProbeResult} from './port-probes.ts';
import type {PortUsage} from './port-window.ts';
import {figureMaker} from './thresholds.ts';
import {atAddress} from './tried-address.ts';

/** The findings about one port. */
export type Finding = {
	readonly port: number;
	/** The address that was connected to; null where there is none. */
	readonly address: string | null;
	readonly probe: PortProbeResult;
	readonly usage: PortUsage;
	readonly conversation: Conversation;
	/** The reason why it was not watched to the end. */
	readonly whyCut: string | null;
};

/** Puts together what a check says of one port. */
export function itemOf(finding: Finding, what: PortCheck): CheckItem {
	const {port, address, probe, usage, conversation, whyCut} = finding;
	const name = String(port);
	const values = valuesOf(finding);
	const makeFigure = figureMaker(what, name, portFigures.latencyAverage);
	const status = isElsewhere(finding) ? 'forwarded' : statusText(probe);
	const cut: readonly CheckProblem[] = whyCut === null ? [] : [{state: 'UNKNOWN', message: whyCut}];
	// Who reads a name wants to know which of its addresses was tried.
	const tried = what.host === null || isAddress(what.host) ? null : address;
	const named = [...statusProblems(finding, what), ...cut, ...conversation.problems].map(problem => ({...problem, message: atAddress(problem.message, tried)}));
	const problems = [...named, ...usage.notes.map(message => ({state: 'OK', message} as const))];
	return {
		name,
		labels: {host: what.host ?? 'localhost', port: name},
		texts: [{key: 'status_text', title: 'Port Status Text', value: status}],
		figures: portFigureNames(what).map(figure => makeFigure(portFigures[figure], values[figure])),
		problems,
		isUp: problems.every(({state}) => state === 'OK'),
		finding: [
			...probe.status !== null && (probe.status === 'OPEN' || what.goal === 'closed') ? [atAddress(probe.status === 'OPEN' ? status : `${statusText(probe)} for TCP`, tried)] : [],
			...probe.status !== null && probe.status !== 'OPEN' && what.goal === 'closed' ? [udpWords(usage)] : [],
			...probe.status === 'OPEN' ? describe(values) : [],
		].join(', '),
	};
}

type Values = Readonly<Record<PortFigureName, number | null>>;

function valuesOf(finding: Finding): Values {
	const {probe, usage, conversation} = finding;
	const {status, roundTripsMicroseconds, decided} = probe;
	const milliseconds = roundTripsMicroseconds.map(microseconds => microseconds / 1000);
	const overAll = (combine: (values: readonly number[]) => number) => milliseconds.length === 0 ? null : combine(milliseconds);
	return {
		latencyAverage: overAll(values => values.reduce((sum, value) => sum + value, 0) / values.length),
		latencyMinimum: overAll(values => Math.min(...values)),
		latencyMaximum: overAll(values => Math.max(...values)),
		connectLoss: decided === 0 ? null : 100 * (decided - milliseconds.length) / decided,
		cpu: usage.cpuPercent,
		memory: usage.residentBytes === null ? null : usage.residentBytes / (2 ** 20),
		connections: usage.connections,
		connectionRate: usage.acceptedPerSecond,
		status: status === null || isElsewhere(finding) ? null : Number(status === 'OPEN'),
		processes: usage.processes,
		sent: usage.sentBytes,
		received: usage.receivedBytes,
		response: conversation.responseMilliseconds,
		tlsHandshake: conversation.tlsMilliseconds,
		tlsDays: conversation.certificateDays,
	};
}

/** Describes the figures that a person reads first. */
function describe({latencyAverage, connectLoss, connections, tlsDays}: Values): readonly string[] {
	return [
		...latencyAverage === null ? [] : [`${shortNumber(latencyAverage)} ms`],
		...connectLoss === null || connectLoss === 0 ? [] : [`${shortNumber(connectLoss)}% of connects failed`],
		...connections === null ? [] : [`${connections} ${connections === 1 ? 'connection' : 'connections'}`],
		...tlsDays === null || tlsDays < 0 ? [] : [`certificate for ${tlsDays.toFixed(1)} days`],
	];
}

/** Returns a status in a word; a port that nothing reaches is called filtered. */
function statusText({status}: PortProbeResult): 'open' | 'closed' | 'filtered' | 'unknown' {
	switch (status) {
		case 'OPEN': {
			return 'open';
		}

		case 'CLOSED': {
			return 'closed';
		}

		case null: {
			return 'unknown';
		}

		case 'FILTERED':
		case 'UNREACHABLE':
		case 'OPEN|FILTERED': {
			return 'filtered';
		}
	}
}

function statusProblems(finding: Finding, what: PortCheck): readonly CheckProblem[] {
	const {problem, status} = finding.probe;
	const why = what.goal === 'open' ? whyNotOpen(finding, what) : whyNotClosed(finding, what);
	const unseen = why === null ? whyUnseen(finding, what) : null;
	return [
		...why === null ? [] : [{state: 'CRITICAL', message: why} as const],
		...unseen === null ? [] : [{state: 'UNKNOWN', message: unseen} as const],
		...status === null ? [{state: 'UNKNOWN', message: problem ?? 'it was not probed'} as const] : [],
	];
}

/**
Returns whether others' connections are forwarded, while ours, which are not, meet with no listener. Then connecting from here does not show whether
the port is open.
*/
function isElsewhere({probe: {status}, usage: {forwarding}}: Finding): boolean {
	return status !== null && status !== 'OPEN' && forwarding !== null && forwarding !== 'unknown' && !forwarding.mayBeForLoopback;
}

/** Returns what of the port could not be looked at; null where that is nothing. */
function whyUnseen(finding: Finding, {goal}: PortCheck): string | null {
	const {probe: {status}, usage: {forwarding}, address} = finding;
	if (goal === 'open') {
		return isElsewhere(finding)
			? `not known whether it is open: connections from this machine to ${address} are not accepted, and those of others are forwarded (${forwardingText(forwarding)})`
			: null;
	}

	return forwarding === 'unknown' && status !== null ? 'not known whether it is closed: it may be forwarded for others' : null;
}

function whyNotOpen(finding: Finding, {replyTimeoutSeconds}: PortCheck): string | null {
	const {probe: {status, detail}, usage, address} = finding;
	if (status === 'OPEN' || status === null || isElsewhere(finding)) {
		return null;
	}

	const udp = usage.isUdpOpen === true ? '; it is open for UDP, and TCP is checked' : '';
	const listens = usage.isListening ? ', although a process listens' : udp;
	return status === 'CLOSED' ? `closed: ${address} refuses connections${listens}` : `filtered: ${detail ?? `no answer from ${address} within ${replyTimeoutSeconds} s`}${listens}`;
}

/** Returns why a port is not closed; null where it is: all the time, and for other machines, too. A firewall on our own path does not close a port of this machine. */
function whyNotClosed({probe: {status, roundTripsMicroseconds}, usage, address}: Finding, {host}: PortCheck): string | null {
	if (status === 'OPEN') {
		return 'open, and it should not be';
	}

	if (roundTripsMicroseconds.length > 0) {
		return 'it was open meanwhile, and it should not be';
	}

	if (host === null && usage.isListening) {
		return 'a process listens, and none should: it may be open to others';
	}

	const target = forwardingText(usage.forwarding);
	if (target !== null && (host === null || address === null || !isLoopback(address))) {
		return `the packet filter forwards it (${target}), and it should not be open: it may be open to others`;
	}

	return usage.isUdpOpen === true ? 'it is open for UDP, and it should not be' : null;
}

/** Says of UDP what was seen: of another machine, nothing. */
function udpWords({isUdpOpen}: PortUsage): string {
	return isUdpOpen === null ? 'UDP is not known' : (isUdpOpen ? 'open for UDP' : 'and for UDP');
}
