import type {
	ProbeEvent,
	ProbeOutcome,
	ProbeSettings,
	ProbeStatus,
} from '../../model/probe.ts';
import {startProber, type ProberClient} from '../../probes/prober/prober-client.ts';
import {nextStatus, noStatus} from '../../probes/statistics/status.ts';
import type {Place} from './port-place.ts';

/** The result of connecting to a port. */
export type PortProbeResult = {
	/** null: not known, and `problem` says why. */
	readonly status: ProbeStatus | null;
	readonly problem: string | null;
	/** One for each connection that was accepted. */
	readonly roundTripsMicroseconds: readonly number[];
	/** Attempts with an outcome. */
	readonly decided: number;
	/** The last outcome in words; null where there was no answer. */
	readonly detail: string | null;
};

type Probed = {
	memory: typeof noStatus;
	problem: string | null;
	readonly roundTripsMicroseconds: number[];
	decided: number;
	detail: string | null;
	isOver: boolean;
};

/** Connects to ports again and again, each connection reset before the program that listens hears of it (probes/methods/connect.ts). */
export class PortProbes {
	readonly prober: ProberClient;
	readonly #settings: ProbeSettings;
	readonly #ports = new Map<string, Probed>();
	readonly #finished = Promise.withResolvers<void>();
	#failure: string | null = null;

	constructor(settings: ProbeSettings, start: typeof startProber = startProber) {
		this.#settings = settings;
		this.prober = start({
			onEvents: events => {
				for (const event of events) {
					this.#add(event);
				}

				this.#endIfOver();
			},
			onFailure: reason => {
				this.#failure = reason;
				this.#finished.resolve();
			},
		});
	}

	/** Begins to connect to a port, unless there is no place where to. */
	add(port: number, {host, problem}: Place): void {
		const name = String(port);
		this.#ports.set(name, {
			memory: noStatus, problem, roundTripsMicroseconds: [], decided: 0, detail: null, isOver: host === null,
		});
		if (host === null) {
			return;
		}

		this.prober.add(name, {
			text: name, method: 'connect', host, port,
		}, this.#settings);
	}

	/** Waits until each probe has its outcome. */
	async finished(): Promise<void> {
		this.#endIfOver();
		await this.#finished.promise;
	}

	result(port: number): PortProbeResult {
		const {
			memory, problem, isOver: _isOver, ...figures
		} = this.#ports.get(String(port))!;
		const {status} = memory;
		return {
			...figures, status, problem: status === null ? problem ?? this.#failure ?? 'it was not probed' : null,
		};
	}

	close(): void {
		this.prober.close();
	}

	#add(event: ProbeEvent): void {
		const probed = this.#ports.get(event.target);
		if (probed === undefined) {
			return;
		}

		switch (event.type) {
			case 'outcome': {
				addOutcome(probed, event.outcome);
				break;
			}

			case 'problem': {
				// A port that cannot be probed now is not tried again: a check does not wait.
				probed.problem = event.message;
				probed.isOver = true;
				break;
			}

			case 'finished': {
				probed.isOver = true;
				break;
			}

			case 'resolved':
			case 'sent':
			case 'duplicate': {
				break;
			}
		}
	}

	#endIfOver(): void {
		if (this.#ports.values().every(({isOver}) => isOver)) {
			this.#finished.resolve();
		}
	}
}

function addOutcome(probed: Probed, outcome: ProbeOutcome): void {
	const {kind, rttMicroseconds, detail} = outcome;
	if (kind === 'error') {
		// It was not sent, so it says nothing about the port.
		probed.problem = detail;
		return;
	}

	probed.memory = nextStatus(probed.memory, outcome, 'connect');
	probed.detail = detail;
	// One that is late was lost first.
	probed.decided += Number(kind !== 'late');
	if (kind === 'reply' && rttMicroseconds !== null) {
		probed.roundTripsMicroseconds.push(rttMicroseconds);
	}
}
