import type {Libc} from '../../linux/calls/libc.ts';
import type {ProbeEvent, ProbeSettings, ProbeTarget} from '../../model/probe.ts';
import {knownMethod} from '../../model/probe-method.ts';
import {ChannelError} from '../methods/channel.ts';
import {methods} from '../methods/registry.ts';
import type {PortPool} from '../sockets/port-pool.ts';
import {mayOpenRawSockets} from '../sockets/raw-socket-rights.ts';
import {sourceAddress} from '../methods/socket-settings.ts';
import {isSameHost, resolve, type Destination} from '../targets/destination.ts';
import type {Poller} from '../sockets/poller.ts';
import type {HalfOpenCounter} from '../sockets/half-open-counts.ts';
import type {ProbeClock} from '../sockets/clock.ts';
import {Path} from './path.ts';
import {Schedule} from './schedule.ts';

/** Names are looked up again, and the route is, so often, in milliseconds: a change is noticed within it. */
const resolveInterval = 30_000;

/** While probes are lost the route is looked at so often, in milliseconds: our own address may have been replaced. */
const routeInterval = 1000;

/** A target that cannot be probed yet is tried again after this long, in milliseconds. */
const retryInterval = 5000;

/** The resources that all targets share. */
export type ProberDependencies = {
	readonly libc: Libc;
	readonly poller: Poller;
	readonly clock: ProbeClock;
	readonly ports: PortPool;
	/** Counts connections to this machine that are reset. */
	readonly halfOpen: HalfOpenCounter;
};

export type ProbeRequest = {
	readonly identity: string;
	readonly target: ProbeTarget;
	readonly settings: ProbeSettings;
	/** The time of the first probe, in monotonic milliseconds. */
	readonly firstAt: number;
};

/** An event without the name of its target. */
type OwnEvent = ProbeEvent extends infer Event ? (Event extends ProbeEvent ? Omit<Event, 'target'> : never) : never;

/** Probes one target: resolves its name, sends on time, and says what became of each probe. */
export class TargetProber {
	/** The time of the next probe, in monotonic milliseconds. */
	sendAt = Infinity;
	/** The time of the next other work, a timeout or a name to look up; at once when an answer was read. */
	settleAt: number;
	readonly #request: ProbeRequest;
	readonly #dependencies: ProberDependencies;
	readonly #send: (event: ProbeEvent) => void;
	/** The address that is probed, and from which address of ours. */
	#route: {readonly destination: Destination; readonly source: string | null} | undefined;
	/** The ways to the addresses that were probed, the current one last; those before wait for their last answers. */
	#paths: Path[] = [];
	#schedule: Schedule | undefined;
	#sequence = 0;
	#sentCount = 0;
	#reportedSent = 0;
	#isResolving = false;
	/** A probe was lost or could not be sent since the route was looked at. */
	#isLosing = false;
	#routeSeenAt = 0;
	#resolveAt: number;
	#problem: string | undefined;
	#isOver = false;

	constructor(request: ProbeRequest, dependencies: ProberDependencies, emit: (event: ProbeEvent) => void) {
		this.#request = request;
		this.#dependencies = dependencies;
		this.#send = emit;
		this.#resolveAt = dependencies.clock.now();
		this.settleAt = this.#resolveAt;
	}

	get #hasMoreToSend(): boolean {
		const {count} = this.#request.settings;
		return count === null || this.#sequence < count;
	}

	/** Sends the probe that is due. */
	send(): void {
		this.#sequence++;
		if (this.#paths.at(-1)?.send(this.#sequence)) {
			this.#sentCount++;
		}

		this.#schedule?.advance(this.#dependencies.clock.now());
		this.#plan();
	}

	/** Reports the answers, and decides the probes that timed out before `readUntil`, up to which every answer has been read. */
	settle(readUntil: number): void {
		if (this.#isOver) {
			return;
		}

		for (const path of this.#paths) {
			path.settle();
			path.expire(readUntil);
		}

		this.#closeFormerPaths();
		if (this.#paths.length > 0 && !this.#hasMoreToSend && this.#paths.every(({inFlight}) => inFlight === 0)) {
			this.#emit({type: 'finished'});
			this.close();
			return;
		}

		if (!this.#isResolving && readUntil >= this.#resolveAt) {
			void this.#resolve();
		} else if (this.#isLosing && readUntil >= this.#routeSeenAt + routeInterval) {
			this.#checkRoute();
		}

		this.#plan();
	}

	/** Returns the number of probes sent, which is reported before their outcomes; undefined if none was sent since. */
	takeSent(): ProbeEvent | undefined {
		if (this.#sentCount === this.#reportedSent) {
			return undefined;
		}

		this.#reportedSent = this.#sentCount;
		return {target: this.#request.identity, type: 'sent', count: this.#sentCount};
	}

	/** Closes its descriptors; nothing is reported any more. */
	close(): void {
		this.#isOver = true;
		for (const path of this.#paths) {
			path.close();
		}

		this.#paths = [];
		this.#plan();
	}

	/** The loop looks at these two numbers only, for each target at each turn. */
	#plan(): void {
		this.sendAt = this.#isOver || !this.#hasMoreToSend ? Infinity : this.#schedule?.due ?? Infinity;
		this.settleAt = this.#isOver || this.#isResolving ? Infinity : this.#resolveAt;
		for (const {nextExpiry} of this.#paths) {
			this.settleAt = Math.min(this.settleAt, nextExpiry);
		}
	}

	#closeFormerPaths(): void {
		while (this.#paths.length > 1 && this.#paths[0]?.inFlight === 0) {
			this.#paths.shift()?.close();
		}
	}

	async #resolve(): Promise<void> {
		this.#isResolving = true;
		const {target, settings} = this.#request;
		try {
			const destination = await resolve(target, settings, this.#route?.destination);
			if (!this.#isOver) {
				this.#follow(destination);
			}

			this.#resolveAt = this.#dependencies.clock.now() + resolveInterval;
		} catch (error) {
			this.#fail(error);
		} finally {
			this.#isResolving = false;
			this.#plan();
		}
	}

	#checkRoute(): void {
		try {
			if (this.#route !== undefined) {
				this.#follow(this.#route.destination);
			}
		} catch (error) {
			this.#fail(error);
		}
	}

	/** Opens a new path where the address, or the one of ours from which it is reached, is not what it was. */
	#follow(destination: Destination): void {
		this.#isLosing = false;
		this.#routeSeenAt = this.#dependencies.clock.now();
		const source = sourceAddress(this.#dependencies.libc, destination, this.#request.settings);
		const {destination: before, source: sourceBefore} = this.#route ?? {};
		if (isSameHost(destination, before) && (source === null || source === sourceBefore)) {
			return;
		}

		this.#open(destination);
		this.#route = {destination, source};
	}

	/** Goes to another address from now on. */
	#open(destination: Destination): void {
		const {target, settings, firstAt} = this.#request;
		const method = knownMethod(target) ?? (mayOpenRawSockets(this.#dependencies.libc, destination.family) ? 'syn' : 'connect');
		this.#paths.push(new Path(methods[method], {...this.#dependencies, destination, settings}, {
			emit: event => {
				this.#isLosing ||= event.type === 'outcome' && (event.outcome.kind === 'lost' || event.outcome.kind === 'error');
				this.#emit(event);
			},
			onAnswer: () => {
				this.settleAt = 0;
			},
		}));
		this.#problem = undefined;
		this.#schedule ??= new Schedule(Math.max(firstAt, this.#dependencies.clock.now()), settings.intervalSeconds * 1000);
		const before = this.#route?.destination;
		if (isSameHost(destination, before)) {
			return;
		}

		const {address, scopeId} = destination;
		this.#emit({
			type: 'resolved', method, address, scopeId, previous: before?.address ?? null,
		});
	}

	/** A name that cannot be looked up again keeps its address. */
	#fail(error: unknown): void {
		const message = error instanceof Error ? error.message : String(error);
		const isFinal = error instanceof ChannelError;
		const isProbing = this.#paths.length > 0;
		this.#resolveAt = isFinal ? Infinity : this.#dependencies.clock.now() + (isProbing ? resolveInterval : retryInterval);
		if (isProbing || this.#isOver || message === this.#problem) {
			return;
		}

		this.#problem = message;
		this.#emit({type: 'problem', message, isFinal});
	}

	#emit(event: OwnEvent): void {
		this.#send({target: this.#request.identity, ...event});
	}
}
