import type {ProbeSettings} from '../../model/probe.ts';

/** How a target is probed unless told otherwise. */
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
export const mostTargets = 64;

/** What one prober takes: `portop check port` asks for each port of a list, a few times. */
export const mostProbed = 1024;

/** Seconds between two probes of a target: at most 100 a second. Probing never floods. */
export const shortestIntervalSeconds = 0.01;

/** Bytes that a probe can carry: what a datagram of 65,535 has left beside the longest of its headers, IPv4's with TCP's. */
export const mostPayloadBytes = 65_495;
