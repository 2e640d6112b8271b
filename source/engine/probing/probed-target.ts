import type {ProbeEvent, ProbeSettings, ProbeTarget} from '../../model/probe.ts';
import {TargetStatistics} from '../../probes/statistics/statistics.ts';
import {hostText} from '../sockets/address-words.ts';

/** One target: how it is probed, and what came of it, also across restarts of the prober. */
export class ProbedTarget {
	readonly target: ProbeTarget;
	readonly settings: ProbeSettings;
	/** It measures a watched port, and is not one of the user's targets. */
	readonly isSensor: boolean;
	readonly statistics: TargetStatistics;
	/** Its name in the prober: another one each time that it is added, so that late events of a former one are ignored. */
	proberName = '';
	#address: string | null = null;
	/** The count of the probers before this one. */
	#sentBefore = 0;
	#sequenceBefore = 0;
	#lastSequence = 0;
	#lastAnswered = 0;

	constructor(identity: string, target: ProbeTarget, settings: ProbeSettings, isSensor: boolean) {
		this.target = target;
		this.settings = settings;
		this.isSensor = isSensor;
		this.statistics = new TargetStatistics(identity, target);
	}

	/** As `hostText` spells it; null until it is known. */
	get address(): string | null {
		return this.#address;
	}

	/** The number of the latest probe that the prober reported as sent. */
	get lastSent(): number {
		return this.#lastSequence + this.statistics.session().inFlight;
	}

	/** The number of the latest probe that was answered: 0 before there is one. */
	get lastAnswered(): number {
		return this.#lastAnswered;
	}

	take(event: ProbeEvent): void {
		const counted = this.#continued(event);
		if (counted.type === 'resolved') {
			this.#address = hostText(counted.address, counted.scopeId);
		} else if (counted.type === 'outcome') {
			const {sequence, kind} = counted.outcome;
			this.#lastSequence = Math.max(this.#lastSequence, sequence);
			this.#lastAnswered = kind === 'lost' || kind === 'error' ? this.#lastAnswered : Math.max(this.#lastAnswered, sequence);
		}

		this.statistics.add(counted);
	}

	/** The prober died. What was under way has no outcome, which was not the path's fault: it counts as never sent. */
	startOver(): void {
		const {sent, inFlight} = this.statistics.session();
		this.#sentBefore = sent - inFlight;
		this.#sequenceBefore = this.#lastSequence;
		this.statistics.add({type: 'sent', target: this.proberName, count: this.#sentBefore});
	}

	/** Returns an event of a prober that counts from 1, as if it had gone on counting. */
	#continued(event: ProbeEvent): ProbeEvent {
		if (event.type === 'sent') {
			return {...event, count: event.count + this.#sentBefore};
		}

		if (event.type === 'duplicate') {
			return {...event, sequence: event.sequence + this.#sequenceBefore};
		}

		return event.type === 'outcome'
			? {...event, outcome: {...event.outcome, sequence: event.outcome.sequence + this.#sequenceBefore}}
			: event;
	}
}
