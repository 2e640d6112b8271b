import type {EventDraft} from '../board/event-log.ts';
import type {ObservedSample} from '../observation/observation.ts';
import {subject} from '../observation/subjects.ts';
import type {Port} from '../../model/port.ts';
import {durationOf, type TimedValue} from './duration.ts';

type Status = NonNullable<Port['status']>;
/** A row of a port whose status is known. */
type KnownPort = Port & {readonly status: Status};

/** The best status of a watched port's rows counts: it is open where one of them is. */
const order: readonly Status[] = ['OPEN', 'FILTERED', 'CLOSED'];
const weights = {OPEN: 'information', FILTERED: 'warning', CLOSED: 'critical'} as const satisfies Readonly<Record<Status, EventDraft['weight']>>;

/** Watched ports that opened, closed or became silent. Their rows change with their listeners; what is watched is the number. */
export class WatchedPorts {
	readonly #statuses = new Map<number, TimedValue<Status>>();

	/** Returns the events, and the port numbers that they are about. */
	observe(sample: ObservedSample): {readonly events: readonly EventDraft[]; readonly changed: ReadonlySet<number>} {
		const events: EventDraft[] = [];
		const changed = new Set<number>();
		for (const [number, row] of watchedRows(sample)) {
			const known = this.#statuses.get(number);
			if (known?.value === row.status) {
				continue;
			}

			this.#statuses.set(number, {value: row.status, since: sample.moment, isMinimum: sample.isFirst});
			if (known !== undefined) {
				changed.add(number);
				events.push({
					kind: 'port-status',
					at: sample.moment,
					weight: weights[row.status],
					subject: subject('port', row.identity, `port ${number}${row.service === null ? '' : ` (${row.service})`}`),
					message: `watched port ${number} is ${row.status}`,
					before: known.value,
					after: row.status,
					...durationOf(known, sample.moment),
					alert: null,
				});
			}
		}

		return {events, changed};
	}
}

function isKnown(row: Port): row is KnownPort {
	return row.status !== null;
}

/** Returns the row that says what a watched port is, by port number; none while that is not known. */
function watchedRows({ports}: ObservedSample): ReadonlyMap<number, KnownPort> {
	const rows = new Map<number, KnownPort>();
	for (const {port: row} of ports) {
		if (!isKnown(row)) {
			continue;
		}

		const other = rows.get(row.port);
		const isBetter = other === undefined || order.indexOf(row.status) < order.indexOf(other.status);
		if (isBetter && row.watched && row.freshness !== 'vanished') {
			rows.set(row.port, row);
		}
	}

	return rows;
}
