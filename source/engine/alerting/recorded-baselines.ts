import {AlertBoard} from '../../alerts/board/alert-board.ts';
import {maxReachSeconds} from '../../alerts/detectors/baseline-learner.ts';
import {Detectors, type Learned} from '../../alerts/detectors/detectors.ts';
import type {Pause} from '../../alerts/detectors/port-detectors.ts';
import type {DetectedPort} from '../../alerts/observation/observation.ts';
import type {Moment} from '../../model/moment.ts';
import {portIdentity} from '../../model/port.ts';
import {openRecording, RecordingError} from '../../recording/open-recording.ts';
import {
	RecordedPorts,
	type RecordedIncident,
	type RecordedMinute,
	type RecordedPortRow,
} from '../../recording/recorded-ports.ts';
import {quote} from '../../text/quote.ts';

/** The recording, and the machine that wants to learn from it. */
export type LearningOptions = {
	readonly file: string;
	/** The name of this machine, and of its start; null: unknown. */
	readonly host: string;
	readonly bootId: string | null;
	/** Since then it is watched: milliseconds since 1970. */
	readonly until: number;
};

/** A week has every weekday once. What was usual longer ago is another time. */
const maxAgeMilliseconds = 7 * 86_400_000;

/** A shorter pause between two minutes is none: a recorder was started again. */
const minPauseSeconds = 120;

/**
Has detectors watch what a recording has of this machine, as they would have watched the machine itself, a sample per minute; returns what they
have learned. null where there is nothing, or nothing of the last week.
@throws {RecordingError} It cannot be read, is no recording, is damaged, of a newer format, or of another machine; or what `recordingProblem` puts into words.
*/
export function learnFromRecording({file, host, bootId, until}: LearningOptions): Learned | null {
	using database = openRecording(file);
	const recorded = new RecordedPorts(database, host);
	const minutes = recorded.minutes(until, maxReachSeconds);
	const [first] = minutes;
	const last = minutes.at(-1);
	if (first === undefined || last === undefined) {
		const {lastHost} = recorded;
		if (lastHost === undefined || lastHost === host) {
			return null;
		}

		throw new RecordingError(`${file} is of the machine ${quote(lastHost)}`);
	}

	if (until - last.time > maxAgeMilliseconds) {
		return null;
	}

	const past = new RecordedPast(recorded.incidents(first.time));
	for (const minute of minutes) {
		past.observe(minute, recorded.ports(minute));
	}

	return past.learnedUntil({time: until, bootId});
}

/** Detectors that watch what was recorded. Their clock begins with the first minute, and a wall clock that is set back does not stop it. */
class RecordedPast {
	readonly #incidents: readonly RecordedIncident[];
	/** Takes what is found meanwhile: all of it is past. */
	readonly #board = new AlertBoard('');
	#detectors = new Detectors();
	#last: {readonly minute: RecordedMinute; readonly moment: Moment} | undefined;

	constructor(incidents: readonly RecordedIncident[]) {
		this.#incidents = incidents;
	}

	observe(minute: RecordedMinute, rows: readonly RecordedPortRow[]): void {
		if (rows.length === 0) {
			return;
		}

		const moment = this.#momentOf(minute);
		const until = minute.time + (minute.seconds * 1000);
		const incidents = this.#incidents.filter(({raised, resolved}) => raised < until && resolved >= minute.time);
		const isFlooded = incidents.some(({source}) => source === 'SYN flood');
		const involved = new Set(incidents.map(({identity}) => identity));
		const ports = rows.map(row => ({port: detectedPort(row, minute.seconds)}));
		this.#detectors.observe({
			moment, ports, counters: [], refused: null, sources: [],
		}, this.#board, identity => isFlooded || involved.has(identity));
		this.#board.takeEvents();
		this.#board.takeTransitions();
		this.#last = {minute, moment};
	}

	/** Returns everything that was learned, as of a moment. */
	learnedUntil(now: Pick<RecordedMinute, 'time' | 'bootId'>): Learned | null {
		return this.#last === undefined ? null : {ports: this.#detectors.learned(this.#last.moment), pause: pauseBetween(this.#last.minute, now)};
	}

	/** Returns the moment at which a minute ended. After a pause, or a start of the machine, what was learned is taken over as portop does then. */
	#momentOf(minute: RecordedMinute): Moment {
		const timeMilliseconds = minute.time + (minute.seconds * 1000);
		if (this.#last === undefined) {
			return {timeMilliseconds, monotonicMilliseconds: 0};
		}

		const {minute: before, moment: {monotonicMilliseconds: then}} = this.#last;
		const moment = {timeMilliseconds, monotonicMilliseconds: then + Math.max(minute.time - before.time, minute.seconds * 1000)};
		const pause = pauseBetween(before, minute);
		if (pause.isRestarted || pause.seconds >= minPauseSeconds) {
			const ports = this.#detectors.learned(this.#last.moment);
			this.#detectors = new Detectors();
			this.#detectors.learn({ports, pause}, moment);
		}

		return moment;
	}
}

function pauseBetween({time, seconds, bootId}: RecordedMinute, next: Pick<RecordedMinute, 'time' | 'bootId'>): Pause {
	return {seconds: Math.max(0, ((next.time - time) / 1000) - seconds), isRestarted: bootId === null || bootId !== next.bootId};
}

/** Returns a port as detectors see it: rates are means, half-open and CLOSE-WAIT connections the most of the minute. */
function detectedPort(row: RecordedPortRow, seconds: number): DetectedPort {
	const {name, process, connections, established, maxHalfOpen, maxCloseWait, maxPeers, opened, receivedBytes, sentBytes} = row;
	const perSecond = (sum: number | null) => sum === null ? null : sum / seconds;
	const bitsPerSecond = (bytes: number | null) => bytes === null ? null : bytes * 8 / seconds;
	return {
		identity: portIdentity(name),
		protocol: name.protocol,
		address: name.address,
		port: name.port,
		owners: {status: 'known', holders: process === null ? [] : [{pid: 0, name: process, fileDescriptor: 0}]},
		service: null,
		isBound: true,
		freshness: 'present',
		connections: {ESTABLISHED: established ?? 0, SYN_RECEIVED: maxHalfOpen ?? 0, CLOSE_WAIT: maxCloseWait ?? 0},
		// No fewer than its parts, of which some are the most of the minute.
		connectionCount: connections === null ? null : Math.max(connections, (established ?? 0) + (maxHalfOpen ?? 0) + (maxCloseWait ?? 0)),
		peerCount: maxPeers,
		openedPerSecond: perSecond(opened),
		receiveBitsPerSecond: bitsPerSecond(receivedBytes),
		sendBitsPerSecond: bitsPerSecond(sentBytes),
	};
}
