import type {
	ProbeEvent,
	ProbeOutcome,
	ProbeSettings,
	ProbeTarget,
} from '../../source/model/probe.ts';
import type {ProberListener, startProber} from '../../source/probes/prober/prober-client.ts';

type Probed = {readonly target: ProbeTarget; readonly settings: ProbeSettings};

/** `Omit` forgets which fields belong to which type. */
type NamelessEvent = ProbeEvent extends infer Event ? Event extends ProbeEvent ? Omit<Event, 'target'> : never : never;

/** A prober without a thread: a test emits its events. */
export class FakeProber {
	/** The targets by the name under which they were added; removed ones are gone. */
	readonly targets = new Map<string, Probed>();
	/** Half-open connections by the same name, also after it was removed. */
	readonly halfOpen = new Map<string, number>();
	/** The names that were removed, in order. */
	readonly removed: string[] = [];
	isClosed = false;
	readonly #listener: ProberListener;

	constructor(listener: ProberListener) {
		this.#listener = listener;
	}

	/** The targets' texts, in the order of adding. */
	get texts(): readonly string[] {
		return this.targets.values().map(({target}) => target.text).toArray();
	}

	/** Returns the name under which a target was added last. */
	nameOf(text: string): string {
		const found = [...this.targets].findLast(([, {target}]) => target.text === text);
		if (found === undefined) {
			throw new Error(`${text} is not probed: ${this.texts.join(', ')}`);
		}

		return found[0];
	}

	/** Emits events of the target with this text. */
	emit(text: string, ...events: readonly NamelessEvent[]): void {
		this.emitAs(this.nameOf(text), ...events);
	}

	/** Emits events of a target by its name, also after it was removed. */
	emitAs(name: string, ...events: readonly NamelessEvent[]): void {
		this.#listener.onEvents(events.map(event => ({...event, target: name})));
	}

	die(reason: string, isInternal = true): void {
		this.#listener.onFailure(reason, isInternal);
	}
}

/** Returns a replacement of `startProber` and the list of the probers that it has started. */
export function fakeProbers(isSelfProbePort: (port: number) => boolean = () => false): {readonly started: FakeProber[]; readonly start: typeof startProber} {
	const started: FakeProber[] = [];
	return {
		started,
		start(listener) {
			const prober = new FakeProber(listener);
			started.push(prober);
			return {
				add(identity, target, settings) {
					prober.targets.set(identity, {target, settings});
				},
				remove(identity) {
					prober.targets.delete(identity);
					prober.removed.push(identity);
				},
				isSelfProbePort,
				halfOpen: name => prober.halfOpen.get(name) ?? 0,
				close() {
					prober.isClosed = true;
				},
			};
		},
	};
}

/** Returns the event of a resolved name. */
export function resolved(address: string, method: 'connect' | 'icmp' = 'connect', previous: string | null = null): NamelessEvent {
	return {
		type: 'resolved', method, address, scopeId: 0, previous,
	};
}

/** Returns the event of one outcome. */
export function outcome(sequence: number, kind: ProbeOutcome['kind'], rttMicroseconds: number | null = null): NamelessEvent {
	return {
		type: 'outcome',
		outcome: {
			sequence,
			kind,
			sentAtMilliseconds: 0,
			sentAtMonotonic: 0,
			rttMicroseconds,
			from: null,
			icmp: null,
			detail: null,
			answer: kind === 'late' ? 'reply' : null,
			isReordered: false,
		},
	};
}
