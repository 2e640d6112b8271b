import {portFields} from '../../fields/port.ts';
import type {Subject} from '../../model/alert.ts';
import type {Port} from '../../model/port.ts';
import {count, percent, perSecond} from '../../text/units.ts';
import {portSubject} from '../observation/subjects.ts';
import {fullDrops, type FullDrops} from './drops.ts';
import type {CheckedSample, Finding} from './fixed-check.ts';
import {listeningPorts} from './rows.ts';

/** More than this part of a port's connections is most of them. */
const majorityShare = 0.5;

/** Returns the listeners whose accept queue is not empty: of one port the fullest, in percent of its limit. */
export function * acceptQueueFindings(sample: CheckedSample): Generator<Finding> {
	const drops = fullDrops(sample, 'tcp');
	for (const port of listeningPorts(sample)) {
		const value = portFields.acceptQueuePercent.read(port);
		if (value !== null && value > 0) {
			yield acceptQueueFinding(port, value, drops);
		}
	}
}

function acceptQueueFinding(port: Port, value: number, drops: FullDrops): Finding {
	const {identity, acceptQueue, acceptQueueLimit} = port;
	// It is full with one more than its limit: sk_acceptq_is_full() of include/net/sock.h.
	const isFull = (acceptQueue ?? 0) > (acceptQueueLimit ?? Infinity);
	const dropped = drops.perSecond(port);
	return {
		identity,
		value,
		isGoingOn: dropped > 0,
		subject: () => portSubject(port),
		severity: () => isFull ? 'critical' : 'warning',
		message: () => `accept queue ${acceptQueue}/${acceptQueueLimit} ${isFull ? 'full' : `(${percent.show(value)})`}${dropped > 0 ? `, ${perSecond.show(dropped).replace('/s', ' drops/s')}` : ''}`,
	};
}

/** Returns the ports most of whose connections are in CLOSE-WAIT. What waits to be accepted is the queue's matter. */
export function * closeWaitFindings(sample: CheckedSample): Generator<Finding> {
	for (const port of listeningPorts(sample)) {
		const waiting = port.acceptQueue ?? 0;
		const value = (portFields.closeWait.read(port) ?? 0) - waiting;
		if (value > 0 && value > ((port.connectionCount ?? 0) - waiting) * majorityShare) {
			yield {
				identity: port.identity,
				value,
				subject: () => portSubject(port),
				severity: () => 'warning',
				message: ({growth}) => `CLOSE-WAIT ${count.show(value)}${growthText(growth)}`,
			};
		}
	}
}

/** `, +30/min` */
function growthText(growth: number | null): string {
	const rounded = Math.round(growth ?? 0);
	return rounded === 0 ? '' : `, ${rounded > 0 ? '+' : '−'}${count.show(Math.abs(rounded))}/min`;
}

/** Returns the processes that serve ports with the files that they have open, in percent of their limit; each once, however many ports it serves. */
export function * descriptorFindings(sample: CheckedSample): Generator<Finding> {
	const byProcess = Map.groupBy(listeningPorts(sample), ({openFiles}) => openFiles?.pid);
	for (const [pid, ports] of byProcess) {
		const [port] = ports;
		const value = port === undefined ? null : portFields.openFilesPercent.read(port);
		if (pid === undefined || port === undefined || value === null) {
			continue;
		}

		const {count: open = 0, limit = 0} = port.openFiles ?? {};
		yield {
			identity: String(pid),
			value,
			also: ports.slice(1).map((other): Subject => portSubject(other)),
			subject: () => portSubject(port),
			severity: () => open >= limit ? 'critical' : 'warning',
			message: () => `open files ${count.show(open)} of ${count.show(limit)} (pid ${pid})`,
		};
	}
}
