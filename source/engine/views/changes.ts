import {secondsBetween, type Moment} from '../../model/moment.ts';
import type {LogEvent} from '../../model/alert.ts';
import {isTcp} from '../../model/socket.ts';
import {
	absenceSeconds,
	type Changes,
	type Extreme,
	type Looked,
} from '../../model/overview.ts';
import type {SeriesWindow} from '../../model/series.ts';
import {maxEvents} from '../../alerts/board/event-log.ts';
import type {FigureOf, RecordedKind} from '../series/recorded-figures.ts';
import type {SeriesSource} from '../series/series-source.ts';
import type {Sample} from './sample.ts';

/** An answer for the same moment holds for this long. */
const refreshSeconds = 5;

/** Ports whose queues are looked at: those that had most connections waiting for the longest. */
const maxQueues = 8;

const buckets = 240;

/** Works out what happened since the user looked last. */
export class ChangesSinceLooked {
	#answer: {readonly changes: Changes; readonly at: Moment} | undefined;

	/** Returns what happened until a sample. While the user is away it counts from the last key, then from the one before the absence. */
	until({summary, ports, probes, alerts}: Sample, {before, last}: Looked, series: SeriesSource): Changes {
		const since = secondsBetween(last, summary) > absenceSeconds ? last : before;
		const known = this.#answer;
		if (known?.changes.since.monotonicMilliseconds === since.monotonicMilliseconds && Math.abs(secondsBetween(known.at, summary)) < refreshSeconds) {
			return known.changes;
		}

		const seconds = Math.max(1, secondsBetween(since, summary));
		const shape = {seconds, buckets, until: summary};
		const highest = <Kind extends RecordedKind>(kind: Kind, things: readonly Named[], figure: FigureOf<Kind>) => highestOf(things.map(({identity, name}) => ({
			name, window: series.read(kind, identity, figure, shape),
		})));
		const names = new Map(ports.map(({port}) => [port.identity, String(port.port)]));
		const ranked = (figures: ReadonlyArray<FigureOf<'port'>>) => series.rank('port', figures, seconds)
			.flatMap(({identity, total}) => total > 0 && names.has(identity) ? [{identity, total, name: names.get(identity)!}] : []);
		const targets = probes.rows.map(({identity, target}) => ({identity, name: target}));
		// UDP's are bytes that were not read, and no connections.
		const listeners = ports.filter(({port}) => isTcp(port.protocol) && port.acceptQueue !== null);
		const queued = new Set(listeners.map(({port}) => port.identity));
		const queues = ranked(['acceptQueue']).filter(({identity}) => queued.has(identity)).slice(0, maxQueues);
		// Where none ever waited any queue that is known says so.
		const empty = listeners.slice(0, 1).map(({port: {identity}}) => ({identity, name: names.get(identity)!}));
		const [busiest] = ranked(['receive', 'send']);
		const changes: Changes = {
			since,
			isSinceStart: since.timeMilliseconds <= summary.startedAtMilliseconds,
			...eventsSince(alerts.rows.flatMap(row => row.type === 'event' ? [row.event] : []), since),
			worstLoss: highest('probe', targets, 'loss'),
			worstRtt: highest('probe', targets, 'maximum'),
			maxQueue: highest('port', queues.length > 0 ? queues : empty, 'acceptQueue'),
			busiestPort: busiest === undefined ? null : {name: busiest.name, bytes: busiest.total / 8},
		};
		this.#answer = {changes, at: summary};
		return changes;
	}
}

type Named = {readonly identity: string; readonly name: string};

/** Returns the highest value of all; null where none is known. */
function highestOf(things: ReadonlyArray<{readonly name: string; readonly window: SeriesWindow | undefined}>): Extreme | null {
	let highest: Extreme | null = null;
	for (const {name, window} of things) {
		if (window !== undefined && window.peak !== null && window.peak > (highest?.value ?? -1)) {
			const {peak, endsAtMilliseconds, bucketSeconds, maxima} = window;
			// When it began: the loss of the last minute is as bad for a minute, a full queue as long as it is full.
			const first = maxima.indexOf(peak);
			highest = {name, value: peak, atMilliseconds: endsAtMilliseconds - ((maxima.length - first) * bucketSeconds * 1000)};
		}
	}

	return highest;
}

/** Counts the events since a moment, of a log with the newest first. */
function eventsSince(log: readonly LogEvent[], since: Moment): Pick<Changes, 'alerts' | 'opened' | 'closed' | 'replaced' | 'isAtLeast'> {
	const counts = {
		alerts: 0, opened: 0, closed: 0, replaced: 0,
	};
	for (const {at, kind, count, after} of log) {
		if (secondsBetween(since, at) <= 0) {
			return {...counts, isAtLeast: false};
		}

		const counted = countedAs(kind, after);
		if (counted !== null) {
			counts[counted] += count;
		}
	}

	return {...counts, isAtLeast: log.length >= maxEvents};
}

function countedAs(kind: LogEvent['kind'], after: string | null): 'alerts' | 'opened' | 'closed' | 'replaced' | null {
	switch (kind) {
		case 'alert-fired': {
			return 'alerts';
		}

		case 'listener-appeared': {
			return 'opened';
		}

		case 'listener-vanished': {
			return 'closed';
		}

		case 'port-status': {
			return after === 'OPEN' ? 'opened' : (after === 'CLOSED' ? 'closed' : null);
		}

		case 'owner': {
			return 'replaced';
		}

		case 'alert-cleared':
		case 'alert-command':
		case 'probe-status':
		case 'source': {
			return null;
		}
	}
}
