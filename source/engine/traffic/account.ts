import type {TrafficRates, TrafficTotals} from '../../model/traffic.ts';

/** The figures of an account. */
const figures = [
	'opened', 'closed', 'failed', 'resets', 'timeouts', 'receivedBytes', 'sentBytes', 'receivedPackets', 'sentPackets', 'retransmissions', 'dataSegments', 'drops',
] as const;
export type TrafficFigure = (typeof figures)[number];

const positions = Object.fromEntries(figures.map((figure, index) => [figure, index])) as Readonly<Record<TrafficFigure, number>>;

/** Adds up what passes through a port, or to a peer, and compares with the previous sample and with the last `r`. */
export class Account {
	readonly #now = new Float64Array(figures.length);
	readonly #before = new Float64Array(figures.length);
	/** The packet filter has counted since the previous sample: of a UDP port nothing else is known. */
	countsPackets = false;
	/** A process cut connections off in a way (SO_LINGER 0) that loses what they had moved since they were seen last. */
	missesBytes = false;
	/** FINs that were taken off the received bytes although it was not certain that they were among them. */
	presumedFins = 0;
	#atReset: Float64Array | undefined;
	/** A sample before this one has been counted, so that there is something to compare with. */
	#seconds: number | null = null;

	add(figure: TrafficFigure, amount: number): void {
		this.#now[positions[figure]]! += amount;
	}

	/** Sets a total that is counted elsewhere. */
	set(figure: TrafficFigure, total: number): void {
		this.#now[positions[figure]] = total;
	}

	total(figure: TrafficFigure): number {
		return this.#now[positions[figure]]!;
	}

	/** Since the previous sample. */
	change(figure: TrafficFigure): number {
		return this.#now[positions[figure]]! - this.#before[positions[figure]]!;
	}

	/** Per second since the previous sample; null where there is none. */
	rate(figure: TrafficFigure): number | null {
		return this.#seconds === null ? null : Math.max(0, this.change(figure)) / this.#seconds;
	}

	/**
	A new sample begins.
	@param seconds Since the previous one; null at the first.
	*/
	startTick(seconds: number | null): void {
		this.#before.set(this.#now);
		this.#seconds = seconds !== null && seconds > 0 ? seconds : null;
	}

	/** Counts a second time from now on. */
	reset(): void {
		this.#atReset = Float64Array.from(this.#now);
	}

	/** Since portop started; or since the last `reset()`, null before the first. */
	sinceStart(): TrafficTotals {
		return totalsOf(figure => this.total(figure));
	}

	sinceReset(): TrafficTotals | null {
		const base = this.#atReset;
		return base === undefined ? null : totalsOf(figure => Math.max(0, this.total(figure) - base[positions[figure]]!));
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
		};
	}

	/** Retransmitted of sent segments since the previous sample; null if none was sent. */
	retransmissionPercent(): number | null {
		const segments = this.change('dataSegments');
		return this.#seconds === null || segments <= 0 ? null : Math.min(100, 100 * Math.max(0, this.change('retransmissions')) / segments);
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
