import type {SystemCounters} from '../../collectors/system.ts';
import type {Totals} from '../../model/snapshot.ts';
import type {NetworkInterface} from '../../model/traffic.ts';
import {totalsByProtocol, totalsByState, type StateMatrix} from './state-counts.ts';

type Counter = 'retransmittedSegments' | 'passiveOpens' | 'activeOpens';
type Rate = 'receiveBitsPerSecond' | 'sendBitsPerSecond' | 'receivePacketsPerSecond' | 'sendPacketsPerSecond';

/** The figures of the whole machine or network namespace, compared with the sample before. */
export class MachineTotals {
	#last: {readonly counters: SystemCounters; readonly readAt: number} | undefined;

	/** The counters of the last sample; undefined before the first. */
	get counters(): SystemCounters | undefined {
		return this.#last?.counters;
	}

	/** Takes a new sample in, with its rows of interfaces; `readAt` is in monotonic milliseconds. */
	update(states: StateMatrix, counters: SystemCounters, interfaces: readonly NetworkInterface[], readAt: number): Totals {
		const before = this.#last;
		this.#last = {counters, readAt};
		const seconds = before === undefined ? 0 : (readAt - before.readAt) / 1000;
		const perSecond = (counter: Counter) => {
			const now = counters[counter];
			const then = before?.counters[counter] ?? null;
			return now === null || then === null || now < then || seconds <= 0 ? null : (now - then) / seconds;
		};

		const wasKnown = before?.counters.areLinksKnown === true && counters.areLinksKnown && seconds > 0;
		const sum = (rate: Rate) => wasKnown ? sumOfCounted(interfaces, rate) : null;

		return {
			sockets: totalsByProtocol(states),
			states: totalsByState(states),
			receiveBitsPerSecond: sum('receiveBitsPerSecond'),
			sendBitsPerSecond: sum('sendBitsPerSecond'),
			receivePacketsPerSecond: sum('receivePacketsPerSecond'),
			sendPacketsPerSecond: sum('sendPacketsPerSecond'),
			retransmissionsPerSecond: perSecond('retransmittedSegments'),
			acceptedPerSecond: perSecond('passiveOpens'),
			connectedPerSecond: perSecond('activeOpens'),
		};
	}
}

/** Returns the sum of the rates that make up the machine's traffic; null where none is known. One that has just come has none yet. */
function sumOfCounted(interfaces: readonly NetworkInterface[], rate: Rate): number | null {
	const counted = interfaces.filter(({isCounted}) => isCounted);
	const known = counted.flatMap(each => each[rate] ?? []);
	return counted.length > 0 && known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}
