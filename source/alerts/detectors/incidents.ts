import type {AlertBoard} from '../board/alert-board.ts';
import {secondsBetween, type Moment} from '../../model/moment.ts';
import {showDuration} from '../../text/units.ts';
import type {Subject} from '../../model/alert.ts';
import type {Symptom} from './symptom.ts';

/** Symptoms of a group that begin within this time, on any ports, have one cause. */
const togetherSeconds = 120;
/** After an alert its ports are left alone for so long: what comes in waves is one alert, and what follows is its echo. */
const restSeconds = 600;
/** More ports than this are not named. */
const maxPorts = 32;

/** A symptom, and the port that shows it. */
export type LocatedSymptom = {
	readonly symptom: Symptom;
	/** The row, or the machine. */
	readonly subject: Subject;
	/** Every port that it is about. */
	readonly ports: readonly Subject[];
};

type Incident = {
	readonly alert: string;
	readonly first: LocatedSymptom;
	readonly startedAt: Moment;
	readonly symptoms: Set<Symptom>;
	/** By identity. */
	readonly ports: Map<string, Subject>;
	/** Other symptoms as the explanation lists them, each once. */
	readonly also: Map<string, string>;
	/** The reason why the last symptom ended. */
	ended: string;
};

/** Makes one alert of symptoms that have one cause: those of one port, those that begin together, and those of a flood. */
export class Incidents {
	readonly #incidents: Incident[] = [];
	/** Ports that are left alone: until when, in monotonic milliseconds. */
	readonly #resting = new Map<string, number>();

	/** Returns whether nothing is to be learned of a port. */
	isBusy(identity: string): boolean {
		return this.#incidents.some(({ports}) => ports.has(identity));
	}

	/** Every symptom that there is now. Those that were there before and are not any more have their `ended`. */
	observe(located: readonly LocatedSymptom[], board: AlertBoard, moment: Moment): void {
		for (const one of located) {
			this.#place(one, board, moment);
		}

		for (const open of this.#incidents) {
			this.#update(open, board, moment);
		}

		for (const [identity, until] of this.#resting) {
			if (until <= moment.monotonicMilliseconds) {
				this.#resting.delete(identity);
			}
		}
	}

	#place(located: LocatedSymptom, board: AlertBoard, moment: Moment): void {
		const {symptom, ports} = located;
		const known = this.#incidents.find(({symptoms}) => symptoms.has(symptom));
		if (known !== undefined) {
			addPorts(known, ports);
			return;
		}

		// A fixed check has said it already: what was learned is added to that.
		const said = symptom.topic === undefined ? null : board.alertAbout(symptom.topic, located.subject);
		if (said !== null) {
			board.note(said, symptom.detector, [`The detector "${symptom.detector}" found it, too.`, ...symptom.explanation]);
			return;
		}

		const open = this.#incidentFor(located, moment);
		if (open !== undefined) {
			open.symptoms.add(symptom);
			addPorts(open, ports);
			if (open.also.size < maxPorts) {
				open.also.set(`${located.subject.identity} ${symptom.detector}`, `Also, ${showDuration(secondsBetween(open.startedAt, moment))} later: ${located.subject.text}: ${symptom.message}.`);
			}

			return;
		}

		// The symptom stays: it makes an alert when the rest is over, if it lasts for that long.
		if (ports.every(({identity}) => !this.#resting.has(identity))) {
			this.#open(located, board, moment);
		}
	}

	#incidentFor({symptom, ports}: LocatedSymptom, moment: Moment): Incident | undefined {
		return this.#incidents.find(candidate => ports.some(({identity}) => candidate.ports.has(identity)))
			?? this.#incidents.find(({first}) => first.symptom.group === 'flood' && first.symptom.ended === null)
			?? this.#incidents.find(({first, startedAt}) => first.symptom.group === symptom.group && secondsBetween(startedAt, moment) <= togetherSeconds);
	}

	#open(located: LocatedSymptom, board: AlertBoard, moment: Moment): void {
		const {symptom, subject, ports} = located;
		const alert = board.fire({
			rule: null,
			origin: 'detector',
			topic: symptom.topic,
			source: symptom.detector,
			severity: symptom.severity,
			subject,
			message: symptom.message,
			explanation: symptom.explanation,
			value: symptom.value,
			since: symptom.since,
		}, moment);
		const open: Incident = {
			alert, first: located, startedAt: moment, symptoms: new Set([symptom]), ports: new Map(), also: new Map(), ended: '',
		};
		addPorts(open, ports);
		this.#incidents.push(open);
	}

	/** Updates the alert of an incident, and clears it when the last of its symptoms is over. */
	#update(open: Incident, board: AlertBoard, moment: Moment): void {
		for (const symptom of open.symptoms) {
			if (symptom.ended !== null) {
				open.ended = symptom.ended;
				open.symptoms.delete(symptom);
			}
		}

		const {first: {symptom, subject}, ports} = open;
		const others = ports.values().filter(({identity}) => identity !== subject.identity).toArray();
		const more = others.length === 0 || subject.kind === 'machine' ? '' : ` (and ${others.length} more ${others.length === 1 ? 'port' : 'ports'})`;
		board.change(open.alert, {
			message: symptom.message + more,
			explanation: [...symptom.explanation, ...open.also.values()],
			value: symptom.value,
			worstValue: symptom.worstValue,
			alsoAbout: others,
		});
		if (open.symptoms.size > 0) {
			return;
		}

		board.clear(open.alert, open.ended, moment);
		this.#incidents.splice(this.#incidents.indexOf(open), 1);
		for (const identity of ports.keys()) {
			this.#resting.set(identity, moment.monotonicMilliseconds + (restSeconds * 1000));
		}
	}
}

function addPorts({ports: known}: Incident, ports: readonly Subject[]): void {
	for (const port of ports) {
		if (known.size < maxPorts || known.has(port.identity)) {
			known.set(port.identity, port);
		}
	}
}
