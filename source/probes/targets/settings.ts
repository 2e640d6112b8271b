import type {ProbeSettings} from '../../model/probe.ts';
import {factsOf, type ProbeMethod} from '../../model/probe-method.ts';

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

/** The lengths of a packet that are numbers of 16 bits: IPv4's with its header, IPv6's without (RFC 791; RFC 8200, section 3). */
const maxPacketBytes = 65_535;
const ipv4HeaderBytes = 20;

/** Returns how many bytes a probe can carry: the kernel sends no more. */
export function maxPayloadOf(method: ProbeMethod, family: 4 | 6): number {
	return maxPacketBytes - factsOf(method).headerBytes - (family === 4 ? ipv4HeaderBytes : 0);
}

/** Bytes that some probe can carry. */
export const maxPayloadBytes = maxPayloadOf('udp', 6);
