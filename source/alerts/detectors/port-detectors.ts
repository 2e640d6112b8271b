import {earlier, secondsBetween, type Moment} from '../../model/moment.ts';
import type {DetectedPort} from '../observation/observation.ts';
import {portSubject} from '../observation/subjects.ts';
import type {Subject} from '../../model/alert.ts';
import type {Port} from '../../model/port.ts';
import {LeakDetector, type LeakBucket} from './leak-detector.ts';
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

/** After a longer pause a level must have been learned for a day: a few hours of it say nothing about the others. */
const maxPauseSeconds = 3600;
const daySeconds = 86_400;

/** Everything that was learned of a port: 2 KiB, which may come from another thread. */
export type LearnedPort = {
	/** As it was last seen. */
	readonly row: DetectedPort;
	/** Those of its five levels. */
	readonly numbers: Float32Array<ArrayBuffer>;
	readonly peers: number;
	/** Whether its clients should be there: false after a start of the machine, until they have come. */
	readonly areClientsExpected: boolean;
	readonly halfOpen: number;
	readonly halfOpenPeak: number;
	readonly leak: readonly LeakBucket[];
	/** Seconds since it was first seen, and since it last listened. */
	readonly knownSeconds: number;
	readonly goneSeconds: number;
};

/** The time since something was learned. */
export type Pause = {
	readonly seconds: number;
	/** Whether the machine was started meanwhile. */
	readonly isRestarted: boolean;
};

const noPause: Pause = {seconds: 0, isRestarted: false};

/** Returns the transport and number of a port, without its address. */
export function socketName({protocol, port}: Pick<Port, 'protocol' | 'port'>): string {
	return `${protocol.replace('6', '')} ${port}`;
}

/** The detectors of one port, with what they have learned: 4 KiB. */
export class PortDetectors {
	readonly #numbers: Float32Array<ArrayBuffer>;
	readonly #connections: SpikeDetector;
	readonly #opened: SpikeDetector;
	readonly #received: SpikeDetector;
	readonly #sent: SpikeDetector;
	readonly #clients: DropDetector;
	readonly #leak: LeakDetector;
	/** Its transport and number, without the address. */
	readonly name: string;
	#row: DetectedPort;
	#seenAt: Moment;
	readonly #firstSeenAt: Moment;
	#halfOpen: number;
	#halfOpenPeak: number;

	/** Goes on with what was learned of the port before a pause, if anything was. */
	constructor(row: DetectedPort, moment: Moment, learned?: LearnedPort, {seconds: pauseSeconds, isRestarted}: Pause = noPause) {
		const isPaused = pauseSeconds > maxPauseSeconds;
		const goesOn = !isPaused && !isRestarted;
		this.#numbers = learned?.numbers ?? new Float32Array(5 * baselineNumbers);
		const level = (index: number) => {
			const learner = new BaselineLearner(this.#numbers, index, (row.port % 30) / 30);
			if (isPaused && learner.learnedSeconds < daySeconds) {
				learner.reset();
			}

			return learner;
		};

		this.#connections = new SpikeDetector(connectionLimit, level(0));
		this.#opened = new SpikeDetector(openedLimit, level(1));
		this.#received = new SpikeDetector(receivedLimit, level(2));
		this.#sent = new SpikeDetector(sentLimit, level(3));
		this.#clients = new DropDetector(level(4), learned?.peers, goesOn && (learned?.areClientsExpected ?? true));
		this.#leak = new LeakDetector(goesOn ? learned?.leak : []);
		this.name = socketName(row);
		this.#row = row;
		this.#seenAt = earlier(moment, pauseSeconds + (learned?.goneSeconds ?? 0));
		this.#firstSeenAt = earlier(moment, pauseSeconds + (learned?.knownSeconds ?? 0));
		this.#halfOpen = learned?.halfOpen ?? 0;
		this.#halfOpenPeak = learned?.halfOpenPeak ?? 0;
	}

	get subject(): Subject {
		return portSubject(this.#row);
	}

	/** Returns everything that was learned up to a moment. */
	learned(moment: Moment): LearnedPort {
		return {
			row: this.#row,
			numbers: this.#numbers,
			peers: this.#clients.peers,
			areClientsExpected: this.#clients.isExpected,
			halfOpen: this.#halfOpen,
			halfOpenPeak: this.#halfOpenPeak,
			leak: this.#leak.buckets,
			knownSeconds: this.knownFor(moment),
			goneSeconds: secondsBetween(this.#seenAt, moment),
		};
	}

	/** The last moment at which it listened. */
	get seenAt(): Moment {
		return this.#seenAt;
	}

	/** In seconds. */
	knownFor(moment: Moment): number {
		return secondsBetween(this.#firstSeenAt, moment);
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
	observe(row: DetectedPort, isFrozen: boolean, moment: Moment): void {
		const {connections, connectionCount} = row;
		const halfOpen = connections.SYN_RECEIVED ?? 0;
		const closeWait = connections.CLOSE_WAIT ?? 0;
		this.#row = row;
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

		const seconds = secondsBetween(this.#seenAt, moment);
		this.#halfOpen += (1 - Math.exp(-seconds / smoothingSeconds)) * (halfOpen - this.#halfOpen);
		this.#halfOpenPeak = Math.max(this.#halfOpen, this.#halfOpenPeak * (0.5 ** (seconds / peakHalfLifeSeconds)));
	}
}
