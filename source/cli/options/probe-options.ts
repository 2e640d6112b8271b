import type {ProbeMethod} from '../../model/probe-method.ts';
import type {ProbeSettings, ProbeTarget} from '../../model/probe.ts';
import {maxTargets} from '../../probes/targets/settings.ts';
import {formatTarget, parseTarget} from '../../probes/targets/target.ts';
import type {Options} from '../flags/flags.ts';
import type {ParsedArguments} from '../flags/parsed-arguments.ts';
import {readOptions} from '../flags/read-options.ts';
import {UsageError} from '../flags/usage-error.ts';
import type {ProbeOptions} from './options.ts';
import {refuseContradictions, type ProbeFlags} from './probe-contradictions.ts';

/** The options for probes: those that every probing command has, and those for which the commands have different flags. */
type PacketOptions = Options<'monitor' | 'probe' | 'serve' | 'record' | 'check ping'> & Pick<ProbeSettings, 'count' | 'intervalSeconds' | 'timeoutSeconds'>;

/**
Reads what `portop probe` is to do.
@throws {UsageError}
*/
export function readProbeOptions(parsed: ParsedArguments<'probe'>): ProbeOptions {
	if (parsed.input.length === 0) {
		throw new UsageError('portop probe: no target is given; write e.g. portop probe host, host:443, icmp://host or udp://host:53');
	}

	const options = readOptions(parsed);
	return {
		...options,
		...readProbes(parsed.input, options, {given: parsed.given, interval: 'interval', timeout: 'timeout'}),
		// A watch prints a document per line.
		json: options.json || options.watch,
	};
}

/**
Reads targets and how they are probed.
@throws {UsageError}
*/
export function readProbes(texts: readonly string[], options: PacketOptions, flags: ProbeFlags): Pick<ProbeOptions, 'targets' | 'settings'> {
	const {
		probeMethod, family, intervalSeconds, timeoutSeconds, count, sourcePort, timeToLive, doNotFragment, typeOfService, payloadBytes, interfaceName, tcpFlags, data,
	} = options;
	const targets = readTargets(texts, probeMethod);
	const settings = {
		family, intervalSeconds, timeoutSeconds, count, sourcePort, timeToLive, doNotFragment, typeOfService, payloadBytes, interfaceName, tcpFlags, data,
	};
	refuseContradictions({method: probeMethod, targets, settings}, flags);
	return {targets, settings};
}

/** Reads each target once, in any spelling. */
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

	if (targets.size > maxTargets) {
		throw new UsageError(`${targets.size} targets are more than the ${maxTargets} that portop probes at the same time`);
	}

	return targets.values().toArray();
}
