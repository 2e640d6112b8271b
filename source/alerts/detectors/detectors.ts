import type {AlertBoard} from '../board/alert-board.ts';
import {secondsBetween, type Moment} from '../../model/moment.ts';
import {hasStaleSockets, type ObservedSample} from '../observation/observation.ts';
import type {Port} from '../../model/port.ts';
import {Incidents, type LocatedSymptom} from './incidents.ts';
import {HalfOpenFlood} from './half-open-flood.ts';
import {PortScan} from './port-scan.ts';
import {PortDetectors, socketName} from './port-detectors.ts';

/** Ports with detectors, of 4 KiB each. */
const maxPorts = 1024;
/** A port without a listener is forgotten after this long. */
const forgetSeconds = 3600;

/** Looks for what is far from usual. Learns by itself, and prefers silence to a false alert. */
export class Detectors {
	readonly #watches = new Map<string, PortDetectors>();
	readonly #flood = new HalfOpenFlood();
	readonly #scan = new PortScan();
	readonly #incidents = new Incidents();

	observe(sample: ObservedSample, board: AlertBoard): void {
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
		this.#observePorts(listening, sample.moment);
		this.#incidents.observe(this.#located(), board, sample.moment);
	}

	#observePorts(listening: ReadonlyMap<string, Port>, moment: Moment): void {
		const numbers = new Set(listening.values().map(row => socketName(row)));
		for (const [identity, watch] of this.#watches) {
			const row = listening.get(identity);
			if (row !== undefined) {
				watch.observe(row, this.#flood.isSuspected || this.#incidents.isBusy(identity), moment);
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

function listeningPorts({ports}: ObservedSample): ReadonlyMap<string, Port> {
	return new Map(ports.filter(({port: {isBound, freshness}}) => isBound && freshness !== 'vanished').map(({port}) => [port.identity, port]));
}

function isUsed({connectionCount, receiveBitsPerSecond, sendBitsPerSecond}: Port): boolean {
	return (connectionCount ?? 0) > 0 || (receiveBitsPerSecond ?? 0) > 0 || (sendBitsPerSecond ?? 0) > 0;
}
