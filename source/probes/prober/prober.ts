import {setImmediate as nextTurn} from 'node:timers/promises';
import {loadLibc, SystemError, type Libc} from '../../linux/calls/libc.ts';
import type {ProbeEvent} from '../../model/probe.ts';
import {maxProbed, minIntervalSeconds} from '../targets/settings.ts';
import {PortPool} from '../sockets/port-pool.ts';
import {ProbeClock} from '../sockets/clock.ts';
import type {HalfOpenCounts} from '../sockets/half-open-counts.ts';
import type {SelfProbePorts} from '../sockets/self-probe-ports.ts';
import {Poller} from '../sockets/poller.ts';
import type {ToProber} from './messages.ts';
import {TargetProber, type ProberDependencies} from './target-prober.ts';

/** Events are handed over together, so often at most, in milliseconds. */
const flushInterval = 100;

/** The thread looks into its inbox and after its name look-ups at least so often, in milliseconds. */
const turnInterval = 50;

/** The first probes of targets that are added together are spread over this long, in milliseconds, or over one interval. */
const maxSpread = 250;

/** Fractions of successive multiples of the golden ratio lie evenly in 0 to 1, however many there are. */
const goldenRatio = (Math.sqrt(5) - 1) / 2;

/** Probes by connect and udp have a descriptor each until they cannot be answered any more. */
const descriptors = 4096;

/**
The thread sleeps nearly always, and what it does when it is woken takes microseconds: served first, it is on time also on
a busy machine. SCHED_RR's lowest priority, or where that is not allowed a niceness.
*/
const realtimePriority = 1;
const niceness = -10;

/** 64 targets with 100 probes a second each wake it some 13,000 times a second. If it spins, it must not hold a processor. */
const maxWakes = 50_000;

/** The memory that other threads read. */
export type SharedMemory = {
	readonly selfProbePorts: SelfProbePorts;
	readonly halfOpen: HalfOpenCounts;
};

/**
Probes all targets from one thread that does nothing else. It sleeps in ppoll(2), to the microsecond, until a probe is due
or an answer is there; what is on time does not depend on Node.js's timers, which count milliseconds.
*/
export class Prober {
	readonly #dependencies: Omit<ProberDependencies, 'halfOpen'>;
	readonly #halfOpen: HalfOpenCounts;
	readonly #send: (events: readonly ProbeEvent[]) => void;
	readonly #targets = new Map<string, TargetProber>();
	#events: ProbeEvent[] = [];
	#flushedAt = 0;
	#addedCount = 0;
	#wakes = 0;
	#wakesSince = 0;
	#isClosed = false;
	/** Ends the wait for a first target. */
	#wake: () => void = () => undefined;

	/**
	Makes the thread it runs in exact; probes nothing yet.
	@throws LibcUnavailableError or SystemError
	*/
	constructor({selfProbePorts, halfOpen}: SharedMemory, send: (events: readonly ProbeEvent[]) => void, libc: Libc = loadLibc()) {
		becomePrompt(libc);
		this.#dependencies = {
			libc, clock: new ProbeClock(libc), ports: new PortPool(libc, selfProbePorts), poller: new Poller(libc),
		};
		this.#dependencies.poller.makeRoom(descriptors);
		this.#halfOpen = halfOpen;
		this.#send = send;
	}

	receive(message: ToProber): void {
		switch (message.type) {
			case 'add': {
				this.#add(message);
				break;
			}

			case 'remove': {
				this.#targets.get(message.identity)?.close();
				this.#targets.delete(message.identity);
				break;
			}

			case 'close': {
				this.#isClosed = true;
				break;
			}
		}

		this.#wake();
	}

	/** Probes until closed, and then closes every descriptor, also after an error: the process lives on. */
	async run(): Promise<void> {
		try {
			await this.#probe();
		} finally {
			for (const target of this.#targets.values()) {
				target.close();
			}

			this.#dependencies.poller.dispose();
			this.#dependencies.ports.close();
		}
	}

	async #probe(): Promise<void> {
		const {clock, poller} = this.#dependencies;
		let turnAt = 0;
		while (!this.#isClosed) {
			if (this.#targets.size === 0) {
				await this.#waitForTarget();
			}

			this.#sendDue();
			poller.wait(Math.max(0, this.#nextAt() - clock.now()));
			// What the kernel received until here is read now: nothing that came in time can be taken for lost.
			const readUntil = clock.now();
			poller.dispatch();
			this.#settle(readUntil);
			this.#flush();
			this.#watchWakes(readUntil);
			if (clock.now() >= turnAt) {
				await nextTurn();
				turnAt = clock.now() + turnInterval;
			}
		}
	}

	/** Goes back among ordinary threads when it is woken more often than probes can explain. */
	#watchWakes(now: number): void {
		this.#wakes++;
		if (now - this.#wakesSince < 1000) {
			return;
		}

		if (this.#wakes > maxWakes) {
			isAllowed(() => {
				this.#dependencies.libc.setThreadRealtime(0);
			});
		}

		this.#wakes = 0;
		this.#wakesSince = now;
	}

	#add({
		identity, number, target, settings,
	}: Extract<ToProber, {readonly type: 'add'}>): void {
		const refusal = this.#targets.size >= maxProbed
			? `${maxProbed} targets are the most that can be probed at once`
			: (settings.intervalSeconds < minIntervalSeconds
				? `an interval of ${settings.intervalSeconds} s is too short: ${minIntervalSeconds} s (${1 / minIntervalSeconds} probes per second) is the shortest`
				: undefined);
		if (refusal !== undefined) {
			this.#events.push({
				target: identity, type: 'problem', message: refusal, isFinal: true,
			});
			this.#flush(true);
			return;
		}

		const spread = Math.min(maxSpread, settings.intervalSeconds * 1000);
		const firstAt = this.#dependencies.clock.now() + (((this.#addedCount * goldenRatio) % 1) * spread);
		this.#addedCount++;
		this.#targets.get(identity)?.close();
		this.#targets.set(identity, new TargetProber({
			identity, target, settings, firstAt,
		}, {...this.#dependencies, halfOpen: this.#halfOpen.counter(number)}, event => {
			this.#events.push(event);
		}));
	}

	#sendDue(): void {
		for (const target of this.#targets.values()) {
			if (target.sendAt <= this.#dependencies.clock.now()) {
				target.send();
			}
		}
	}

	#settle(readUntil: number): void {
		for (const target of this.#targets.values()) {
			if (target.settleAt <= readUntil) {
				target.settle(readUntil);
			}
		}
	}

	#nextAt(): number {
		let next = this.#dependencies.clock.now() + turnInterval;
		for (const target of this.#targets.values()) {
			next = Math.min(next, target.sendAt, target.settleAt);
		}

		return next;
	}

	#flush(isUrgent = false): void {
		const now = this.#dependencies.clock.now();
		if (!isUrgent && now - this.#flushedAt < flushInterval) {
			return;
		}

		this.#flushedAt = now;
		const sent = this.#targets.values().map(target => target.takeSent()).filter(event => event !== undefined).toArray();
		if (sent.length + this.#events.length === 0) {
			return;
		}

		this.#send([...sent, ...this.#events]);
		this.#events = [];
	}

	async #waitForTarget(): Promise<void> {
		while (this.#targets.size === 0 && !this.#isClosed) {
			await new Promise<void>(resolve => {
				this.#wake = resolve;
			});
		}
	}
}

/** Being served before others is a privilege (CAP_SYS_NICE); without it the thread is one among others. */
function becomePrompt(libc: Libc): void {
	isAllowed(() => {
		libc.setTimerSlack(1);
	});
	const isRealtime = isAllowed(() => {
		libc.setThreadRealtime(realtimePriority);
	});
	if (!isRealtime) {
		isAllowed(() => {
			libc.setThreadPriority(niceness);
		});
	}
}

/** Asks for what may need a privilege; returns whether it was given. */
function isAllowed(ask: () => void): boolean {
	try {
		ask();
		return true;
	} catch (error) {
		if (error instanceof SystemError) {
			return false;
		}

		throw error;
	}
}
