/** The forwarding, by the packet filter (DNAT, redirect), of a port that no socket of this machine is bound to. */
export type Forwarding = {
	readonly transport: 'tcp' | 'udp';
	/** E.g. `172.17.0.2:80`, `:8080` for another port of this machine, `172.17.0.2` for the same port there. Each once; those of which the rule does not say it are missing. */
	readonly targets: readonly string[];
	/** Whether a rule names the port. One that takes nearly every port says little about this one. */
	readonly isNamed: boolean;
	/** Whether connects of this machine to its loopback addresses may be forwarded, too; if not, they say nothing about those of others. */
	readonly mayBeForLoopback: boolean;
};

/** null where the port is not forwarded; `unknown` where it may be, and the rules cannot be read. */
export type PortForwarding = Forwarding | null | 'unknown';
