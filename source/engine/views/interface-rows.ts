import type {CountedInterface} from '../../collectors/interfaces.ts';
import type {NetworkInterface} from '../../model/traffic.ts';

const collator = new Intl.Collator('en', {numeric: true});

type Counter = Exclude<keyof CountedInterface, 'name' | 'isCounted'>;

/** The network interfaces, compared with the sample before: first those that are part of the totals, then by name. */
export class InterfaceRows {
	/** The interfaces of the last sample by name, and no others: those of containers come and go. */
	#before: ReadonlyMap<string, CountedInterface> = new Map();
	#sampledAt = 0;
	#rows: readonly NetworkInterface[] = [];

	get rows(): readonly NetworkInterface[] {
		return this.#rows;
	}

	/** Takes a new sample in; `sampledAt` is in monotonic milliseconds. */
	update(interfaces: readonly CountedInterface[], sampledAt: number): readonly NetworkInterface[] {
		const seconds = (sampledAt - this.#sampledAt) / 1000;
		this.#rows = interfaces
			.map(each => interfaceRow(each, this.#before.get(each.name), seconds))
			.toSorted((a, b) => a.isCounted === b.isCounted ? collator.compare(a.name, b.name) : Number(b.isCounted) - Number(a.isCounted));
		this.#before = new Map(interfaces.map(each => [each.name, each]));
		this.#sampledAt = sampledAt;
		return this.#rows;
	}
}

/** Returns the rate of a counter; unknown where it went back, because then another interface has taken the name. */
function interfaceRow(now: CountedInterface, before: CountedInterface | undefined, seconds: number): NetworkInterface {
	const rate = (counter: Counter) => before === undefined || seconds <= 0 || now[counter] < before[counter]
		? null
		: (now[counter] - before[counter]) / seconds;
	const bits = (counter: Counter) => {
		const bytesPerSecond = rate(counter);
		return bytesPerSecond === null ? null : bytesPerSecond * 8;
	};

	return {
		...now,
		receiveBitsPerSecond: bits('receivedBytes'),
		sendBitsPerSecond: bits('sentBytes'),
		receivePacketsPerSecond: rate('receivedPackets'),
		sendPacketsPerSecond: rate('sentPackets'),
		receiveErrorsPerSecond: rate('receiveErrors'),
		sendErrorsPerSecond: rate('sendErrors'),
		receiveDropsPerSecond: rate('receiveDrops'),
		sendDropsPerSecond: rate('sendDrops'),
	};
}
