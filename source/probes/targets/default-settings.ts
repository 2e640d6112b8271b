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
