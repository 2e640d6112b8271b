import type {Moment} from '../../model/moment.ts';
import {portSubject} from '../observation/subjects.ts';
import type {Subject} from '../../model/alert.ts';
import type {Port} from '../../model/port.ts';
import {LeakDetector} from './leak-detector.ts';
import {BaselineLearner, baselineNumbers} from './baseline-learner.ts';
import {DropDetector} from './drop-detector.ts';
import type {Symptom} from './symptom.ts';
import {
	connectionLimit,
	openedLimit,
	receivedLimit,
	sentLimit,
} from './spike-limits.ts';
import {SpikeDetector} from './spike-detector.ts';

/** Half-open connections are usual up to the most of the last hours: the peak fades by half in this many seconds. */
const peakHalfLifeSeconds = 6 * 3600;
/** A flood that begins must not be learned before it is recognised. */
const smoothingSeconds = 300;

/** Returns the transport and number of a port, without its address. */
export function socketName({protocol, port}: Pick<Port, 'protocol' | 'port'>): string {
	return `${protocol.replace('6', '')} ${port}`;
}

/** The detectors of one port, with what they have learned: 4 KiB. */
export class PortDetectors {
	readonly #connections: SpikeDetector;
	readonly #opened: SpikeDetector;
	readonly #received: SpikeDetector;
	readonly #sent: SpikeDetector;
	readonly #clients: DropDetector;
	readonly #leak = new LeakDetector();
	/** Its transport and number, without the address. */
	readonly name: string;
	#subject: Subject;
	#seenAt: Moment;
	readonly #firstSeenAt: Moment;
	#halfOpen = 0;
	#halfOpenPeak = 0;

	constructor(row: Port, moment: Moment) {
		const numbers = new Float32Array(5 * baselineNumbers);
		const level = (index: number) => new BaselineLearner(numbers, index, (row.port % 30) / 30);
		this.#connections = new SpikeDetector(connectionLimit, level(0));
		this.#opened = new SpikeDetector(openedLimit, level(1));
		this.#received = new SpikeDetector(receivedLimit, level(2));
		this.#sent = new SpikeDetector(sentLimit, level(3));
		this.#clients = new DropDetector(level(4));
		this.name = socketName(row);
		this.#subject = portSubject(row);
		this.#seenAt = moment;
		this.#firstSeenAt = moment;
	}

	get subject(): Subject {
		return this.#subject;
	}

	/** The last moment at which it listened. */
	get seenAt(): Moment {
		return this.#seenAt;
	}

	/** In seconds. */
	knownFor({monotonicMilliseconds}: Moment): number {
		return (monotonicMilliseconds - this.#firstSeenAt.monotonicMilliseconds) / 1000;
	}

	/** The most half-open connections of the last hours, while nothing was wrong. */
	get halfOpenPeak(): number {
		return this.#halfOpenPeak;
	}

	/** The gravest first: it gives the alert its name. */
	get symptoms(): readonly Symptom[] {
		return [this.#clients.symptom, this.#leak.symptom, this.#connections.symptom, this.#opened.symptom, this.#sent.symptom, this.#received.symptom].filter(symptom => symptom !== null);
	}

	/** `isFrozen`: the port is part of an alert, or may be; nothing is learned. */
	observe(row: Port, isFrozen: boolean, moment: Moment): void {
		const {connections, connectionCount} = row;
		const halfOpen = connections.SYN_RECEIVED ?? 0;
		const closeWait = connections.CLOSE_WAIT ?? 0;
		this.#subject = portSubject(row);
		this.#learnHalfOpen(halfOpen, isFrozen, moment);
		this.#seenAt = moment;
		// Half-open connections are another detector's.
		this.#connections.observe((connectionCount ?? 0) - halfOpen, isFrozen, moment);
		this.#opened.observe(row.openedPerSecond, isFrozen, moment);
		this.#received.observe(row.receiveBitsPerSecond, isFrozen, moment);
		this.#sent.observe(row.sendBitsPerSecond, isFrozen, moment);
		this.#clients.observe(connections.ESTABLISHED ?? 0, row.peerCount ?? 0, true, isFrozen, moment);
		this.#leak.observe(closeWait, (connectionCount ?? 0) - halfOpen - closeWait, moment);
	}

	/** It does not listen any more. */
	observeGone(moment: Moment): void {
		this.#connections.observe(0, true, moment);
		this.#opened.observe(0, true, moment);
		this.#received.observe(0, true, moment);
		this.#sent.observe(0, true, moment);
		this.#leak.observe(0, 0, moment);
		this.#clients.observe(0, 0, false, true, moment);
	}

	/** It is forgotten. */
	end(reason: string): void {
		for (const symptom of this.symptoms) {
			symptom.ended = reason;
		}
	}

	#learnHalfOpen(halfOpen: number, isFrozen: boolean, moment: Moment): void {
		if (isFrozen) {
			return;
		}

		const seconds = (moment.monotonicMilliseconds - this.#seenAt.monotonicMilliseconds) / 1000;
		this.#halfOpen += (1 - Math.exp(-seconds / smoothingSeconds)) * (halfOpen - this.#halfOpen);
		this.#halfOpenPeak = Math.max(this.#halfOpen, this.#halfOpenPeak * (0.5 ** (seconds / peakHalfLifeSeconds)));
	}
}
