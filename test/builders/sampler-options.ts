import {noFixedChecks} from '../../source/model/alert.ts';
import type {SamplerOptions} from '../../source/protocol/protocol.ts';
import {defaultProbeSettings} from '../../source/probes/targets/settings.ts';

/** A sampler of this machine, watching and probing nothing unless told. */
export function samplerOptions(options: Partial<SamplerOptions> = {}): SamplerOptions {
	return {
		source: 'auto',
		intervalSeconds: 1,
		watchedPorts: [],
		procPath: '/proc',
		probeTargets: [],
		probeMethod: null,
		probeSettings: defaultProbeSettings,
		probesWatchedPorts: false,
		alertRules: [],
		detects: false,
		fixedLimits: noFixedChecks,
		restarts: 0,
		keepsSeries: false,
		historyBytes: 0,
		countsBetweenSamples: false,
		completeAttribution: false,
		...options,
	};
}
