import type {AlertBoard} from '../board/alert-board.ts';
import {secondsBetween, type Moment} from '../observation/observation.ts';
import {showDuration} from '../../text/units.ts';
import type {Subject} from '../../model/alert.ts';
import type {Sign} from './sign.ts';

/** Signs of a group that begin within this time, on whatever ports, have one cause. */
const togetherSeconds = 120;
/** After an alert its ports are left alone for so long: what comes in waves is one alert, and what follows is its echo. */
const restSeconds = 600;
/** More ports than this are not named. */
const mostPorts = 32;

/** A sign, and the port that shows it. */
export type Shown = {
	readonly sign: Sign;
	/** Of the row, or of the machine. */
	readonly subject: Subject;
	/** Every port that it is about. */
	readonly ports: readonly Subject[];
};

type Case = {
	readonly alert: string;
	readonly first: Shown;
	readonly startedAt: Moment;
	readonly signs: Set<Sign>;
	/** By identity. */
	readonly ports: Map<string, Subject>;
	/** Other signs, as they are told in the explanation: each once. */
	readonly also: Map<string, string>;
	/** What the newest end of a sign said. */
	ended: string;
};

/** Makes one alert of signs that have one cause: those of one port, those that begin together, and those of a flood. */
export class Cases {
	readonly #cases: Case[] = [];
	/** Ports that are left alone: until when, in monotonic milliseconds. */
	readonly #resting = new Map<string, number>();

	/** Whether nothing is to be learned of a port. */
	isBusy(identity: string): boolean {
		return this.#cases.some(({ports}) => ports.has(identity));
	}

	/** Every sign that there is now. Those that were there before and are not any more have their `ended`. */
	observe(shown: readonly Shown[], board: AlertBoard, moment: Moment): void {
		for (const one of shown) {
			this.#place(one, board, moment);
		}

		for (const open of this.#cases) {
			this.#update(open, board, moment);
		}

		for (const [identity, until] of this.#resting) {
			if (until <= moment.monotonicMilliseconds) {
				this.#resting.delete(identity);
			}
		}
	}

	#place(shown: Shown, board: AlertBoard, moment: Moment): void {
		const {sign, ports} = shown;
		const known = this.#cases.find(({signs}) => signs.has(sign));
		if (known !== undefined) {
			addPorts(known, ports);
			return;
		}

		const open = this.#caseOf(shown, moment);
		if (open !== undefined) {
			open.signs.add(sign);
			addPorts(open, ports);
			if (open.also.size < mostPorts) {
				open.also.set(`${shown.subject.identity} ${sign.detector}`, `Also, ${showDuration(secondsBetween(open.startedAt, moment))} later: ${shown.subject.text}: ${sign.message}.`);
			}

			return;
		}

		// The sign stays: it makes an alert when the rest is over, if it lasts for that long.
		if (ports.every(({identity}) => !this.#resting.has(identity))) {
			this.#open(shown, board, moment);
		}
	}

	#caseOf({sign, ports}: Shown, moment: Moment): Case | undefined {
		return this.#cases.find(candidate => ports.some(({identity}) => candidate.ports.has(identity)))
			?? this.#cases.find(({first}) => first.sign.group === 'flood' && first.sign.ended === null)
			?? this.#cases.find(({first, startedAt}) => first.sign.group === sign.group && secondsBetween(startedAt, moment) <= togetherSeconds);
	}

	#open(shown: Shown, board: AlertBoard, moment: Moment): void {
		const {sign, subject, ports} = shown;
		const alert = board.fire({
			rule: null,
			source: sign.detector,
			severity: sign.severity,
			subject,
			message: sign.message,
			explanation: sign.explanation,
			value: sign.value,
			sinceMilliseconds: sign.since.timeMilliseconds,
		}, moment);
		const open: Case = {
			alert, first: shown, startedAt: moment, signs: new Set([sign]), ports: new Map(), also: new Map(), ended: '',
		};
		addPorts(open, ports);
		this.#cases.push(open);
	}

	/** Tells how a case goes on, or that it is over: when the last of its signs is. */
	#update(open: Case, board: AlertBoard, moment: Moment): void {
		for (const sign of open.signs) {
			if (sign.ended !== null) {
				open.ended = sign.ended;
				open.signs.delete(sign);
			}
		}

		const {first: {sign, subject}, ports} = open;
		const others = ports.values().filter(({identity}) => identity !== subject.identity).toArray();
		const more = others.length === 0 || subject.kind === 'machine' ? '' : ` (and ${others.length} more ${others.length === 1 ? 'port' : 'ports'})`;
		board.change(open.alert, {
			message: sign.message + more,
			explanation: [...sign.explanation, ...open.also.values()],
			value: sign.value,
			worstValue: sign.worstValue,
			alsoAbout: others,
		});
		if (open.signs.size > 0) {
			return;
		}

		board.clear(open.alert, open.ended, moment);
		this.#cases.splice(this.#cases.indexOf(open), 1);
		for (const identity of ports.keys()) {
			this.#resting.set(identity, moment.monotonicMilliseconds + (restSeconds * 1000));
		}
	}
}

function addPorts({ports: known}: Case, ports: readonly Subject[]): void {
	for (const port of ports) {
		if (known.size < mostPorts || known.has(port.identity)) {
			known.set(port.identity, port);
		}
	}
}
