import type {Libc} from '../../linux/calls/libc.ts';
import type {ProbeOutcome, ProbeSettings} from '../../model/probe.ts';
import type {Destination} from '../targets/destination.ts';
import type {HalfOpenCounter} from '../sockets/half-open-counts.ts';
import type {Poller} from '../sockets/poller.ts';
import type {ProbeClock} from '../sockets/clock.ts';
import type {PortPool} from '../sockets/port-pool.ts';

/** An answer to one probe, matched. */
export type ProbeAnswer = {
	readonly sequence: number;
	readonly kind: 'reply' | 'refused' | 'rejected';
	/** Monotonic milliseconds. */
	readonly receivedAt: number;
	readonly from: string | null;
	readonly icmp: ProbeOutcome['icmp'];
	readonly detail: string;
};

/** The resources that a method needs to open a channel. */
export type ChannelDependencies = {
	readonly libc: Libc;
	readonly poller: Poller;
	readonly clock: ProbeClock;
	readonly ports: PortPool;
	/** Counts connections to this machine that are reset. */
	readonly halfOpen: HalfOpenCounter;
	readonly destination: Destination;
	readonly settings: ProbeSettings;
	/** An answer to a probe of this channel came. Never called from within `send`'s caller before the probe is known as sent. */
	readonly onAnswer: (answer: ProbeAnswer) => void;
	/** A probe can no longer be answered. */
	readonly onGiveUp: (sequence: number) => void;
};

/** One method's way to one destination. */
export type Channel = {
	/**
	Sends a probe.
	@returns When, in monotonic milliseconds, read just before the system call.
	@throws SystemError if it could not be sent.
	*/
	readonly send: (sequence: number) => number;
	/** A probe's answer is not waited for any more. */
	readonly forget: (sequence: number) => void;
	readonly close: () => void;
};

/** A channel cannot be opened, for a reason that trying again will not mend: a privilege, an interface. */
export class ChannelError extends Error {
	override readonly name = 'ChannelError';
}

/** A way of probing. */
export type Method = {
	/** An answer is recognised for this long after its timeout, in seconds. */
	readonly lateSeconds: number;
	/** @throws ChannelError, or SystemError if for now it cannot be opened: no route. */
	readonly open: (dependencies: ChannelDependencies) => Channel;
};
