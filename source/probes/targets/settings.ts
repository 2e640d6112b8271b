import type {ProbeSettings} from '../../model/probe.ts';

/** The settings of a target for which the user gives none. */
export const defaultProbeSettings: ProbeSettings = {
	family: null,
	intervalSeconds: 1,
	timeoutSeconds: 1,
	count: null,
	sourcePort: null,
	timeToLive: null,
	doNotFragment: false,
	typeOfService: null,
	payloadBytes: null,
	interfaceName: null,
	tcpFlags: ['S'],
	data: null,
};

/** Targets of a user's that are probed at the same time: portop watches, it does not scan. */
export const maxTargets = 64;

/** The most targets of one prober: `portop check port` adds each port of a list a few times. */
export const maxProbed = 1024;

/** Seconds between two probes of a target: at most 100 a second. Probing never floods. */
export const minIntervalSeconds = 0.01;

/** Bytes that a probe can carry: 65,535 less the longest headers, IPv4's with TCP's. */
export const maxPayloadBytes = 65_495;
