import {isIP} from 'node:net';
import type {Port} from '../../model/port.ts';
import type {PortLatency, ProbeSettings} from '../../model/probe.ts';
import type {SourceStatus} from '../../model/snapshot.ts';
import {isTcp} from '../../model/socket.ts';
import {ownLoopbacks} from '../../probes/sockets/own-address.ts';
import {defaultProbeSettings, maxTargets} from '../../probes/targets/settings.ts';
import {isLinkLocal} from '../../probes/targets/destination.ts';
import type {WatchedPort} from '../traffic/watched-ports.ts';
import type {ProbeTargets} from './probe-targets.ts';

/** A port's latency changes slowly, and who listens must not notice the probes. */
const minIntervalSeconds = 2;

/** The maximum number of sensors, which always leaves room for the user's targets. */
export const maxSensors = 32;

/** The address at which a watched port is reached. */
type Place = {
	readonly host: string;
	readonly port: number;
	/** Whether the table has a listener there. */
	readonly listens: boolean;
};

type Sensor = {
	readonly listens: boolean;
	/** The number of the last probe that was sent before a listener came or went. */
	readonly before: number;
};

/** Measures the connect latency of watched TCP ports: a target for each address at which a listener is reached. */
export class PortSensors {
	readonly #targets: ProbeTargets;
	readonly #settings: ProbeSettings;
	readonly #loopbacks: () => readonly string[];
	/** Which sensor measures a port, and whether it is open, by the port's identity. */
	#ports: ReadonlyMap<string, Pick<WatchedPort, 'status'> & {readonly sensor: string}> = new Map();
	/** By identity. */
	#sensors: ReadonlyMap<string, Sensor> = new Map();
	/** The number of watched ports without room for a sensor. */
	#missing = 0;

	/** `intervalSeconds` is that of the samples: a sensor is not quicker. `loopbacks` returns the loopback addresses that there are now. */
	constructor(targets: ProbeTargets, intervalSeconds: number, loopbacks: () => readonly string[] = ownLoopbacks) {
		this.#targets = targets;
		this.#loopbacks = loopbacks;
		this.#settings = {...defaultProbeSettings, intervalSeconds: Math.max(minIntervalSeconds, intervalSeconds)};
	}

	/** null when every watched port is measured. */
	get problem(): string | null {
		if (this.#missing === 0) {
			return null;
		}

		const ports = this.#missing === 1 ? 'port' : 'ports';
		const limit = this.#sensors.size < maxSensors ? `${maxTargets} targets are the most` : `${maxSensors} are the most`;
		return `the latency of ${this.#missing} watched ${ports} is not measured: ${limit}`;
	}

	/** Probes where these ports are reached, and no other port any more. */
	update(ports: readonly WatchedPort[]): void {
		const loopbacks = ports.length === 0 ? [] : this.#loopbacks();
		const reached = ports.flatMap(port => {
			const host = probedHost(port, loopbacks);
			return host === null ? [] : [{port, host, sensor: sensorIdentity(host, port.port)}];
		});
		this.#ports = new Map(reached.map(({port: {identity, status}, sensor}) => [identity, {sensor, status}]));
		const wanted = new Map<string, Place>();
		for (const {port: {port, status}, host, sensor} of reached) {
			wanted.set(sensor, {host, port, listens: status === 'OPEN' || wanted.get(sensor)?.listens === true});
		}

		this.#probe(wanted);
	}

	/** Returns what was measured of a port of the last sample so far, by its identity; null where it is not measured. */
	latency(identity: string): PortLatency | null {
		const port = this.#ports.get(identity);
		const target = port === undefined ? undefined : this.#targets.sensor(port.sensor);
		const sensor = port === undefined ? undefined : this.#sensors.get(port.sensor);
		if (port === undefined || target === undefined || sensor === undefined) {
			return null;
		}

		const latency = target.statistics.latency();
		const isAnswer = latency.status === 'OPEN' || latency.status === 'CLOSED';
		const isOutdated = isAnswer && latency.status !== port.status && target.lastAnswered <= sensor.before;
		// What answered is not there any more: who is there now is asked by the next probe.
		return isOutdated ? {...latency, status: null, statusSince: null} : latency;
	}

	#probe(wanted: ReadonlyMap<string, Place>): void {
		for (const identity of this.#sensors.keys()) {
			if (!wanted.has(identity)) {
				this.#targets.remove(identity);
			}
		}

		const sensors = new Map(this.#sensors.entries().filter(([identity]) => wanted.has(identity)));
		for (const [identity, {host, port, listens}] of wanted) {
			const sensor = sensors.get(identity);
			if (sensor !== undefined) {
				sensors.set(identity, sensor.listens === listens ? sensor : {listens, before: this.#targets.sensor(identity)?.lastSent ?? 0});
			} else if (sensors.size < maxSensors && this.#targets.room > 0) {
				this.#targets.addSensor(identity, {
					text: identity, method: 'connect', host, port,
				}, this.#settings);
				sensors.set(identity, {listens, before: 0});
			}
		}

		this.#sensors = sensors;
		this.#missing = wanted.size - sensors.size;
	}
}

/** Adds what the sensors miss to the status of the probes. */
export function withProblem(status: SourceStatus | null, problem: string | null): readonly SourceStatus[] {
	return status === null ? [] : [problem !== null && status.state === 'ok' ? {...status, state: 'degraded', problem} : status];
}

function sensorIdentity(host: string, port: number): string {
	return `sensor:${host}|${port}`;
}

/** Returns the status of a port as its probes see it; null where they do not say. */
export function measuredStatus({status}: PortLatency): Port['status'] | null {
	return status === 'UNREACHABLE' || status === 'OPEN|FILTERED' ? 'FILTERED' : status;
}

/**
Returns the address at which a watched TCP port is reached from this machine: at its own address, a wildcard, or a port without a listener, at
the first loopback address that there is of its families. null where there is none, where it is not watched, no TCP port, or a
wildcard that is bound to an interface: there it takes nothing that comes in by `lo`.
*/
export function probedHost({watched, protocol, address}: Pick<Port, 'watched' | 'protocol' | 'address'>, loopbacks: readonly string[]): string | null {
	if (!watched || !isTcp(protocol)) {
		return null;
	}

	const {host, interfaceName} = splitAddress(address);
	const families = wildcardFamilies[host];
	if (families !== undefined) {
		const loopback = loopbacks.find(each => families.includes(isIP(each)));
		return interfaceName === undefined || interfaceName === 'lo' ? loopback ?? null : null;
	}

	return interfaceName !== undefined && isLinkLocal(host) ? `${host}%${interfaceName}` : host;
}

/** Returns the address of a row without its brackets, IPv4 as such also in an IPv6 socket (RFC 4291, section 2.5.5.2), and the interface that it is bound to. */
export function splitAddress(address: string): {readonly host: string; readonly interfaceName: string | undefined} {
	const [bracketed = '', interfaceName] = address.split('%', 2);
	return {host: bracketed.replace(/^\[(.*)\]$/, '$1').replace(/^::ffff:(?=\d+\.)/, ''), interfaceName};
}

/** The families of which a wildcard takes connections, where sock_diag says whether IPv6's takes IPv4. */
export const wildcardFamilies: Readonly<Partial<Record<string, readonly number[]>>> = {'*': [4, 6], '0.0.0.0': [4], '::': [6]};
