import type {
	ProbeEvent,
	ProbeOutcome,
	ProbeSettings,
	ProbeTarget,
} from '../../source/model/probe.ts';
import type {ProberListener, startProber} from '../../source/probes/prober/prober-client.ts';

type Probed = {readonly target: ProbeTarget; readonly settings: ProbeSettings};

/** `Omit` forgets which fields belong to which type. */
type Told = ProbeEvent extends infer Event ? Event extends ProbeEvent ? Omit<Event, 'target'> : never : never;

/** Stands for the prober's thread: tells what a test makes up. Each that is started is one more in `started`. */
export class FakeProber {
	/** By the name under which it was added. */
	readonly targets = new Map<string, Probed>();
	/** Half-open connections by the same name, also after it was removed. */
	readonly halfOpen = new Map<string, number>();
	isClosed = false;
	readonly #listener: ProberListener;

	constructor(listener: ProberListener) {
		this.#listener = listener;
	}

	/** The targets' texts, in the order of adding. */
	get texts(): readonly string[] {
		return this.targets.values().map(({target}) => target.text).toArray();
	}

	/** Under which name a target was added last. */
	nameOf(text: string): string {
		const found = [...this.targets].findLast(([, {target}]) => target.text === text);
		if (found === undefined) {
			throw new Error(`${text} is not probed: ${this.texts.join(', ')}`);
		}

		return found[0];
	}

	tell(text: string, ...events: readonly Told[]): void {
		this.tellAs(this.nameOf(text), ...events);
	}

	/** Also for a target that is not there any more. */
	tellAs(name: string, ...events: readonly Told[]): void {
		this.#listener.onEvents(events.map(event => ({...event, target: name})));
	}

	die(reason: string): void {
		this.#listener.onFailure(reason);
	}
}

/** What stands for `startProber`. */
export function fakeProbers(isOwnPort: (port: number) => boolean = () => false): {readonly started: FakeProber[]; readonly start: typeof startProber} {
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
				},
				isOwnPort,
				halfOpen: name => prober.halfOpen.get(name) ?? 0,
				close() {
					prober.isClosed = true;
				},
			};
		},
	};
}

export function resolved(address: string, method: 'connect' | 'icmp' = 'connect', previous: string | null = null): Told {
	return {
		type: 'resolved', method, address, previous,
	};
}

/** One outcome, as it would follow `sent`. */
export function outcome(sequence: number, kind: ProbeOutcome['kind'], rttMicroseconds: number | null = null): Told {
	return {
		type: 'outcome',
		outcome: {
			sequence,
			kind,
			sentAtMilliseconds: 0,
			rttMicroseconds,
			from: null,
			icmp: null,
			detail: null,
			answer: kind === 'late' ? 'reply' : null,
			isReordered: false,
		},
	};
}
