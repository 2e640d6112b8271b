import type {
	ForwarderReport,
	RecordedPacket,
	SeenProbe,
} from './plan.ts';

/** A probe as it really fared. */
export type TrueProbe = SeenProbe & {
	/** Microseconds since 1970 when the first packet of it left the client's kernel. */
	readonly sentAtMicroseconds: number;
	/** From there until the first answer arrived in the client's kernel; null if none did. */
	readonly rttMicroseconds: number | null;
	/** Answers that arrived after the first. */
	readonly surplusAnswers: number;
};

type Record = {
	readonly sentAtMicroseconds: number;
	readonly answeredAtMicroseconds: number[];
};

/**
Joins what the forwarder did with what the recorder saw.
@throws {Error} Where the two have not seen the same probes.
*/
export function joinTruth({probes}: ForwarderReport, packets: readonly RecordedPacket[]): readonly TrueProbe[] {
	const records = recordsOf(packets);
	return probes.map(probe => {
		// Keys come round again; both have seen them in the same order.
		const record = records.get(probe.key)?.shift();
		if (record === undefined) {
			throw new Error(`the recorder has not seen ${probe.key}`);
		}

		const {sentAtMicroseconds, answeredAtMicroseconds} = record;
		const [first] = answeredAtMicroseconds;
		return {
			...probe,
			sentAtMicroseconds,
			rttMicroseconds: first === undefined ? null : first - sentAtMicroseconds,
			surplusAnswers: Math.max(0, answeredAtMicroseconds.length - 1),
		};
	});
}

/** By the first key, in the order of sending. */
function recordsOf(packets: readonly RecordedPacket[]): Map<string, Record[]> {
	const byName = new Map<string, Record[]>();
	const latest = new Map<string, Record>();
	for (const {role, keys, atMicroseconds} of packets) {
		const [name] = keys;
		const known = latest.get(name);
		if (role === 'answer') {
			known?.answeredAtMicroseconds.push(atMicroseconds);
		} else if (known === undefined || !name.startsWith('tcp ')) {
			// A TCP segment that comes again is the same probe, repeated by its kernel.
			const record: Record = {sentAtMicroseconds: atMicroseconds, answeredAtMicroseconds: []};
			byName.set(name, [...byName.get(name) ?? [], record]);
			for (const key of keys) {
				latest.set(key, record);
			}
		}
	}

	return byName;
}
