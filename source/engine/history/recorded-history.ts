import {maxEvents, type EventRow} from '../../alerts/board/event-log.ts';
import type {LogEvent} from '../../model/alert.ts';
import type {KeptSockets} from '../../protocol/protocol.ts';
import {openRecording, RecordingError} from '../../recording/open-recording.ts';
import {RecordedIntervals} from '../../recording/recorded-intervals.ts';
import {RecordedSamples, type RecordedMoment} from '../../recording/recorded-samples.ts';
import {sanitize} from '../../text/sanitize.ts';
import type {Sample} from '../views/sample.ts';
import type {SteadyFacts} from '../views/steady-values.ts';
import {SampleReader, type Present} from './sample-reader.ts';
import {codecVersion} from './sample-writer.ts';

/** A sample that was read, with the order in which its rows were shown. */
export type ReadSample = {
	readonly sample: Sample;
	readonly steady: SteadyFacts;
	readonly sockets: KeptSockets;
};

/** Lines of the log of a session, newest first. */
type KnownLog = {
	readonly sessionId: number;
	readonly rows: readonly EventRow[];
};

/** The samples and figures of a recording, which may go on being written. Each method throws a RecordingError, with words for a person. */
export class RecordedHistory {
	readonly samples: RecordedSamples;
	readonly intervals: RecordedIntervals;
	#log: KnownLog = {sessionId: 0, rows: []};

	/**
	Opens a recording, unless it is open.
	@throws {RecordingError} It cannot be read, is no recording, is damaged, or of a newer format.
	*/
	constructor(file: string, database = openRecording(file)) {
		this.samples = new RecordedSamples(file, database, codecVersion);
		this.intervals = new RecordedIntervals(file, database);
	}

	/** Reads a sample; the last one before it where it is not kept any more. undefined: there is none. */
	read(moment: RecordedMoment, present: Omit<Present, 'logUntil'>): (ReadSample & {readonly moment: RecordedMoment}) | undefined {
		const found = this.#find(moment);
		if (found === undefined) {
			return undefined;
		}

		try {
			const reader = new SampleReader(sanitize);
			const {sessionId, bytes} = found;
			const last = bytes.at(-1)!;
			for (const {rows, sockets} of bytes) {
				reader.readRows(rows);
				if (sockets !== null && last.sockets !== null) {
					reader.readTable(sockets);
				}
			}

			const sample = reader.sample({...present, logUntil: lastEvent => this.#logUntil(sessionId, lastEvent)});
			return {
				moment: found.moment, sample, steady: reader.steady, sockets: last.sockets === null ? 'of some' : 'all',
			};
		} catch (error) {
			throw error instanceof RecordingError ? error : new RecordingError(`${this.samples.file} is damaged: the sample of ${new Date(moment.timeMilliseconds).toISOString()} makes no sense`, {cause: error});
		}
	}

	close(): void {
		this.samples.close();
	}

	#find(wanted: RecordedMoment): (NonNullable<ReturnType<RecordedSamples['read']>> & {readonly moment: RecordedMoment}) | undefined {
		for (const moment of [wanted, this.samples.at(wanted.timeMilliseconds), this.samples.first]) {
			const found = moment === undefined ? undefined : this.samples.read(moment);
			if (moment !== undefined && found !== undefined) {
				return {...found, moment};
			}
		}

		return undefined;
	}

	/** Returns the log of a session up to an event, newest first. What was read before is not read again. */
	#logUntil(sessionId: number, lastEvent: number): readonly EventRow[] {
		const known = this.#log.sessionId === sessionId ? this.#log.rows : [];
		const newest = known[0]?.event.sequence ?? 0;
		const rows = lastEvent > newest
			? [...this.samples.events(sessionId, newest, lastEvent, maxEvents).map(text => eventRow(text)), ...known]
			: known;
		this.#log = {sessionId, rows: rows.slice(0, 2 * maxEvents)};
		const first = rows.findIndex(({event}) => event.sequence <= lastEvent);
		return first === -1 ? [] : rows.slice(first, first + maxEvents);
	}
}

function eventRow(text: string): EventRow {
	// The border to the file.
	const event = JSON.parse(text, (_, value: unknown) => typeof value === 'string' ? sanitize(value) : value) as LogEvent;
	return {type: 'event', identity: `event ${event.sequence}`, event};
}
