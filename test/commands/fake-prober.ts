import type {
	ProbeEvent,
	ProbeOutcome,
	ProbeSettings,
	ProbeTarget,
} from '../../source/model/probe.ts';
import type {ProberClient, ProberListener} from '../../source/probes/prober/prober-client.ts';

/** A prober of which a test says what happens. */
export class FakeProber implements ProberClient {
	readonly added: Array<readonly [identity: string, target: ProbeTarget, settings: ProbeSettings]> = [];
	readonly removed: string[] = [];
	isClosed = false;
	#listener: ProberListener | undefined;

	/** As `startProber`. */
	start(listener: ProberListener): ProberClient {
		this.#listener = listener;
		return this;
	}

	add(identity: string, target: ProbeTarget, settings: ProbeSettings): void {
		this.added.push([identity, target, settings]);
	}

	remove(identity: string): void {
		this.removed.push(identity);
	}

	isOwnPort(): boolean {
		return false;
	}

	halfOpen(): number {
		return 0;
	}

	close(): void {
		this.isClosed = true;
	}

	tell(...events: readonly ProbeEvent[]): void {
		this.#listener?.onEvents(events);
	}

	die(reason: string): void {
		this.#listener?.onFailure(reason);
	}
}

/** A reply after 20.123 ms, unless told otherwise. */
export function outcome(target: string, sequence: number, particulars: Partial<ProbeOutcome> = {}): ProbeEvent {
	return {
		target,
		type: 'outcome',
		outcome: {
			sequence,
			kind: 'reply',
			sentAtMilliseconds: 1_700_000_000_000 + (sequence * 1000),
			rttMicroseconds: 20_123,
			from: '192.0.2.1',
			icmp: null,
			detail: 'SYN-ACK',
			answer: null,
			isReordered: false,
			...particulars,
		},
	};
}
