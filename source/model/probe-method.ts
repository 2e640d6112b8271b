/** The facts about a probe method that every layer may use. Sending and receiving are in probes/methods/. */
type ProbeMethodFacts = {
	/** The protocol whose ports it probes; null where a target has no port. */
	readonly transport: 'tcp' | 'udp' | null;
	/** Schemes of other programs that mean this method; an error then names the right one. */
	readonly otherSchemes: readonly string[];
	/** The name in narrow tables. */
	readonly shortName: string;
	/** The status of a port from which nothing comes back. */
	readonly silentStatus: 'FILTERED' | 'OPEN|FILTERED';
	/** Whether a refusal by the target proves that it is there. */
	readonly isAnsweredByRefusal: boolean;
	/** The settings that it can follow, among those that not every method can (keys of `ProbeSettings`). */
	readonly settings: ReadonlyArray<'sourcePort' | 'doNotFragment' | 'payloadBytes' | 'tcpFlags' | 'data'>;
	/** The header before its payload, without IP's. */
	readonly headerBytes: number;
	/** Whether two of its sockets cannot send from one source port to one destination at the same time. */
	readonly needsOwnSourcePort: boolean;
};

const facts = {
	/** connect(2). */
	connect: {
		transport: 'tcp',
		otherSchemes: ['tcp', 'http', 'https'],
		shortName: 'conn',
		silentStatus: 'FILTERED',
		isAnsweredByRefusal: false,
		settings: ['sourcePort'],
		headerBytes: 20,
		needsOwnSourcePort: true,
	},
	/** A TCP segment from a raw socket. */
	syn: {
		transport: 'tcp',
		otherSchemes: [],
		shortName: 'syn',
		silentStatus: 'FILTERED',
		isAnsweredByRefusal: false,
		settings: ['sourcePort', 'doNotFragment', 'payloadBytes', 'tcpFlags'],
		headerBytes: 20,
		needsOwnSourcePort: false,
	},
	/** An ICMP echo request. */
	icmp: {
		transport: null,
		otherSchemes: ['ping', 'icmp6', 'icmpv6'],
		shortName: 'icmp',
		silentStatus: 'FILTERED',
		isAnsweredByRefusal: false,
		settings: ['doNotFragment', 'payloadBytes'],
		headerBytes: 8,
		needsOwnSourcePort: false,
	},
	/** A UDP datagram. */
	udp: {
		transport: 'udp',
		otherSchemes: ['dns'],
		shortName: 'udp',
		silentStatus: 'OPEN|FILTERED',
		isAnsweredByRefusal: true,
		settings: ['sourcePort', 'doNotFragment', 'payloadBytes', 'data'],
		headerBytes: 8,
		needsOwnSourcePort: true,
	},
} as const satisfies Readonly<Record<string, ProbeMethodFacts>>;

export type ProbeMethod = keyof typeof facts;

/** The names of all methods, as a scheme or after `--method`. */
export const probeMethods = Object.keys(facts) as readonly ProbeMethod[];

/** Returns what is known of a method; undefined where the method itself is not known yet. */
export function factsOf(method: ProbeMethod): ProbeMethodFacts;
export function factsOf(method: ProbeMethod | null): ProbeMethodFacts | undefined;
export function factsOf(method: ProbeMethod | null): ProbeMethodFacts | undefined {
	return method === null ? undefined : facts[method];
}

/** Returns the method of a target; null where the prober chooses, because only it knows which sockets it may open. */
export function knownMethod({method, port}: {readonly method: ProbeMethod | null; readonly port: number | null}): ProbeMethod | null {
	return method ?? (port === null ? 'icmp' : null);
}
