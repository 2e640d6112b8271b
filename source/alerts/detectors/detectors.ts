import type {AlertBoard} from '../board/alert-board.ts';
import {secondsBetween, type Moment} from '../../model/moment.ts';
import {hasStaleSockets, type DetectedPort, type DetectedSample} from '../observation/observation.ts';
import {Incidents, type LocatedSymptom} from './incidents.ts';
import {HalfOpenFlood} from './half-open-flood.ts';
import {PortScan} from './port-scan.ts';
import {
	PortDetectors,
	socketName,
	type LearnedPort,
	type Pause,
} from './port-detectors.ts';

/** Ports with detectors, of 4 KiB each. */
const maxPorts = 1024;
/** A port without a listener is forgotten after this long. */
const forgetSeconds = 3600;

/** Everything that was learned up to a moment, and how long ago that was. */
export type Learned = {
	readonly ports: readonly LearnedPort[];
	readonly pause: Pause;
};

/** Looks for what is far from usual. Learns by itself, and prefers silence to a false alert. */
export class Detectors {
	readonly #watches = new Map<string, PortDetectors>();
	readonly #flood = new HalfOpenFlood();
	readonly #scan = new PortScan();
	readonly #incidents = new Incidents();

	/**
	Looks at a sample.
	@param isLeftOut Whether nothing is to be learned of the port with this identity, for a reason that the sample does not show.
	*/
	observe(sample: DetectedSample, board: AlertBoard, isLeftOut: (identity: string) => boolean = () => false): void {
		this.#scan.observe(sample, board);
		if (hasStaleSockets(sample)) {
			return;
		}

		const listening = listeningPorts(sample);
		for (const [identity, row] of listening) {
			// A port that was never used costs nothing.
			if (!this.#watches.has(identity) && this.#watches.size < maxPorts && isUsed(row)) {
				this.#watches.set(identity, new PortDetectors(row, sample.moment));
			}
		}

		this.#flood.observe(sample, listening, this.#watches);
		this.#observePorts(listening, sample.moment, isLeftOut);
		this.#incidents.observe(this.#located(), board, sample.moment);
	}

	/** Returns everything that was learned up to a moment. */
	learned(moment: Moment): readonly LearnedPort[] {
		return this.#watches.values().map(watch => watch.learned(moment)).toArray();
	}

	/** Goes on with what was learned before, except of ports of which more is known by now, or with which something is wrong. */
	learn({ports, pause}: Learned, moment: Moment): void {
		for (const learned of ports) {
			const {row} = learned;
			const watch = this.#watches.get(row.identity);
			const isKept = watch === undefined
				? this.#watches.size >= maxPorts
				: watch.knownFor(moment) >= learned.knownSeconds || watch.symptoms.length > 0 || this.#incidents.isBusy(row.identity);
			if (!isKept) {
				this.#watches.set(row.identity, new PortDetectors(row, moment, learned, pause));
			}
		}
	}

	#observePorts(listening: ReadonlyMap<string, DetectedPort>, moment: Moment, isLeftOut: (identity: string) => boolean): void {
		const numbers = new Set(listening.values().map(row => socketName(row)));
		for (const [identity, watch] of this.#watches) {
			const row = listening.get(identity);
			if (row !== undefined) {
				watch.observe(row, this.#flood.isSuspected || this.#incidents.isBusy(identity) || isLeftOut(identity), moment);
				continue;
			}

			watch.observeGone(moment);
			const isMoved = numbers.has(watch.name);
			const isForgotten = secondsBetween(watch.seenAt, moment) >= forgetSeconds && watch.symptoms.length === 0;
			if (isMoved || isForgotten) {
				watch.end('the port is open at another address');
				this.#watches.delete(identity);
			}
		}
	}

	#located(): readonly LocatedSymptom[] {
		const located: LocatedSymptom[] = [];
		const {symptom} = this.#flood;
		if (symptom !== null) {
			located.push({symptom, subject: this.#flood.subject, ports: this.#flood.subjects});
		}

		for (const {symptoms, subject} of this.#watches.values()) {
			for (const symptomOfPort of symptoms) {
				located.push({symptom: symptomOfPort, subject, ports: [subject]});
			}
		}

		return located;
	}
}

function listeningPorts({ports}: DetectedSample): ReadonlyMap<string, DetectedPort> {
	return new Map(ports.filter(({port: {isBound, freshness}}) => isBound && freshness !== 'vanished').map(({port}) => [port.identity, port]));
}

function isUsed({connectionCount, receiveBitsPerSecond, sendBitsPerSecond}: DetectedPort): boolean {
	return (connectionCount ?? 0) > 0 || (receiveBitsPerSecond ?? 0) > 0 || (sendBitsPerSecond ?? 0) > 0;
}
