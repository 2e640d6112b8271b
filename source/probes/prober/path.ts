import {SystemError} from '../../linux/calls/libc.ts';
import type {
	Channel,
	ChannelDependencies,
	Method,
	ProbeAnswer,
} from '../methods/channel.ts';
import {Ledger, type LedgerEvent} from './ledger.ts';

export type PathListener = {
	readonly emit: (event: LedgerEvent) => void;
	/** Called when an answer was read; the next `settle` reports it. */
	readonly onAnswer: () => void;
};

/** The way to one address of a target: its channel, and the probes that went there. */
export class Path {
	readonly #open: () => Channel;
	readonly #now: () => number;
	readonly #ledger: Ledger;
	#channel: Channel | undefined;
	/** Answers that were read and are not reported yet, so that they can be sorted by their time of receipt. */
	#answers: ProbeAnswer[] = [];

	/**
	Opens the channel.
	@throws ChannelError if it can never be opened.
	*/
	constructor(method: Method, dependencies: Omit<ChannelDependencies, 'onAnswer' | 'onGiveUp'>, {emit, onAnswer}: PathListener) {
		this.#ledger = new Ledger({...dependencies.settings, lateSeconds: method.lateSeconds}, emit, sequence => {
			this.#channel?.forget(sequence);
		});
		this.#now = () => dependencies.clock.now();
		this.#open = () => method.open({
			...dependencies,
			onAnswer: answer => {
				this.#answers.push(answer);
				onAnswer();
			},
			onGiveUp: sequence => {
				this.#ledger.giveUp(sequence);
			},
		});
		try {
			this.#channel = this.#open();
		} catch (error) {
			// Without a route, for now, each probe says so itself.
			if (!(error instanceof SystemError)) {
				throw error;
			}
		}
	}

	/** Probes that are neither answered nor timed out. */
	get inFlight(): number {
		return this.#ledger.inFlight;
	}

	/** The time of the next timeout, in monotonic milliseconds. */
	get nextExpiry(): number {
		return this.#ledger.nextExpiry;
	}

	/** Sends a probe. Returns whether it left; if not, its outcome has been reported. */
	send(sequence: number): boolean {
		const sentAtMilliseconds = Date.now();
		try {
			this.#channel ??= this.#open();
			this.#ledger.sent(sequence, this.#channel.send(sequence), sentAtMilliseconds);
			return true;
		} catch (error) {
			if (!(error instanceof SystemError)) {
				throw error;
			}

			this.#ledger.failed(sequence, this.#now(), sentAtMilliseconds, error.message);
			this.#reopenLater();
			return false;
		}
	}

	/** Reports the answers, in the order in which the kernel received them. */
	settle(): void {
		if (this.#answers.length === 0) {
			return;
		}

		const answers = this.#answers.toSorted((a, b) => a.receivedAt - b.receivedAt);
		this.#answers = [];
		for (const answer of answers) {
			this.#ledger.answered(answer);
		}
	}

	/** Decides what has timed out before a moment up to which every answer has been read. */
	expire(readUntil: number): void {
		this.#ledger.expire(readUntil);
	}

	close(): void {
		this.#channel?.close();
		this.#channel = undefined;
	}

	/** The network may have changed under the sockets; with none in flight nothing is lost by new ones. */
	#reopenLater(): void {
		if (this.#ledger.inFlight === 0) {
			this.close();
		}
	}
}
