import type {SystemCounters} from '../../collectors/system.ts';
import type {Totals} from '../../model/snapshot.ts';
import {totalsByProtocol, totalsByState, type StateMatrix} from './state-counts.ts';

type Counter = Exclude<keyof SystemCounters, 'uptimeSeconds' | 'errors' | 'interfaces'>;

/** The figures of the whole machine or network namespace, compared with the sample before. */
export class MachineTotals {
	#last: {readonly counters: SystemCounters; readonly readAt: number} | undefined;

	/** The counters of the last sample; undefined before the first. */
	get counters(): SystemCounters | undefined {
		return this.#last?.counters;
	}

	/** Takes a new sample in; `readAt` is in monotonic milliseconds. */
	update(states: StateMatrix, counters: SystemCounters, readAt: number): Totals {
		const before = this.#last;
		this.#last = {counters, readAt};
		const seconds = before === undefined ? 0 : (readAt - before.readAt) / 1000;
		const perSecond = (counter: Counter, factor = 1) => {
			const now = counters[counter];
			const then = before?.counters[counter] ?? null;
			return now === null || then === null || now < then || seconds <= 0 ? null : (now - then) * factor / seconds;
		};

		return {
			sockets: totalsByProtocol(states),
			states: totalsByState(states),
			receiveBitsPerSecond: perSecond('receivedBytes', 8),
			sendBitsPerSecond: perSecond('sentBytes', 8),
			receivePacketsPerSecond: perSecond('receivedPackets'),
			sendPacketsPerSecond: perSecond('sentPackets'),
			retransmissionsPerSecond: perSecond('retransmittedSegments'),
			acceptedPerSecond: perSecond('passiveOpens'),
			connectedPerSecond: perSecond('activeOpens'),
		};
	}
}
