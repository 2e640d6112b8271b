import type {Libc} from '../../linux/calls/libc.ts';
import type {ProbeSettings} from '../../model/probe.ts';
import type {Answer} from '../prober/ledger.ts';
import type {HalfOpenCounter} from '../prober/half-open-counts.ts';
import type {Poller} from '../prober/poller.ts';
import type {ProbeClock} from '../prober/clock.ts';
import type {PortPool} from './port-pool.ts';

/** Where probes of one target go. */
export type Destination = {
	readonly family: 4 | 6;
	/** Without brackets and scope. */
	readonly address: string;
	/** Of a link-local IPv6 address: the interface's index; else 0. */
	readonly scopeId: number;
	/** 0 for icmp. */
	readonly port: number;
};

/** What a method needs to open a channel. */
export type ChannelSite = {
	readonly libc: Libc;
	readonly poller: Poller;
	readonly clock: ProbeClock;
	readonly ports: PortPool;
	/** Counts connections to this machine that are reset. */
	readonly halfOpen: HalfOpenCounter;
	readonly destination: Destination;
	readonly settings: ProbeSettings;
	/** An answer to a probe of this channel came. Never called from within `send`'s caller before the probe is known as sent. */
	readonly onAnswer: (answer: Answer) => void;
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
	/** How long after its timeout an answer is still recognised, in seconds. */
	readonly lateSeconds: number;
	/** @throws ChannelError, or SystemError if for now it cannot be opened: no route. */
	readonly open: (site: ChannelSite) => Channel;
};
