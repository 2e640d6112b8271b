import type {TrafficRates, TrafficTotals} from '../../model/traffic.ts';

/** The figures of an account. */
const figures = [
	'opened', 'closed', 'failed', 'resets', 'timeouts', 'receivedBytes', 'sentBytes', 'receivedPackets', 'sentPackets', 'retransmissions', 'dataSegments', 'drops',
] as const;
export type TrafficFigure = (typeof figures)[number];
export type Growth = Readonly<Record<TrafficFigure, number>>;

const positions = Object.fromEntries(figures.map((figure, index) => [figure, index])) as Readonly<Record<TrafficFigure, number>>;

/** The figures that are unknown once connections ended of which the kernel cannot report what they moved. */
const movedFigures: ReadonlySet<TrafficFigure> = new Set(['receivedBytes', 'sentBytes', 'receivedPackets', 'sentPackets', 'retransmissions', 'dataSegments']);

/** Adds up what passes through a port, or to a peer, and compares with the previous sample and with the last `r`. Its totals never fall. */
export class Account {
	readonly #now = new Float64Array(figures.length);
	/** As of the previous sample, or what was the most before: a correction is made up for by what is counted next. */
	readonly #before = new Float64Array(figures.length);
	/** The packet filter has counted since the previous sample: of a UDP port nothing else is known. */
	countsPackets = false;
	/** Connections were cut off in a way that loses what they had moved since they were seen last (SO_LINGER 0), or a byte of it. */
	losesBytes = false;
	/** Connections of which nothing is known may be missing, although the kernel reports them all. */
	missesConnections = false;
	/** Totals that may be too low for a reason of their own. */
	readonly atLeast = new Set<keyof TrafficTotals>();
	/** FINs that were taken off the received bytes although it was not certain that they were among them. */
	presumedFins = 0;
	/** Its program was seen to close without waiting for the peer's FIN. */
	leavesFins = false;
	/** Its connections may be MPTCP's. */
	isMptcp = false;
	/** Connections that were opened before the previous sample, and are known to have been only now. */
	openedLate = 0;
	/** The account that this one has been merged into. */
	#heir: Account | undefined;
	/** Connections have ended that had hidden what they moved: ever, and since the previous sample. */
	#isHidden = false;
	#isHiddenNow = false;
	#atReset: Float64Array | undefined;
	/** At the last `takeGrowth()`. */
	readonly #atTaking = new Float64Array(figures.length);
	/** A sample before this one has been counted, so that there is something to compare with. */
	#seconds: number | null = null;

	/** Whether bytes may be missing of what is shown. */
	get missesBytes(): boolean {
		return this.losesBytes || this.presumedFins > 0;
	}

	/** Whether it is unknown what its connections have moved: see `hide()`. */
	get isHidden(): boolean {
		return this.#isHidden;
	}

	add(figure: TrafficFigure, amount: number): void {
		if (this.#heir === undefined) {
			this.#now[positions[figure]]! += amount;
		} else {
			this.#heir.add(figure, amount);
		}
	}

	/** A connection has ended of which the kernel cannot report what it moved: the totals of that are unknown from now on. */
	hide(): void {
		this.#isHidden = true;
		this.#isHiddenNow = true;
	}

	/** Takes over all that another account has counted, without a change since the previous sample. What that one is given goes here from now on. */
	absorb(other: Account): void {
		for (const [index, amount] of other.#now.entries()) {
			this.#now[index]! += amount;
			this.#before[index]! += Math.max(amount, other.#before[index]!);
			this.#atTaking[index]! += other.#atTaking[index]!;
		}

		this.losesBytes ||= other.losesBytes;
		this.presumedFins += other.presumedFins;
		other.#heir = this;
	}

	/** Sets a total that is counted elsewhere. */
	set(figure: TrafficFigure, total: number): void {
		this.#now[positions[figure]] = total;
	}

	total(figure: TrafficFigure): number {
		return Math.max(this.#now[positions[figure]]!, this.#before[positions[figure]]!);
	}

	/** Since the previous sample. */
	change(figure: TrafficFigure): number {
		return this.total(figure) - this.#before[positions[figure]]!;
	}

	/** Returns by how much each total grew since the last call, also in samples in which its port was closed. */
	takeGrowth(): Growth {
		const growth = figures.map((figure, index) => {
			const total = this.total(figure);
			const grown = total - this.#atTaking[index]!;
			this.#atTaking[index] = total;
			return [figure, grown] as const;
		});
		// Object.fromEntries() forgets that every one is there.
		return Object.fromEntries(growth) as Growth;
	}

	/** Per second since the previous sample; null where there is none, or where it is unknown. */
	rate(figure: TrafficFigure): number | null {
		return this.#seconds === null || (this.#isHiddenNow && movedFigures.has(figure)) ? null : this.change(figure) / this.#seconds;
	}

	/**
	A new sample begins.
	@param seconds Since the previous one; null at the first.
	*/
	startTick(seconds: number | null): void {
		for (const [index, now] of this.#now.entries()) {
			this.#before[index] = Math.max(now, this.#before[index]!);
		}

		this.openedLate = 0;
		this.#isHiddenNow = false;
		this.#seconds = seconds !== null && seconds > 0 ? seconds : null;
	}

	/** Counts a second time from now on. */
	reset(): void {
		this.#atReset = Float64Array.from(figures, figure => this.total(figure));
	}

	/** Since portop started; or since the last `reset()`, null before the first. */
	sinceStart(): TrafficTotals {
		return this.#known(totalsOf(figure => this.total(figure)));
	}

	sinceReset(): TrafficTotals | null {
		const base = this.#atReset;
		return base === undefined ? null : this.#known(totalsOf(figure => this.total(figure) - base[positions[figure]]!));
	}

	rates(): TrafficRates {
		const bits = (bytesPerSecond: number | null) => bytesPerSecond === null ? null : bytesPerSecond * 8;
		return {
			openedPerSecond: this.rate('opened'),
			closedPerSecond: this.rate('closed'),
			failedPerSecond: this.rate('failed'),
			resetsPerSecond: this.rate('resets'),
			timeoutsPerSecond: this.rate('timeouts'),
			receiveBitsPerSecond: bits(this.rate('receivedBytes')),
			sendBitsPerSecond: bits(this.rate('sentBytes')),
			receivePacketsPerSecond: this.rate('receivedPackets'),
			sendPacketsPerSecond: this.rate('sentPackets'),
			dataSegmentsPerSecond: this.rate('dataSegments'),
		};
	}

	/** Retransmitted of sent segments since the previous sample; null if none was sent. */
	retransmissionPercent(): number | null {
		const segments = this.change('dataSegments');
		return this.#seconds === null || segments <= 0 ? null : Math.min(100, 100 * this.change('retransmissions') / segments);
	}

	#known(totals: TrafficTotals): TrafficTotals {
		return this.#isHidden
			? {
				...totals, receivedBytes: null, sentBytes: null, receivedPackets: null, sentPackets: null, retransmissions: null,
			}
			: totals;
	}
}

function totalsOf(total: (figure: TrafficFigure) => number): TrafficTotals {
	return {
		opened: total('opened'),
		closed: total('closed'),
		failed: total('failed'),
		resets: total('resets'),
		timeouts: total('timeouts'),
		receivedBytes: total('receivedBytes'),
		sentBytes: total('sentBytes'),
		receivedPackets: total('receivedPackets'),
		sentPackets: total('sentPackets'),
		retransmissions: total('retransmissions'),
		drops: total('drops'),
	};
}
