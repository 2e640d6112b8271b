import type {Port} from '../../model/port.ts';
import {isTcp} from '../../model/socket.ts';
import {perSecond} from '../../text/units.ts';
import {portSubject, subject} from '../observation/subjects.ts';
import type {CheckedSample, Finding} from './fixed-check.ts';
import {listeningPorts} from './rows.ts';

/** The kernel's counters of what sockets dropped because they were full. */
const counterNames = {
	tcp: ['TcpExtListenDrops'],
	udp: ['UdpRcvbufErrors', 'UdpMemErrors', 'Udp6RcvbufErrors', 'Udp6MemErrors'],
} as const;
type Transport = keyof typeof counterNames;

/** The counters are read some time before the sockets: so much of a rate may be missing. */
const skew = 0.1;

/** The drops of a transport's ports that are the fault of full queues. */
export type FullDrops = {
	/** Per second; 0 where nothing is known. */
	readonly perSecond: (port: Port) => number;
	/** Per second, by counter, where hardly any of it is known by port. */
	readonly unexplained: ReadonlyMap<string, number>;
};

/**
Returns the drops of a sample that are the fault of full queues. A socket's own count has others too (a scan's half-open connections, the
probes of another portop, wrong checksums): no more of it are taken than the kernel counts for the reason, and for a listener whose queue is not
full no more than those with a full one leave of it.
*/
export function fullDrops(sample: CheckedSample, transport: Transport): FullDrops {
	const names: readonly string[] = counterNames[transport];
	const counters = sample.counters.filter(({name, perSecond: rate}) => rate !== null && names.includes(name));
	const counted = counters.reduce((sum, {perSecond: rate}) => sum + (rate ?? 0), 0);
	// Where the counters cannot be read the sockets' own are all there is.
	const most = counters.length === 0 ? Infinity : counted;
	const ofFull = transport === 'tcp' ? listeningPorts(sample).filter(port => isFull(port)).reduce((sum, port) => sum + (port.dropsPerSecond ?? 0), 0) : 0;
	const left = Math.max(0, most - (ofFull * (1 + skew)));
	const ofPort = (port: Port) => transportOf(port) === transport ? Math.min(port.dropsPerSecond ?? 0, ofFull === 0 || isFull(port) ? most : left) : 0;
	let known = 0;
	if (counted > 0) {
		for (const port of listeningPorts(sample)) {
			known += ofPort(port);
		}
	}

	const isExplained = known * 2 >= counted;
	return {
		perSecond: ofPort,
		unexplained: new Map(isExplained ? [] : counters.map(({name, perSecond: rate}) => [name, rate ?? 0])),
	};
}

/** Returns the TCP listeners that drop connections; the kernel's counter where it is not known whose they are. */
export function listenDropFindings(sample: CheckedSample): Iterable<Finding> {
	return dropFindings(sample, 'tcp', (rate, port) => `listen drops ${rate}${queueText(port)}`);
}

function queueText(port: Port | null): string {
	return typeof port?.acceptQueueLimit === 'number' ? `, accept queue ${port.acceptQueue}/${port.acceptQueueLimit} now` : '';
}

/** Returns the UDP ports that lose datagrams; the kernel's counter where it is not known whose they are. */
export function udpDropFindings(sample: CheckedSample): Iterable<Finding> {
	return dropFindings(sample, 'udp', rate => `receive buffer full, ${rate.replace('/s', ' datagrams/s')} lost`);
}

function * dropFindings(sample: CheckedSample, transport: Transport, message: (rate: string, port: Port | null) => string): Generator<Finding> {
	const {seconds, counters} = sample;
	if (seconds === null) {
		return;
	}

	const drops = fullDrops(sample, transport);
	for (const port of listeningPorts(sample)) {
		const rate = drops.perSecond(port);
		if (rate > 0) {
			yield {
				identity: port.identity,
				value: rate * seconds,
				subject: () => portSubject(port),
				severity: () => 'warning',
				message: ({value}) => message(perSecond.show(value), port),
			};
		}
	}

	for (const [name, rate] of drops.unexplained) {
		yield {
			identity: `counter ${name}`,
			value: rate * seconds,
			subject: () => subject('counter', name, `${name} (${counters.find(counter => counter.name === name)?.title ?? name})`),
			severity: () => 'warning',
			message: ({value}) => message(perSecond.show(value), null),
		};
	}
}

/** Whether no more connections fit into a listener's queue; the kernel lets in one more than its limit. */
function isFull({acceptQueue, acceptQueueLimit}: Port): boolean {
	return acceptQueue !== null && acceptQueueLimit !== null && acceptQueue >= acceptQueueLimit;
}

function transportOf({protocol}: Port): Transport {
	return isTcp(protocol) ? 'tcp' : 'udp';
}
