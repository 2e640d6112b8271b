import type {EventDraft} from '../board/event-log.ts';
import type {Moment} from '../../model/moment.ts';
import type {ObservedSample} from '../observation/observation.ts';
import {portSubject} from '../observation/subjects.ts';
import type {Port} from '../../model/port.ts';
import {isTcp, type SocketHolder, type SocketOwners} from '../../model/socket.ts';
import type {Subject} from '../../model/alert.ts';
import {
	isKnown,
	isOtherProgram,
	isOwnerChange,
	ownersText,
	renamed,
} from './owner-change.ts';
import {durationOf, unknownDuration, type TimedValue} from './duration.ts';

/** Listeners that are remembered, also those that are gone: when one comes back, its event says for how long it was away. */
const maxKnown = 4096;

type Listener = {
	/** Whether it is there. */
	presence: TimedValue<boolean>;
	/** The owners in the newest sample in which they were known; null until then. */
	owners: TimedValue<SocketOwners> | null;
	/** The owners in the last event: a program that has nothing in common with them is another one. */
	named: readonly SocketHolder[];
	subject: Subject;
	number: number;
};

/** Listeners that appeared, vanished or changed hands. A UDP port that the kernel chose for a client is no listener. */
export class Listeners {
	readonly #known = new Map<string, Listener>();

	/** Returns the events of listeners. `reported`: watched ports that already have an event about their opening or closing. */
	observe(sample: ObservedSample, reported: ReadonlySet<number>): readonly EventDraft[] {
		const events: EventDraft[] = [];
		const present = new Set<string>();
		for (const {port: row} of sample.ports) {
			if (!isListener(row, sample)) {
				continue;
			}

			present.add(row.identity);
			const known = this.#known.get(row.identity);
			if (known?.presence.value !== true) {
				const event = this.#appeared(row, known, sample);
				if (!sample.isFirst && !reported.has(row.port)) {
					events.push(event);
				}
			}

			const change = this.#ownersOf(row, sample);
			if (change !== null) {
				events.push(change);
			}
		}

		for (const [identity, listener] of this.#known) {
			if (listener.presence.value && !present.has(identity)) {
				const before = listener.presence;
				listener.presence = {value: false, since: sample.moment, isMinimum: false};
				if (!reported.has(listener.number)) {
					events.push(vanished(listener, before, sample.moment));
				}
			}
		}

		return events;
	}

	#appeared(row: Port, known: Listener | undefined, sample: ObservedSample): EventDraft {
		const subject = portSubject(row);
		const presence = {value: true, since: sample.moment, isMinimum: sample.isFirst};
		// What is known of it moves to the end, so that what is gone the longest gives way.
		this.#known.delete(row.identity);
		this.#known.set(row.identity, {
			presence, subject, number: row.port, owners: known?.owners ?? null, named: known?.named ?? [],
		});
		this.#forget();
		return {
			kind: 'listener-appeared',
			at: sample.moment,
			weight: 'information',
			subject,
			message: `${subject.text} is open`,
			before: known === undefined ? null : 'closed',
			after: isKnown(row.owners) ? ownersText(row.owners) : 'open',
			...(known === undefined ? unknownDuration : durationOf(known.presence, sample.moment)),
			alert: null,
		};
	}

	/** Remembers the owners; an event where they are others. */
	#ownersOf(row: Port, sample: ObservedSample): EventDraft | null {
		const listener = this.#known.get(row.identity);
		const {owners} = row;
		if (listener === undefined || !isKnown(owners)) {
			return null;
		}

		const before = listener.owners;
		listener.subject = portSubject(row);
		if (before === null) {
			listener.owners = {value: owners, since: sample.moment, isMinimum: sample.isFirst || listener.presence.isMinimum};
			listener.named = owners.holders;
			return null;
		}

		const isOther = isOtherProgram(listener.named, owners.holders);
		if (!isOther && !isOwnerChange(before.value, owners)) {
			listener.owners = {...before, value: owners};
			listener.named = renamed(listener.named, owners.holders);
			return null;
		}

		listener.owners = {value: owners, since: sample.moment, isMinimum: false};
		listener.named = owners.holders;
		return {
			kind: 'owner',
			at: sample.moment,
			weight: isOther ? 'warning' : 'information',
			subject: listener.subject,
			message: isOther ? 'another program owns it' : 'it was restarted: other processes own it',
			before: ownersText(before.value),
			after: ownersText(owners),
			...durationOf(before, sample.moment),
			alert: null,
		};
	}

	/** Forgets the listeners that have been gone the longest. */
	#forget(): void {
		for (const [identity, {presence}] of this.#known) {
			if (this.#known.size <= maxKnown) {
				return;
			}

			if (!presence.value) {
				this.#known.delete(identity);
			}
		}
	}
}

function isListener({isBound, protocol, freshness, watched, port}: Port, {ephemeralPorts: {first, last}}: ObservedSample): boolean {
	return !isBound || freshness === 'vanished' ? false : isTcp(protocol) || watched || port < first || port > last;
}

function vanished(listener: Listener, before: TimedValue<boolean>, moment: Moment): EventDraft {
	const {owners, subject} = listener;
	return {
		kind: 'listener-vanished',
		at: moment,
		weight: 'warning',
		subject,
		message: `${subject.text} is closed`,
		before: owners === null ? 'open' : ownersText(owners.value),
		after: 'closed',
		...durationOf(before, moment),
		alert: null,
	};
}
