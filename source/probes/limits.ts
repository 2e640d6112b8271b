/** Targets that are probed at the same time: portop watches, it does not scan. */
export const mostTargets = 64;

/** Seconds between two probes of a target: at most 100 a second. Probing never floods. */
export const shortestIntervalSeconds = 0.01;

/** Bytes that a probe can carry: what a datagram of 65,535 has left beside the longest of its headers, IPv4's with TCP's. */
export const mostPayloadBytes = 65_495;
