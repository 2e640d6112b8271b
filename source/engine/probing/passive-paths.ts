import {unknown, type SocketTable} from '../../collectors/socket-table.ts';
import {firstUdpIndex, stateIndices} from '../../model/socket.ts';
import type {PassivePath} from '../../model/probe.ts';
import {hostOf, remoteScope, type Host} from '../sockets/address-words.ts';
import {isSelfProbe, type IsSelfProbePort} from '../sockets/self-probes.ts';
import {quantile} from '../sockets/connection-sums.ts';

const {ESTABLISHED: established} = stateIndices;
const stride = 2048;
const buckets = 256;
const secondsKept = 60;

/** The sums of one address in one sample. */
type Sums = {
	readonly host: Host;
	/** The next address in the same bucket. */
	readonly next: Sums | undefined;
	readonly rtts: number[];
	connections: number;
	retransmissionsPerSecond: number;
	dataSegmentsPerSecond: number;
};

/**
The kernel's measurements of the established TCP connections to the probed addresses: how many there are and their
RTTs in each sample, what they retransmitted over the last minute. An address that is not probed any more is forgotten.
*/
export class PassivePaths {
	/** By address. */
	#minutes: ReadonlyMap<string, LastMinute> = new Map();
	#sampledAt: number | undefined;

	/**
	Makes all passes over a sample that was compared with the one before, one after the other. Probes of ours are left
	out. Yields now and then.
	@param addresses As `hostText` spells them. IPv4 and IPv4-mapped are the same.
	@param sampledAt Monotonic milliseconds of the sample.
	*/
	* update(table: SocketTable, addresses: Iterable<string>, isSelfProbePort: IsSelfProbePort, sampledAt: number): Generator<void, ReadonlyMap<string, PassivePath>> {
		const seconds = this.#sampledAt === undefined ? 0 : (sampledAt - this.#sampledAt) / 1000;
		this.#sampledAt = sampledAt;
		const sums = yield * sumsByAddress(table, addresses, isSelfProbePort);
		const minutes = new Map<string, LastMinute>();
		const paths = new Map<string, PassivePath>();
		for (const [address, ofSample] of sums) {
			const minute = this.#minutes.get(address) ?? new LastMinute();
			minute.add(sampledAt, ofSample.retransmissionsPerSecond * seconds, ofSample.dataSegmentsPerSecond * seconds);
			minutes.set(address, minute);
			paths.set(address, {
				connections: ofSample.connections,
				rttMicroseconds: quantile(Int32Array.from(ofSample.rtts).toSorted(), 0.5),
				retransmissionPercent: minute.retransmissionPercent(sampledAt),
			});
		}

		this.#minutes = minutes;
		return paths;
	}
}

function * sumsByAddress(table: SocketTable, addresses: Iterable<string>, isSelfProbePort: IsSelfProbePort): Generator<void, ReadonlyMap<string, Sums>> {
	const heads: Array<Sums | undefined> = Array.from({length: buckets});
	const byAddress = new Map<string, Sums>();
	for (const address of addresses) {
		const host = hostOf(address);
		if (host === null) {
			continue;
		}

		const bucket = bucketOf(...host.words);
		let sums = find(heads[bucket], host.scopeId, ...host.words);
		if (sums === undefined) {
			sums = {
				host, next: heads[bucket], rtts: [], connections: 0, retransmissionsPerSecond: 0, dataSegmentsPerSecond: 0,
			};
			heads[bucket] = sums;
		}

		byAddress.set(address, sums);
	}

	if (byAddress.size > 0) {
		yield * addUp(table, heads, isSelfProbePort);
	}

	return byAddress;
}

function * addUp(table: SocketTable, heads: ReadonlyArray<Sums | undefined>, isSelfProbePort: IsSelfProbePort): Generator<void> {
	const {columns, liveCount} = table;
	for (let row = 0; row < liveCount; row++) {
		if (row % stride === stride - 1) {
			yield;
		}

		if (columns.state[row] !== established || columns.protocol[row]! >= firstUdpIndex) {
			continue;
		}

		const word0 = columns.remote0[row]!;
		const word1 = columns.remote1[row]!;
		const word2 = columns.remote2[row]!;
		const word3 = columns.remote3[row]!;
		const sums = find(heads[bucketOf(word0, word1, word2, word3)], remoteScope(columns, row), word0, word1, word2, word3);
		if (sums !== undefined && (isSelfProbePort === undefined || !isSelfProbe(table.columns, row, isSelfProbePort))) {
			addConnection(table, row, sums);
		}
	}
}

function bucketOf(word0: number, word1: number, word2: number, word3: number): number {
	return Math.imul(word0 ^ word1 ^ word2 ^ word3, 0x9E_37_79_B1) >>> 24;
}

/** `scopeId` is 0 where the interface does not matter, or is not known: then any is right. */
function find(head: Sums | undefined, scopeId: number, word0: number, word1: number, word2: number, word3: number): Sums | undefined {
	for (let sums = head; sums !== undefined; sums = sums.next) {
		const {words} = sums.host;
		if (words[3] === word3 && words[2] === word2 && words[1] === word1 && words[0] === word0 && (scopeId === 0 || scopeId === sums.host.scopeId)) {
			return sums;
		}
	}

	return undefined;
}

function addConnection({columns}: SocketTable, row: number, sums: Sums): void {
	sums.connections++;
	if (columns.rttMicroseconds[row] !== unknown) {
		sums.rtts.push(columns.rttMicroseconds[row]!);
	}

	sums.retransmissionsPerSecond += Math.max(0, columns.retransmissionsPerSecond[row]!);
	sums.dataSegmentsPerSecond += Math.max(0, columns.dataSegmentsPerSecond[row]!);
}

/** The segments sent to one address, and how many of them again, in the last minute: a slot for each second, 1.4 KiB. */
class LastMinute {
	/** Which second of the monotonic clock a slot holds. */
	readonly #seconds = new Float64Array(secondsKept).fill(-Infinity);
	readonly #retransmissions = new Float64Array(secondsKept);
	readonly #dataSegments = new Float64Array(secondsKept);

	/** Counts what was sent since the sample before; `now` is in monotonic milliseconds. */
	add(now: number, retransmissions: number, dataSegments: number): void {
		const second = Math.floor(now / 1000);
		const slot = second % secondsKept;
		if (this.#seconds[slot] !== second) {
			this.#seconds[slot] = second;
			this.#retransmissions[slot] = 0;
			this.#dataSegments[slot] = 0;
		}

		this.#retransmissions[slot]! += retransmissions;
		this.#dataSegments[slot]! += dataSegments;
	}

	/** In the last minute; null if nothing was sent. */
	retransmissionPercent(now: number): number | null {
		const oldest = Math.floor(now / 1000) - secondsKept;
		let retransmissions = 0;
		let dataSegments = 0;
		for (const [slot, second] of this.#seconds.entries()) {
			if (second > oldest) {
				retransmissions += this.#retransmissions[slot]!;
				dataSegments += this.#dataSegments[slot]!;
			}
		}

		return dataSegments > 0 ? Math.min(100, 100 * retransmissions / dataSegments) : null;
	}
}
