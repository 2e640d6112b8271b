import type {Moment} from '../../model/moment.ts';
import type {
	PassivePath,
	PortLatency,
	Probe,
	ProbeDetails,
	ProbeEvent,
	ProbeFigures,
	ProbeOutcome,
	ProbeTally,
	ProbeTarget,
	ProbeWindow,
} from '../../model/probe.ts';
import {type ProbeMethod, knownMethod} from '../../model/probe-method.ts';
import {
	decidedOf,
	figuresOf,
	isReceived,
	lossPercent,
	noOutcomes,
	receivedOf,
} from './figures.ts';
import {LossWindow, type Loss} from './loss-window.ts';
import {OutcomeRing, OutcomeList} from './outcome-ring.ts';
import {FewRoundTripTimes, RoundTripTimes} from './round-trip-times.ts';
import {nextStatus, noStatus} from './status.ts';
import {TimeRing} from './time-ring.ts';

export type StatisticsClock = {
	/** Monotonic milliseconds. */
	readonly monotonic: () => number;
	/** Milliseconds since 1970. */
	readonly wall: () => number;
};

/** The round trips of a stretch of time, in microseconds. Unknown is null. */
export type RoundTrips = {
	readonly count: number;
	readonly sum: number;
	readonly minimum: number | null;
	readonly maximum: number | null;
};

const noRoundTrips: RoundTrips = {
	count: 0, sum: 0, minimum: null, maximum: null,
};

function withRoundTrip({count, sum, minimum, maximum}: RoundTrips, microseconds: number): RoundTrips {
	return {
		count: count + 1, sum: sum + microseconds, minimum: Math.min(minimum ?? Infinity, microseconds), maximum: Math.max(maximum ?? 0, microseconds),
	};
}

const systemClock: StatisticsClock = {monotonic: () => performance.now(), wall: () => Date.now()};

const sparklineLength = 120;
const minute = 60_000;

/**
Statistics of the probes of one target: events in, figures out. The last minute has the outcomes whose events were
added in it, by the monotonic clock; in the losses of five minutes and of an hour a probe stands where it was sent. A step of the
wall clock moves nothing but the times that are shown. Charts are drawn from the engine's series, which the tallies feed.

Memory does not grow: about 135 KiB for a target at one probe per second, at most 725 KiB at a hundred per second, all of
them duplicated, with round-trip times up to an hour (histogram 94, loss windows 8, outcomes 530, duplicates 64, the last
outcomes in full 30).
*/
export class TargetStatistics {
	readonly #identity: string;
	readonly #target: ProbeTarget;
	readonly #clock: StatisticsClock;

	#method: ProbeMethod | null;
	#address: string | null = null;
	#previousAddress: string | null = null;
	#problem: string | null = null;
	#status = noStatus;
	#statusSince: Moment | null = null;

	/** Probes sent, as the prober reported; it may lag behind the outcomes. */
	#sent = 0;
	readonly #counts = noOutcomes();
	#duplicates = 0;
	#reordered = 0;
	#lastRttMicroseconds: number | null = null;
	readonly #roundTrips = new RoundTripTimes();
	#recent = noRoundTrips;
	readonly #ring = new OutcomeRing();
	readonly #duplicateTimes = new TimeRing();
	readonly #fiveMinutes = new LossWindow(300);
	readonly #hour = new LossWindow(3600);
	readonly #list = new OutcomeList();
	/** The round-trip times of the session, added up; and what was received, lost and added up until the last tally. */
	#roundTripMicroseconds = 0;
	#tallied: ProbeTally = {received: 0, lost: 0, roundTripMicroseconds: 0};

	constructor(identity: string, target: ProbeTarget, clock: StatisticsClock = systemClock) {
		this.#identity = identity;
		this.#target = target;
		this.#clock = clock;
		this.#method = knownMethod(target);
	}

	/** Takes what happened to this target. */
	add(event: ProbeEvent): void {
		switch (event.type) {
			case 'resolved': {
				this.#method = event.method;
				this.#address = event.address;
				this.#previousAddress = event.previous ?? this.#previousAddress;
				this.#problem = null;
				break;
			}

			case 'problem': {
				// It is not probed now: what it was may not be so any more.
				this.#problem = event.message;
				this.#status = noStatus;
				this.#statusSince = null;
				this.#lastRttMicroseconds = null;
				break;
			}

			case 'sent': {
				this.#sent = event.count;
				break;
			}

			case 'outcome': {
				this.#addOutcome(event.outcome);
				break;
			}

			case 'duplicate': {
				this.#duplicates++;
				this.#duplicateTimes.push(this.#clock.monotonic());
				break;
			}

			case 'finished': {
				break;
			}
		}
	}

	/** Returns the target's row; `passive` is what real connections to it measure, null while that is unknown. */
	row(passive: PassivePath | null): Probe {
		return {
			identity: this.#identity,
			target: this.#target.text,
			method: this.#method,
			address: this.#address,
			port: this.#target.port,
			previousAddress: this.#previousAddress,
			status: this.#status.status,
			statusSince: this.#statusSince,
			problem: this.#problem,
			session: this.session(),
			lastMinute: this.#lastMinute(),
			lastRttMicroseconds: this.#lastRttMicroseconds,
			recent: this.#ring.recent(sparklineLength),
			passive,
		};
	}

	details(passive: PassivePath | null): ProbeDetails {
		return {
			row: this.row(passive),
			windows: this.#windows(),
			histogram: this.#roundTrips.bars,
			outcomes: this.#list.newestFirst(),
		};
	}

	/** Returns what came of the probes since this was called last. A lost one that turned out to be late takes one off the lost ones. */
	takeTally(): ProbeTally {
		const before = this.#tallied;
		this.#tallied = {received: receivedOf(this.#counts), lost: this.#counts.lost, roundTripMicroseconds: this.#roundTripMicroseconds};
		const {received, lost, roundTripMicroseconds} = this.#tallied;
		return {
			received: received - before.received,
			lost: Math.max(0, lost - before.lost),
			roundTripMicroseconds: roundTripMicroseconds - before.roundTripMicroseconds,
		};
	}

	/** Returns the round trips that were measured since the last call. */
	takeRoundTrips(): RoundTrips {
		const recent = this.#recent;
		this.#recent = noRoundTrips;
		return recent;
	}

	latency(): PortLatency {
		return {
			address: this.#target.host,
			status: this.#status.status,
			statusSince: this.#statusSince,
			problem: this.#problem,
			lastRttMicroseconds: this.#lastRttMicroseconds,
			recent: this.#ring.recent(sparklineLength),
			session: this.session(),
		};
	}

	session(): ProbeFigures {
		const others = {inFlight: this.#inFlight, duplicates: this.#duplicates, reordered: this.#reordered};
		return figuresOf(this.#counts, others, this.#roundTrips.figures);
	}

	/** Never negative: outcomes may be reported before the count of sent probes. */
	get #inFlight(): number {
		return Math.max(0, this.#sent - decidedOf(this.#counts));
	}

	#addOutcome(outcome: ProbeOutcome): void {
		if (outcome.kind !== 'error') {
			this.#problem = null;
		}

		this.#updateStatus(outcome);
		if (outcome.kind !== 'late' || !this.#amend(outcome)) {
			this.#decide(outcome);
		}
	}

	#updateStatus(outcome: ProbeOutcome): void {
		const before = this.#status.status;
		this.#status = nextStatus(this.#status, outcome, this.#method);
		if (this.#status.status !== before) {
			this.#statusSince = {timeMilliseconds: this.#clock.wall(), monotonicMilliseconds: this.#clock.monotonic()};
		}
	}

	/** A probe that has no outcome yet has this one. */
	#decide(outcome: ProbeOutcome): void {
		const now = this.#clock.monotonic();
		const sentAt = Math.min(outcome.sentAtMonotonic, now);
		this.#counts[outcome.kind]++;
		this.#reordered += outcome.isReordered ? 1 : 0;
		this.#ring.push(outcome, now, sentAt);
		this.#list.push(outcome);
		if (outcome.kind !== 'error') {
			this.#fiveMinutes.add(outcome.kind, sentAt);
			this.#hour.add(outcome.kind, sentAt);
		}

		// What comes too late is no round-trip time of the session: it would move the figures by how long one waits.
		if (outcome.rttMicroseconds === null || !isReceived(outcome.kind)) {
			return;
		}

		this.#roundTrips.add(outcome.rttMicroseconds);
		this.#roundTripMicroseconds += outcome.rttMicroseconds;
		this.#recent = withRoundTrip(this.#recent, outcome.rttMicroseconds);
		this.#lastRttMicroseconds = outcome.rttMicroseconds;
	}

	/**
	Counts a lost probe as late wherever it was counted as lost.
	@returns Whether it had been counted as lost: an answer that is read before the timeout is checked is late at once.
	*/
	#amend(late: ProbeOutcome): boolean {
		const sentAt = this.#ring.amend(late);
		if (sentAt === null && !(this.#ring.hasForgotten(late.sequence) && this.#counts.lost > 0)) {
			return false;
		}

		this.#counts.lost--;
		this.#counts.late++;
		this.#list.amend(late);
		if (sentAt !== null) {
			this.#fiveMinutes.amend(sentAt);
			this.#hour.amend(sentAt);
		}

		return true;
	}

	#lastMinute(): ProbeFigures {
		const since = this.#clock.monotonic() - minute;
		const counts = noOutcomes();
		const roundTrips = new FewRoundTripTimes();
		let reordered = 0;
		this.#ring.visitSince(since, (kind, microseconds, isReordered) => {
			counts[kind]++;
			reordered += isReordered ? 1 : 0;
			if (microseconds !== null && isReceived(kind)) {
				roundTrips.add(microseconds);
			}
		});
		return figuresOf(counts, {inFlight: this.#inFlight, duplicates: this.#duplicateTimes.countSince(since), reordered}, roundTrips.figures);
	}

	#windows(): ProbeWindow[] {
		const now = this.#clock.monotonic();
		const windowOf = (seconds: number | null, {decided, lost}: Loss) => ({
			seconds, decided, lost, lossPercent: lossPercent(lost, decided),
		});
		return [
			windowOf(10, this.#exactLoss(10, now)),
			windowOf(60, this.#exactLoss(60, now)),
			windowOf(300, this.#fiveMinutes.loss(now)),
			windowOf(3600, this.#hour.loss(now)),
			windowOf(null, {decided: decidedOf(this.#counts), lost: this.#counts.lost}),
		];
	}

	/** Loss in the last so many seconds, at most 60: those are certain to be remembered. */
	#exactLoss(seconds: number, now: number): Loss {
		const counts = noOutcomes();
		this.#ring.visitSince(now - (seconds * 1000), kind => {
			counts[kind]++;
		});
		return {decided: decidedOf(counts), lost: counts.lost};
	}
}
