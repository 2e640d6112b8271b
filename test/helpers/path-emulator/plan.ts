/* What the path between two namespaces does to packets, and what is told about it: data that crosses processes as JSON. */

/** The network device at both ends. */
export const device = 'path0';

/** Which probes of a rule are lost, counted from 1 in the order in which they were sent. */
export type LossPattern =
	/** The nth, 2nth, … */
	| {readonly kind: 'every'; readonly nth: number}
	/** `passed` that pass, then `lost` in a row, over and over. */
	| {readonly kind: 'bursts'; readonly passed: number; readonly lost: number}
	/** Each with this probability, the same in every run. */
	| {readonly kind: 'random'; readonly percent: number; readonly seed: number};

/** What happens to the probes to one address and port, and, for the delay, to all packets from and to there. */
export type PathRule = {
	readonly name: string;
	readonly protocol: 'tcp' | 'udp' | 'icmp';
	/** Of the server. */
	readonly address: string;
	/** Of the server; 0 for icmp. */
	readonly port: number;
	/** Half of it in each direction, on top of what the machine itself takes. */
	readonly roundTripMilliseconds?: number;
	/** Whether the probes themselves are lost, or the answers to them. */
	readonly loss?: LossPattern & {readonly direction: 'forward' | 'reply'};
	/** The answer to every nth probe comes twice. */
	readonly duplicate?: {readonly every: number};
	/** The answer to every nth probe comes so much later: behind the next one, or behind its timeout. */
	readonly hold?: {readonly every: number; readonly milliseconds: number};
};

export type PathPlan = {
	readonly rules: readonly PathRule[];
};

/** What the path did with a probe; also with a repetition of it by the sender's or the server's kernel. */
export type Verdict = 'passed' | 'lost forward' | 'lost reply';

/** A probe that the path has seen. */
export type SeenProbe = {
	/** The rule's name. */
	readonly rule: string;
	/** Protocol, server, port, and what tells it from the others: source port and sequence number, identifier and so on. */
	readonly key: string;
	readonly verdict: Verdict;
	/** Answers that were handed to the client; the copy of a duplicated one is one more. */
	readonly answers: number;
	readonly isDuplicated: boolean;
	readonly isHeld: boolean;
};

/** What the forwarder tells when it is asked. */
export type ForwarderReport = {
	/** In the order in which they were sent. */
	readonly probes: readonly SeenProbe[];
	/** How much later than planned packets left: milliseconds. */
	readonly lateness: {readonly median: number; readonly p95: number; readonly maximum: number};
};

/** A packet at the client's end of the path. */
export type RecordedPacket = {
	readonly role: 'request' | 'answer';
	/** See Packet; the first is the probe's name. */
	readonly keys: readonly [string, ...string[]];
	/** When the kernel saw it, since 1970. */
	readonly atMicroseconds: number;
};

/**
Packets of other clients to the same address and port are told from probes by this type of service or traffic class:
what carries it is delayed like everything else, but never counted, lost, held or duplicated.
*/
export const otherTrafficClass = 0x20;

/** In the client's namespace what this user sends is marked so. */
export const otherUser = 65_534;

export type Endpoint = {
	readonly address: string;
	readonly port: number;
};

/** What the server's end offers. */
export type Services = {
	/** TCP: each connection is taken and closed. */
	readonly accepting?: readonly Endpoint[];
	/** UDP: each datagram is sent back. */
	readonly echoing?: readonly Endpoint[];
	/** TCP: the accept queue is full, so that each SYN is dropped. */
	readonly full?: readonly Endpoint[];
};

/** Who answers `time exceeded` to what is sent with a TTL or hop limit of 1. */
export const routers = {ipv4: '10.77.0.254', ipv6: 'fd77::fe'} as const;
export const clientAddresses = {ipv4: '10.77.0.1', ipv6: 'fd77::1'} as const;

/** One of the server's addresses: 0 is the first, 199 the last. */
export function serverAddress(family: 'ipv4' | 'ipv6', index = 0): string {
	return family === 'ipv4' ? `10.77.0.${index + 2}` : `fd77::${(index + 2).toString(16)}`;
}
