import type {Port} from '../model/port.ts';
import type {PortLatency, ProbeSettings} from '../model/probe.ts';
import type {SourceStatus} from '../model/snapshot.ts';
import {defaultProbeSettings} from '../probes/default-settings.ts';
import {mostTargets} from '../probes/limits.ts';
import type {PortEntry} from './port-rows.ts';
import type {ProbeBook} from './probe-book.ts';

/** A port's latency changes slowly, and who listens must not notice the probes. */
const shortestIntervalSeconds = 2;

/** Measures the connect latency of watched TCP ports: a target in the book for each address at which a listener is reached. */
export class PortSensors {
	readonly #book: ProbeBook;
	readonly #settings: ProbeSettings;
	/** By identity. */
	#sensors: ReadonlySet<string> = new Set();
	/** Those that there was no room for. */
	#missing = 0;

	/** `intervalSeconds` is that of the samples: a sensor is not quicker. */
	constructor(book: ProbeBook, intervalSeconds: number) {
		this.#book = book;
		this.#settings = {...defaultProbeSettings, intervalSeconds: Math.max(shortestIntervalSeconds, intervalSeconds)};
	}

	/** null when every watched port is measured. */
	get problem(): string | null {
		return this.#missing === 0
			? null
			: `the latency of ${this.#missing} watched ${this.#missing === 1 ? 'port' : 'ports'} is not measured: ${mostTargets} targets are the most`;
	}

	/** Probes what is in these rows, and nothing else any more. */
	update(entries: readonly PortEntry[]): void {
		const wanted = new Map(entries.flatMap(({port}) => {
			const host = probedHost(port);
			return host === null ? [] : [[sensorIdentity(host, port.port), {host, port: port.port}] as const];
		}));
		for (const identity of this.#sensors) {
			if (!wanted.has(identity)) {
				this.#book.remove(identity);
			}
		}

		for (const [identity, {host, port}] of wanted) {
			if (this.#book.room > 0 && !this.#book.has(identity)) {
				this.#book.addSensor(identity, {
					text: identity, method: 'connect', host, port,
				}, this.#settings);
			}
		}

		this.#sensors = new Set(wanted.keys().filter(identity => this.#book.has(identity)));
		this.#missing = wanted.size - this.#sensors.size;
	}

	/** The rows with what was measured so far. */
	measured(entries: readonly PortEntry[]): readonly PortEntry[] {
		return this.#sensors.size === 0 ? entries : entries.map(entry => this.#measured(entry));
	}

	#measured(entry: PortEntry): PortEntry {
		const host = probedHost(entry.port);
		const latency = host === null ? null : this.#book.latency(sensorIdentity(host, entry.port.port));
		return latency === null ? entry : {...entry, port: {...entry.port, latency, status: statusOf(latency) ?? entry.port.status}};
	}
}

/** Adds what the sensors miss to what the book says of itself. */
export function withProblem(status: SourceStatus | null, problem: string | null): readonly SourceStatus[] {
	return status === null ? [] : [problem !== null && status.state === 'ok' ? {...status, state: 'degraded', problem} : status];
}

function sensorIdentity(host: string, port: number): string {
	return `sensor:${host}|${port}`;
}

function statusOf({status}: PortLatency): Port['status'] | null {
	return status === 'UNREACHABLE' || status === 'OPEN|FILTERED' ? 'FILTERED' : status;
}

/**
Where a watched TCP port is reached from this machine: at its own address, a wildcard at its family's loopback address, a
port that nobody listens on at 127.0.0.1. null where it is not watched, no TCP port, or a wildcard that is bound to an
interface: there it takes nothing that comes in by `lo`.
*/
export function probedHost({watched, protocol, address}: Port): string | null {
	if (!watched || !protocol.startsWith('tcp')) {
		return null;
	}

	const [bracketed = '', interfaceName] = address.split('%', 2);
	const host = bracketed.replace(/^\[(.*)\]$/, '$1');
	const loopback = loopbackOf[host];
	if (loopback !== undefined) {
		return interfaceName === undefined || interfaceName === 'lo' ? loopback : null;
	}

	return interfaceName !== undefined && isLinkLocal(host) ? `${host}%${interfaceName}` : host;
}

const loopbackOf: Readonly<Partial<Record<string, string>>> = {'*': '127.0.0.1', '0.0.0.0': '127.0.0.1', '::': '::1'};

/** fe80::/10, RFC 4291 section 2.5.6. */
function isLinkLocal(host: string): boolean {
	return /^fe[89ab]/.test(host);
}
