import {isIP, isIPv6} from 'node:net';
import {networkInterfaces} from 'node:os';
import {setTimeout as wait} from 'node:timers/promises';
import {probedHost, splitAddress} from '../../engine/probing/port-sensors.ts';
import {Sampler} from '../../engine/sampler.ts';
import type {CheckItem, CheckProblem, CheckReport} from '../../model/check.ts';
import type {Port} from '../../model/port.ts';
import {portFigureNames, portFigures, type PortFigureName} from '../../outputs/check/figure-kinds.ts';
import {shortNumber} from '../../outputs/check/verdict.ts';
import {defaultProbeSettings} from '../../probes/targets/settings.ts';
import {resolve} from '../../probes/targets/destination.ts';
import {unlessAborted} from '../../process/with-timeout.ts';
import type {PortCheck} from '../../cli/options/options.ts';
import {samplerOptionsOf} from '../../cli/options/sampler-options.ts';
import {maxConversations} from '../../cli/options/check-options.ts';
import {
	converse,
	nothingSaid,
	trustedAuthorities,
	type Conversation,
} from './conversation.ts';
import {PortProbes, type PortProbeResult} from './port-probes.ts';
import {PortWindow, unknownUsage, type PortUsage} from './port-window.ts';
import {figureMaker} from './thresholds.ts';

/** Seconds between two samples: a connection that lives shorter is counted only where the kernel reports it. */
const sampleSeconds = 1;

/** Seconds between two connections to a port, for few ports and for many. */
const probeSeconds = 0.5;
const probeSecondsOfMany = 1;
const many = 200;

/** The findings about one port. */
type Finding = {
	readonly port: number;
	readonly host: string;
	readonly probe: PortProbeResult;
	readonly usage: PortUsage;
	readonly conversation: Conversation;
	/** The reason why it was not watched to the end. */
	readonly whyCut: string | null;
};

/**
`portop check port`: watches the ports of this machine for a window and connects to them meanwhile, then talks to them
if that is asked for. Our own connections are in none of the figures.
@throws {ResolveError} The host has no address.
*/
export async function checkPort(what: PortCheck, ending: AbortSignal): Promise<CheckReport> {
	const address = await addressOf(what);
	const interval = what.ports.length > many ? probeSecondsOfMany : probeSeconds;
	const probes = new PortProbes({
		...defaultProbeSettings,
		intervalSeconds: interval,
		timeoutSeconds: what.replyTimeoutSeconds,
		count: Math.ceil(what.windowSeconds / interval),
	});
	const timeMilliseconds = Date.now();
	const window = address === null || isThisMachine(address) ? openWindow(what, address, probes) : null;
	// The window is from the beginning of the first sample to that of the last: a slow sample does not make it longer.
	const startedAt = performance.now();
	try {
		await window?.sample();
		const hosts = new Map(what.ports.map(port => [port, address ?? placeOf(window?.rows(port) ?? [], what.family)]));
		for (const [port, host] of hosts) {
			probes.add(host, port);
		}

		for (let at = 0; at < what.windowSeconds && !ending.aborted;) {
			at = Math.min(at + sampleSeconds, what.windowSeconds);
			const ahead = (at * 1000) - (performance.now() - startedAt);
			await unlessAborted(wait(Math.max(0, ahead)), ending);
			if (!ending.aborted) {
				await window?.sample();
			}
		}

		await unlessAborted(probes.finished(), ending);
		const whyCut = ending.aborted ? String(ending.reason) : null;
		const conversations = await talk(what, hosts, probes, ending);
		const findings = what.ports.map((port): Finding => ({
			port,
			host: hosts.get(port)!,
			probe: probes.result(port),
			usage: window?.usage(port, what.windowSeconds) ?? unknownUsage,
			conversation: conversations.get(port) ?? nothingSaid,
			whyCut,
		}));
		const failure = window?.failure ?? null;
		return {
			check: 'port',
			items: findings.map(finding => itemOf(finding, what)),
			problems: failure === null ? [] : [{state: 'UNKNOWN', message: `cannot read the sockets: ${failure}`}],
			timeMilliseconds,
		};
	} finally {
		window?.close();
		probes.close();
	}
}

/** Returns the ports of a check as items of which nothing is known. */
export function unknownPorts(what: PortCheck, why: string): readonly CheckItem[] {
	const probe = {
		status: null, problem: why, roundTripsMicroseconds: [], decided: 0, detail: null,
	};
	return what.ports.map(port => itemOf({
		port, host: '', probe, usage: unknownUsage, conversation: nothingSaid, whyCut: null,
	}, what));
}

/** Returns the address to connect to; null: this machine, wherever the ports are open. */
async function addressOf({host, ports, family}: PortCheck): Promise<string | null> {
	if (host === null) {
		return null;
	}

	const {address, scopeId} = await resolve({
		text: host, method: null, host, port: ports[0]!,
	}, {family, interfaceName: null});
	return scopeId === 0 ? address : `${address}%${scopeId}`;
}

function openWindow(what: PortCheck, address: string | null, probes: PortProbes): PortWindow {
	const sampler = new Sampler({
		...samplerOptionsOf(what.source),
		watchedPorts: what.ports.map(port => ({first: port, last: port})),
		countsBetweenSamples: true,
		completeAttribution: true,
	});
	sampler.attachProber(probes.prober);
	const serves = (row: Port, method: string) => address === null ? isOfFamily(row, what.family, method) : isServedAt(row, address, method);
	return new PortWindow(sampler, what.ports, serves);
}

/** Returns whether it takes connections of a family: all do where none is given. */
function isOfFamily({address}: Port, family: PortCheck['family'], method: string): boolean {
	const {host} = splitAddress(address);
	return family === null || isIP(host) === family || mayTakeBoth(host, method);
}

/** Returns whether a wildcard may be of both families: only sock_diag says whether IPv6's takes IPv4, too. */
function mayTakeBoth(host: string, method: string): boolean {
	return host === '*' || (host === '::' && method !== 'netlink');
}

/** Returns whether a connection to an address of this machine may reach a row: that of the address, or a wildcard of its family. */
function isServedAt({address}: Port, at: string, method: string): boolean {
	const {host} = splitAddress(address);
	const {host: wanted} = splitAddress(at);
	return host === wanted || host === (isIPv6(wanted) ? '::' : '0.0.0.0') || mayTakeBoth(host, method);
}

function isThisMachine(address: string): boolean {
	const own = Object.values(networkInterfaces()).flatMap(addresses => addresses ?? []).map(({address: text}) => text);
	const {host} = splitAddress(address);
	return host.startsWith('127.') || own.includes(host);
}

/** Returns the address at which to connect to a port of this machine: IPv4's loopback if that reaches it, IPv6's, or the one on which it listens. */
function placeOf(rows: readonly Port[], family: 4 | 6 | null): string {
	const hosts = rows.filter(({freshness}) => freshness !== 'vanished').map(row => probedHost({...row, watched: true})).filter(host => host !== null);
	const right = hosts.filter(host => family === null || isIP(splitAddress(host).host) === family);
	return ['127.0.0.1', '::1'].find(loopback => right.includes(loopback)) ?? right[0] ?? (family === 6 ? '::1' : '127.0.0.1');
}

/** Talks to the ports that accept connections, some at a time. */
async function talk(what: PortCheck, hosts: ReadonlyMap<number, string>, probes: PortProbes, ending: AbortSignal): Promise<ReadonlyMap<number, Conversation>> {
	const conversations = new Map<number, Conversation>();
	if (ending.aborted || (!what.tls && what.send === null && what.expect === null)) {
		return conversations;
	}

	const authorities = what.tls ? trustedAuthorities() : undefined;
	const open = what.ports.filter(port => probes.result(port).status === 'OPEN');
	const waiting = [...open];
	const talkOn = async () => {
		for (let port = waiting.shift(); port !== undefined; port = waiting.shift()) {
			conversations.set(port, await converse(hosts.get(port)!, port, what, authorities));
		}
	};

	await unlessAborted(Promise.all(Array.from({length: maxConversations}, talkOn)), ending);
	const unfinished: Conversation = {...nothingSaid, problems: [{state: 'UNKNOWN', message: String(ending.reason)}]};
	return new Map(open.map(port => [port, conversations.get(port) ?? unfinished]));
}

function itemOf(finding: Finding, what: PortCheck): CheckItem {
	const {port, probe, usage, conversation, whyCut} = finding;
	const name = String(port);
	const values = valuesOf(finding);
	const makeFigure = figureMaker(what, name, portFigures.latencyAverage);
	const status = statusText(probe);
	const cut: readonly CheckProblem[] = whyCut === null ? [] : [{state: 'UNKNOWN', message: whyCut}];
	const problems = [...statusProblems(finding, what), ...cut, ...conversation.problems, ...usage.notes.map(message => ({state: 'OK', message} as const))];
	return {
		name,
		labels: {host: what.host ?? 'localhost', port: name},
		texts: [{key: 'status_text', title: 'Port Status Text', value: status}],
		figures: portFigureNames(what).map(figure => makeFigure(portFigures[figure], values[figure])),
		problems,
		isUp: problems.every(({state}) => state === 'OK'),
		finding: [...probe.status !== null && (probe.status === 'OPEN' || what.goal === 'closed') ? [status] : [], ...probe.status === 'OPEN' ? describe(values) : []].join(', '),
	};
}

type Values = Readonly<Record<PortFigureName, number | null>>;

function valuesOf({probe, usage, conversation}: Finding): Values {
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
		status: status === null ? null : Number(status === 'OPEN'),
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

/** Returns a port that nothing reaches is called filtered. */
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
	if (status === null) {
		return [{state: 'UNKNOWN', message: problem ?? 'it was not probed'}];
	}

	const why = what.goal === 'open' ? whyNotOpen(finding, what) : whyNotClosed(finding, what);
	return why === null ? [] : [{state: 'CRITICAL', message: why}];
}

function whyNotOpen({probe: {status, detail}, usage, host}: Finding, {replyTimeoutSeconds}: PortCheck): string | null {
	if (status === 'OPEN') {
		return null;
	}

	const listens = usage.isListening ? ', although a process listens' : '';
	return status === 'CLOSED' ? `closed: ${host} refuses connections${listens}` : `filtered: ${detail ?? `no answer from ${host} within ${replyTimeoutSeconds} s`}${listens}`;
}

/** Returns a port is closed if it was closed all the time, and for other machines, too: a firewall on our own path does not close a port of this machine. */
function whyNotClosed({probe: {status, roundTripsMicroseconds}, usage}: Finding, {host}: PortCheck): string | null {
	if (status === 'OPEN') {
		return 'open, and it should not be';
	}

	if (roundTripsMicroseconds.length > 0) {
		return 'it was open meanwhile, and it should not be';
	}

	return host === null && usage.isListening ? 'a process listens, and none should: it may be open to others' : null;
}
