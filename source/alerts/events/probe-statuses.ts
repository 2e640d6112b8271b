import type {EventDraft} from '../board/event-log.ts';
import type {ObservedSample} from '../observation/observation.ts';
import {probeSubject} from '../observation/subjects.ts';
import type {Probe, ProbeStatus} from '../../model/probe.ts';
import {durationOf, type TimedValue} from './duration.ts';

/** Probe targets whose status changed. The first one that is known is no change. */
export class ProbeStatuses {
	#statuses: ReadonlyMap<string, TimedValue<ProbeStatus>> = new Map();

	observe(sample: ObservedSample): readonly EventDraft[] {
		const events: EventDraft[] = [];
		const statuses = new Map<string, TimedValue<ProbeStatus>>();
		for (const row of sample.probes) {
			const before = this.#statuses.get(row.identity);
			if (row.status === null || row.status === before?.value) {
				if (before !== undefined) {
					statuses.set(row.identity, before);
				}

				continue;
			}

			statuses.set(row.identity, {value: row.status, since: sample.moment, isMinimum: before === undefined});
			if (before !== undefined) {
				events.push(changed(row, row.status, before, sample));
			}
		}

		this.#statuses = statuses;
		return events;
	}
}

function changed(row: Probe, status: ProbeStatus, before: TimedValue<ProbeStatus>, sample: ObservedSample): EventDraft {
	const isBetter = status === 'OPEN' || status === 'OPEN|FILTERED';
	return {
		kind: 'probe-status',
		at: sample.moment,
		weight: isBetter ? 'information' : 'warning',
		subject: probeSubject(row),
		message: `${row.target} is ${status}`,
		before: before.value,
		after: status,
		...durationOf(before, sample.moment),
		alert: null,
	};
}
