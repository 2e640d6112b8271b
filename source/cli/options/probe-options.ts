import type {ProbeSettings, ProbeTarget} from '../../model/probe.ts';
import type {ProbeMethod} from '../../model/probe-method.ts';
import {defaultProbeSettings, mostPayloadBytes, mostTargets} from '../../probes/targets/settings.ts';
import {formatTarget, parseTarget} from '../../probes/targets/target.ts';
import type {Config} from '../config/config.ts';
import type {FlagName} from '../flags/flags.ts';
import {UsageError} from '../flags/usage-error.ts';
import {readValue, type Words} from '../flags/words.ts';
import type {MonitorOptions, ProbeOptions} from './options.ts';
import {refuseContradictions} from './probe-contradictions.ts';
import {
	parseData,
	parseDscp,
	parseInterfaceName,
	parseMethod,
	parseProbeInterval,
	parseTcpFlags,
	parseTypeOfService,
} from './probe-values.ts';
import {parseSeconds, parseWhole} from './values.ts';

const shortestTimeoutSeconds = 0.01;
const longestTimeoutSeconds = 60;
const mostProbes = 1_000_000_000;

/**
What `portop probe` is to do.
@throws {UsageError}
*/
export function readProbeOptions(words: Words): ProbeOptions {
	if (words.input.length === 0) {
		throw new UsageError('portop probe: no target is given; write e.g. portop probe host, host:443, icmp://host or udp://host:53');
	}

	const {targets, settings} = readProbes(words.input, 'interval', 'timeout', words);
	return {
		targets,
		settings,
		// A document per line is what a watch prints.
		json: words.has('json') || words.has('watch'),
		watch: words.has('watch'),
	};
}

/**
What the monitor probes.
@param config What holds where nothing is typed.
@throws {UsageError}
*/
export function readMonitorProbes(words: Words, config: Pick<Config, 'probes' | 'probeInterval' | 'passive'>): Pick<MonitorOptions, 'probeTargets' | 'probeMethod' | 'probeSettings' | 'probesWatchedPorts'> {
	const typed = words.values('probe');
	const {targets, method, settings} = readProbes(typed.length === 0 ? config.probes ?? [] : typed, 'probe-interval', 'timeout', words, config.probeInterval);
	return {
		probeTargets: targets, probeMethod: method, probeSettings: settings, probesWatchedPorts: !(words.switch('passive') ?? config.passive ?? false),
	};
}

/**
Targets and how they are probed.
@param intervalFlag What says how often, and `timeoutFlag` how long an answer is waited for.
@param intervalSeconds How often where nothing says it.
@throws {UsageError}
*/
export function readProbes(texts: readonly string[], intervalFlag: FlagName, timeoutFlag: FlagName, words: Words, intervalSeconds = defaultProbeSettings.intervalSeconds) {
	const method = readValue(words, 'method', parseMethod) ?? null;
	const targets = readTargets(texts, method);
	const settings = readSettings(words, intervalFlag, timeoutFlag, intervalSeconds);
	refuseContradictions(words, {
		method, targets, settings, intervalFlag, timeoutFlag,
	});
	return {targets, method, settings};
}

/** Each target once, whatever way it is spelled. */
function readTargets(texts: readonly string[], method: ProbeMethod | null): readonly ProbeTarget[] {
	const targets = new Map<string, ProbeTarget>();
	for (const text of texts) {
		const parsed = parseTarget(text, method);
		if (!parsed.ok) {
			throw new UsageError(parsed.message);
		}

		const name = formatTarget(parsed.target);
		if (!targets.has(name)) {
			targets.set(name, parsed.target);
		}
	}

	if (targets.size > mostTargets) {
		throw new UsageError(`${targets.size} targets are more than the ${mostTargets} that portop probes at the same time`);
	}

	return targets.values().toArray();
}

function readSettings(words: Words, intervalFlag: FlagName, timeoutFlag: FlagName, intervalSeconds: number): ProbeSettings {
	return {
		family: words.has('ipv4') ? 4 : (words.has('ipv6') ? 6 : null),
		intervalSeconds: readValue(words, intervalFlag, word => parseProbeInterval(word, intervalFlag)) ?? intervalSeconds,
		timeoutSeconds: readValue(words, timeoutFlag, word => parseSeconds(word, timeoutFlag, shortestTimeoutSeconds, longestTimeoutSeconds))
			?? defaultProbeSettings.timeoutSeconds,
		count: readValue(words, 'count', word => parseWhole(word, 'count', 1, mostProbes)) ?? null,
		sourcePort: readValue(words, 'source-port', word => parseWhole(word, 'source-port', 1, 65_535)) ?? null,
		timeToLive: readValue(words, 'ttl', word => parseWhole(word, 'ttl', 1, 255)) ?? null,
		doNotFragment: words.has('df'),
		typeOfService: readValue(words, 'tos', parseTypeOfService) ?? readValue(words, 'dscp', parseDscp) ?? null,
		payloadBytes: readValue(words, 'size', word => parseWhole(word, 'size', 0, mostPayloadBytes)) ?? null,
		interfaceName: readValue(words, 'interface', parseInterfaceName) ?? null,
		tcpFlags: readValue(words, 'flags', parseTcpFlags) ?? defaultProbeSettings.tcpFlags,
		data: readValue(words, 'data', word => parseData(word)) ?? null,
	};
}
