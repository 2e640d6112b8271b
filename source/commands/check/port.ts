import {setTimeout as wait} from 'node:timers/promises';
import {Sampler} from '../../engine/sampler.ts';
import type {CheckItem, CheckReport} from '../../model/check.ts';
import {forwardingText} from '../../text/forwarding.ts';
import {defaultProbeSettings} from '../../probes/targets/settings.ts';
import {resolve, type Destination} from '../../probes/targets/destination.ts';
import {isThisMachine} from '../../probes/sockets/own-address.ts';
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
import {
	isOfFamily,
	isServedAt,
	placeOf,
	type Place,
} from './port-place.ts';
import {itemOf, type Finding} from './port-item.ts';
import {PortProbes, type PortProbeResult} from './port-probes.ts';
import {PortWindow, unknownUsage, type PortUsage} from './port-window.ts';

/** Seconds between two samples: a connection that lives shorter is counted only where the kernel reports it. */
const sampleSeconds = 1;

/** Seconds between two connections to a port, for few ports and for many. */
const probeSeconds = 0.5;
const probeSecondsOfMany = 1;
const many = 200;

/**
`portop check port`: watches the ports of this machine for a window and connects to them meanwhile, then talks to them
if that is asked for. Our own connections are in none of the figures.
@throws {ResolveError} The host has no address.
*/
export async function checkPort(what: PortCheck, ending: AbortSignal): Promise<CheckReport> {
	const destination = await destinationOf(what);
	const interval = what.ports.length > many ? probeSecondsOfMany : probeSeconds;
	const probes = new PortProbes({
		...defaultProbeSettings,
		intervalSeconds: interval,
		timeoutSeconds: what.replyTimeoutSeconds,
		count: Math.ceil(what.windowSeconds / interval),
	});
	const timeMilliseconds = Date.now();
	const window = destination === null || isThisMachine(destination) ? openWindow(what, destination, probes) : null;
	await window?.ready();
	// The window is from the beginning of the first sample to that of the last: a slow sample does not make it longer.
	const startedAt = performance.now();
	try {
		await window?.sample();
		const places = await placesOf(what, destination === null ? null : hostOf(destination), window);
		for (const [port, place] of places) {
			probes.add(port, place);
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
		const conversations = await talk(what, places, probes, ending);
		const findings = what.ports.map((port): Finding => ({
			port,
			address: places.get(port)!.host,
			probe: probes.result(port),
			usage: usageOf(window, port, probes.result(port), what),
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

/**
Returns the figures of a port of this machine. Where connections are accepted and no socket listens the packet filter forwards them, to
another program, namespace or machine: what passes there is not to be seen here, which is not nothing.
*/
function usageOf(window: PortWindow | null, port: number, {status}: PortProbeResult, {windowSeconds}: PortCheck): PortUsage {
	const usage = window?.usage(port, windowSeconds) ?? unknownUsage;
	if (usage.isListening || window?.failure !== null || (status !== 'OPEN' && (usage.forwarding === null || usage.forwarding === 'unknown'))) {
		return usage;
	}

	const target = forwardingText(usage.forwarding);
	const where = target === null ? 'connects are accepted although no socket listens here, so the port seems to be forwarded' : `the packet filter forwards it (${target})`;
	return {...unknownUsage, forwarding: usage.forwarding, notes: [`${where}: its connections, traffic and processes are unknown`]};
}

/** Returns the ports of a check as items of which nothing is known. */
export function unknownPorts(what: PortCheck, why: string): readonly CheckItem[] {
	const probe = {
		status: null, problem: why, roundTripsMicroseconds: [], decided: 0, detail: null,
	};
	return what.ports.map(port => itemOf({
		port, address: null, probe, usage: unknownUsage, conversation: nothingSaid, whyCut: null,
	}, what));
}

/** Returns where to connect to; null: this machine, wherever the ports are open. */
async function destinationOf({host, ports, family}: PortCheck): Promise<Destination | null> {
	return host === null
		? null
		: resolve({
			text: host, method: null, host, port: ports[0]!,
		}, {family, interfaceName: null});
}

function hostOf({address, scopeId}: Destination): string {
	return scopeId === 0 ? address : `${address}%${scopeId}`;
}

/** Returns where to connect to each port of this machine; to `host` where one is named. */
async function placesOf({ports, family}: PortCheck, host: string | null, window: PortWindow | null): Promise<ReadonlyMap<number, Place>> {
	const find = () => new Map(ports.map((port): [number, Place] => [
		port,
		host === null ? placeOf(window!.rows(port), {family, own: window!.own, method: window!.method}) : {host, problem: null},
	]));
	const places = find();
	if (window === null || places.values().every(place => place.host !== null)) {
		return places;
	}

	// The addresses of the interface may be on their way.
	await window.ready();
	return find();
}

function openWindow(what: PortCheck, destination: Destination | null, probes: PortProbes): PortWindow {
	const sampler = new Sampler({
		...samplerOptionsOf(what.source),
		watchedPorts: what.ports.map(port => ({first: port, last: port})),
		countsBetweenSamples: true,
		completeAttribution: true,
	});
	sampler.attachProber(probes.prober);
	return new PortWindow(sampler, what.ports, (row, {own, method}) => destination === null ? isOfFamily(row, what.family, method) : isServedAt(row, destination, own, method));
}

/** Talks to the ports that accept connections, some at a time. What was learned when it has to end early is kept. */
async function talk(what: PortCheck, places: ReadonlyMap<number, Place>, probes: PortProbes, ending: AbortSignal): Promise<ReadonlyMap<number, Conversation>> {
	const conversations = new Map<number, Conversation>();
	if (ending.aborted || (!what.tls && what.send === null && what.expect === null)) {
		return conversations;
	}

	const authorities = what.tls ? trustedAuthorities() : undefined;
	const open = what.ports.filter(port => probes.result(port).status === 'OPEN');
	const waiting = [...open];
	const finished = new Set<number>();
	const talkOn = async () => {
		for (let port = waiting.shift(); port !== undefined && !ending.aborted; port = waiting.shift()) {
			const at = port;
			await converse({
				host: places.get(at)!.host!, port: at, what, authorities,
			}, found => {
				conversations.set(at, found);
			});
			finished.add(at);
		}
	};

	await unlessAborted(Promise.all(Array.from({length: maxConversations}, talkOn)), ending);
	return new Map(open.map(port => {
		const known = conversations.get(port) ?? nothingSaid;
		return [port, finished.has(port) ? known : {...known, problems: [...known.problems, {state: 'UNKNOWN', message: String(ending.reason)}]}];
	}));
}
