import type {AlertTransition, ExternalEvent} from '../../alerts/alert-engine.ts';
import {readHost} from '../../collectors/system.ts';
import {quote} from '../../text/quote.ts';
import type {Alert} from '../../model/alert.ts';
import {AlertQueue} from './alert-queue.ts';
import {runCommand} from './run-command.ts';

type Report = (event: Omit<ExternalEvent, 'at'>) => void;

/** The command of a rule. */
type Lane = {
	readonly name: string;
	readonly queue: AlertQueue;
	isRunning: boolean;
};

/** Each is a process of the machine that is being watched. */
const maxRunning = 8;

/** The version of the document that a command reads: changes when a key goes or changes its meaning (docs/config.md). */
const documentVersion = 1;

/**
Runs the commands of rules whose alerts begin or end: of one rule one at a time, in order, and few at all. What goes wrong is
reported; what goes well is not.
*/
export class AlertCommands {
	readonly #report: Report;
	readonly #host = readHost().name;
	/** By the rule's name; the rule whose turn comes first stands first. */
	readonly #lanes = new Map<string, Lane>();
	readonly #closing = new AbortController();
	#running = 0;

	constructor(report: Report) {
		this.#report = report;
	}

	/** Does nothing for detectors' alerts, and for those of rules without a command. */
	run(transition: AlertTransition): void {
		const {rule} = transition;
		if (!rule?.onAlert || this.#closing.signal.aborted) {
			return;
		}

		this.#laneOf(rule.name).queue.add(transition);
		this.#startNext();
	}

	/** Ends those that run, within half a second or so: the thread's event loop lives until then. Starts no more. */
	close(): void {
		this.#closing.abort();
		this.#lanes.clear();
	}

	#laneOf(name: string): Lane {
		const lane = this.#lanes.get(name) ?? {name, queue: new AlertQueue(), isRunning: false};
		this.#lanes.set(name, lane);
		return lane;
	}

	#startNext(): void {
		const ready = this.#lanes.values().filter(({isRunning, queue}) => !isRunning && !queue.isEmpty);
		for (const lane of ready.take(maxRunning - this.#running)) {
			void this.#start(lane);
		}
	}

	async #start(lane: Lane): Promise<void> {
		const transition = lane.queue.take();
		if (!transition?.rule?.onAlert) {
			return;
		}

		const {alert, rule: {onAlert, onAlertTimeoutSeconds}} = transition;
		lane.isRunning = true;
		this.#running++;
		// The others' turn comes first.
		this.#lanes.delete(lane.name);
		this.#lanes.set(lane.name, lane);
		const problem = await runCommand({
			words: onAlert,
			input: alertDocument(transition, this.#host),
			timeoutSeconds: onAlertTimeoutSeconds,
			signal: this.#closing.signal,
		});
		lane.isRunning = false;
		this.#running--;
		if (this.#closing.signal.aborted) {
			return;
		}

		this.#reportProblems(lane, alert, problem);
		if (lane.queue.isDone) {
			this.#lanes.delete(lane.name);
		}

		this.#startNext();
	}

	#reportProblems({name, queue}: Lane, alert: Alert, problem: string | null): void {
		const leftOut = queue.takeLeftOut();
		const messages = [
			...(problem === null ? [] : [`the command of ${quote(name)} ${problem}`]),
			...(leftOut === 0 ? [] : [`the command of ${quote(name)} was not run for ${leftOut} alert${leftOut === 1 ? '' : 's'}: they came faster than it ended`]),
		];
		for (const message of messages) {
			this.#report({
				kind: 'alert-command', weight: 'warning', subject: alert.subject, message, alert,
			});
		}
	}
}

/** Returns what the command of a rule reads: one JSON document on one line. Unknown, and not yet, is null. */
function alertDocument({alert, rule, state}: AlertTransition, host: string): string {
	const {since, cleared, subject: {kind, identity, text}} = alert;
	const document = {
		version: documentVersion,
		host,
		state,
		alert: alert.identity,
		rule: rule === null ? null : {name: rule.name, text: rule.text},
		severity: alert.severity,
		subject: {kind, identity, text},
		message: alert.message,
		value: alert.value,
		worst: alert.worstValue,
		since: isoTime(since.timeMilliseconds),
		cleared: cleared === null ? null : isoTime(cleared.timeMilliseconds),
		explanation: alert.explanation,
	};
	return `${JSON.stringify(document)}\n`;
}

function isoTime(milliseconds: number): string {
	return new Date(milliseconds).toISOString();
}
