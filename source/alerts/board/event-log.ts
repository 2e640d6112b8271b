import type {
	Alert,
	AlertRow,
	EventKind,
	LogEvent,
} from '../../model/alert.ts';
import {cut, machine} from '../observation/subjects.ts';

/** An event that has no place in the log yet. */
export type EventDraft = Omit<LogEvent, 'sequence' | 'count'>;

export type EventRow = Extract<AlertRow, {type: 'event'}>;

/** Events that are remembered: a month of some three hundred a day. */
export const maxEvents = 10_000;
/** Events of one kind that a single sample may add before the rest becomes one line. */
const maxOfKind = 20;
const maxMessageLength = 300;
const maxValueLength = 120;
const maxRelated = 20;

/** The plural of each kind of event. */
const plurals: Readonly<Record<EventKind, string>> = {
	'port-status': 'watched ports changed',
	owner: 'owners changed',
	'listener-appeared': 'listeners appeared',
	'listener-vanished': 'listeners vanished',
	'probe-status': 'probe targets changed',
	source: 'sources of data changed',
	'alert-fired': 'alerts began',
	'alert-cleared': 'alerts ended',
	'alert-command': 'commands of alerts failed',
};

/** The log of events, newest first: a ring, bounded in lines and in the length of each. */
export class EventLog {
	readonly #ring: EventRow[] = [];
	#sequence = 0;

	/** The events of one sample, in their order. A flood of one kind is folded. */
	add(drafts: readonly EventDraft[]): void {
		const counts = new Map<EventKind, number>();
		for (const draft of drafts) {
			const count = (counts.get(draft.kind) ?? 0) + 1;
			counts.set(draft.kind, count);
			if (count <= maxOfKind) {
				this.#push(draft, 1);
			}
		}

		for (const [kind, count] of counts) {
			const last = drafts.findLast(draft => draft.kind === kind);
			if (last !== undefined && count > maxOfKind) {
				this.#push({
					...last,
					subject: machine,
					message: `and ${count - maxOfKind} more ${plurals[kind]}`,
					before: null,
					after: null,
					lastedSeconds: null,
					lastedIsMinimum: false,
					alert: null,
				}, count - maxOfKind);
			}
		}
	}

	/** Newest first. */
	rows(): EventRow[] {
		const oldest = this.#sequence % maxEvents;
		return this.#ring.length < maxEvents
			? this.#ring.toReversed()
			: [...this.#ring.slice(oldest), ...this.#ring.slice(0, oldest)].toReversed();
	}

	/** Returns what was logged about the subject of a row, newest first, without the row itself; at most 20. */
	related(row: AlertRow): readonly LogEvent[] {
		return relatedEvents(this.rows(), row);
	}

	/** Returns what was logged about the alerts of a rule or check, newest first; at most 20. */
	raisedBy(source: Pick<Alert, 'origin' | 'source'>): readonly LogEvent[] {
		return eventsRaisedBy(this.rows(), source);
	}

	#push(draft: EventDraft, count: number): void {
		const event: LogEvent = {
			...draft,
			sequence: this.#sequence + 1,
			count,
			message: cut(draft.message, maxMessageLength),
			before: draft.before === null ? null : cut(draft.before, maxValueLength),
			after: draft.after === null ? null : cut(draft.after, maxValueLength),
		};
		this.#ring[this.#sequence % maxEvents] = {type: 'event', identity: `event ${event.sequence}`, event};
		this.#sequence++;
	}
}

/** Returns the events of a log about the subject of a row, in the log's order, without the row itself; at most 20. */
export function relatedEvents(log: readonly EventRow[], row: AlertRow): readonly LogEvent[] {
	const {kind, identity} = row.type === 'alert' ? row.alert.subject : row.event.subject;
	return firstOf(log, candidate => candidate.identity !== row.identity && candidate.event.subject.kind === kind && candidate.event.subject.identity === identity);
}

/** Returns the events of a log about the alerts of a rule or check, in the log's order; at most 20. */
export function eventsRaisedBy(log: readonly EventRow[], {origin, source}: Pick<Alert, 'origin' | 'source'>): readonly LogEvent[] {
	return firstOf(log, ({event: {alert}}) => alert?.origin === origin && alert.source === source);
}

function firstOf(log: readonly EventRow[], isMeant: (row: EventRow) => boolean): readonly LogEvent[] {
	return log.filter(row => isMeant(row)).slice(0, maxRelated).map(({event}) => event);
}
