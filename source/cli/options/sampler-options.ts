import {noFixedChecks} from '../../model/alert.ts';
import type {SamplerOptions} from '../../protocol/protocol.ts';
import {defaultProbeSettings} from '../../probes/targets/settings.ts';
import type {Monitoring} from './options.ts';

/** Returns the options of a sampler that watches, probes and counts nothing but what a sample shows. */
export function samplerOptionsOf(source: SamplerOptions['source']): SamplerOptions {
	return {
		source,
		intervalSeconds: 1,
		watchedPorts: [],
		probeTargets: [],
		probeMethod: null,
		probeSettings: defaultProbeSettings,
		probesWatchedPorts: false,
		procPath: '/proc',
		alertRules: [],
		detects: false,
		fixedLimits: noFixedChecks,
		restarts: 0,
		keepsSeries: false,
		historyBytes: 0,
		countsBetweenSamples: false,
		completeAttribution: false,
	};
}

/** Returns the options of a sampler that goes on watching, and counts what comes and goes between its samples. */
export function watchingOptionsOf({
	source, intervalSeconds, watchedPorts, probeTargets, probeMethod, probeSettings, passive, alertRules, detects, fixedLimits,
}: Monitoring): SamplerOptions {
	return {
		...samplerOptionsOf(source),
		intervalSeconds,
		watchedPorts,
		probeTargets,
		probeMethod,
		probeSettings,
		probesWatchedPorts: !passive,
		alertRules,
		detects,
		fixedLimits,
		countsBetweenSamples: true,
	};
}
