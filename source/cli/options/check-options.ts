import {connectionFigures, connectionKey} from '../../outputs/check/connection-figures.ts';
import {pingFigures, portFigureNames, portFigures} from '../../outputs/check/figure-kinds.ts';
import {quote} from '../../text/quote.ts';
import {suggestion} from '../../text/suggestion.ts';
import {parseTlsName, type Threshold} from '../flags/check-values.ts';
import type {CheckCommand} from '../flags/commands.ts';
import type {Options} from '../flags/flags.ts';
import {typedText, type ParsedArguments} from '../flags/parsed-arguments.ts';
import {readOptions} from '../flags/read-options.ts';
import {UsageError} from '../flags/usage-error.ts';
import {checkSeries} from './check-series.ts';
import type {
	CheckOptions,
	ConnectionsCheck,
	PingCheck,
	PortCheck,
	Thresholds,
} from './options.ts';
import {
	fromSections,
	readPluginConfig,
	withPluginConfig,
	type PluginConfig,
} from './plugin-config.ts';
import {readProbes} from './probe-options.ts';

/** Ports that are talked to at the same time. */
export const maxConversations = 64;

/** The default of `--timeout`, beyond what a check takes. */
const spareSeconds = 30;

/** The seconds that a check takes where everything answers at once, and where nothing answers. */
type Duration = {readonly min: number; readonly max: number};

/**
Reads what a check is to do.
@throws {UsageError}
*/
export async function readCheckOptions(parsed: ParsedArguments<CheckCommand>): Promise<CheckOptions> {
	const file = typedText(parsed, 'plugin-config');
	const {timeoutSeconds} = readOptions(parsed);
	// It counts from the start of the program.
	const config = file === null ? [] : await readPluginConfig(file, timeoutSeconds === null ? undefined : (timeoutSeconds * 1000) - performance.now());
	switch (parsed.command) {
		case 'check port': {
			return readPortCheck(parsed, config);
		}

		case 'check ping': {
			return readPingCheck(parsed, config);
		}

		case 'check connections': {
			return readConnectionsCheck(parsed);
		}
	}
}

function readPortCheck(parsed: ParsedArguments<'check port'>, config: PluginConfig): PortCheck {
	const given = withPluginConfig(parsed, config, 'port');
	// Ports are words of the command, values of --port and keys of sections, all alike.
	const listed = [...parsed.input, ...[given.get('port') ?? []].flat().map(String), ...fromSections(config, 'port')];
	if (listed.length === 0) {
		throw new UsageError('portop check port: no port is given; write e.g. portop check port 22 443 or portop check port 8000-8100');
	}

	const options = readOptions({command: parsed.command, given: new Map([...given, ['port', listed]])});
	refuseContradictions(options);
	const {ports, host, tls, tlsName} = options;
	return {
		...options,
		...readThresholds(options, itemKeys(ports.map(String), portFigureNames(options).map(name => portFigures[name].key))),
		check: 'port',
		series: checkSeries(given),
		tlsName: tlsName ?? (tls && host !== null ? parseTlsName(host) : null),
		timeoutSeconds: readTimeout(options, portDuration(options)),
	};
}

function refuseContradictions({tls, tlsName, send, expect, goal}: Options<'check port'>): void {
	if (tlsName !== null && !tls) {
		throw new UsageError('--tls-name is for --tls; add it, or leave --tls-name out');
	}

	const talk = Object.entries({tls, send: send !== null, expect: expect !== null}).find(([, isGiven]) => isGiven)?.[0];
	if (talk !== undefined && goal === 'closed') {
		throw new UsageError(`--goal closed and --${talk} exclude each other; leave one of them out`);
	}
}

/** To connect, to agree on TLS, to be answered: some ports at a time. */
function portDuration({ports, tls, send, expect, windowSeconds, replyTimeoutSeconds}: Options<'check port'>): Duration {
	const waits = Number(tls || send !== null || expect !== null) + Number(tls) + Number(expect !== null);
	const turns = Math.ceil(ports.length / maxConversations);
	return {min: windowSeconds, max: windowSeconds + ((1 + (waits * turns)) * replyTimeoutSeconds)};
}

function readPingCheck(parsed: ParsedArguments<'check ping'>, config: PluginConfig): PingCheck {
	const given = withPluginConfig(parsed, config, 'host');
	const options = readOptions({command: parsed.command, given});
	const {host, count, intervalSeconds, replyTimeoutSeconds} = options;
	const texts = [...parsed.input, ...host === null ? [] : [host], ...fromSections(config, 'host')];
	if (texts.length === 0) {
		throw new UsageError('portop check ping: no target is given; write e.g. portop check ping host, host:443, icmp://host or udp://host:53');
	}

	const {targets, settings} = readProbes(texts, {...options, timeoutSeconds: replyTimeoutSeconds}, {given, interval: 'interval', timeout: 'reply-timeout'});
	const min = (count - 1) * intervalSeconds;
	return {
		...options,
		...readThresholds(options, itemKeys(targets.map(({text}) => text), Object.values(pingFigures).map(({key}) => key))),
		check: 'ping',
		series: checkSeries(given),
		targets,
		settings,
		timeoutSeconds: readTimeout(options, {min, max: min + replyTimeoutSeconds}),
	};
}

function readConnectionsCheck(parsed: ParsedArguments<'check connections'>): ConnectionsCheck {
	if (parsed.input[0] !== undefined) {
		throw new UsageError(`portop check connections: unexpected ${quote(parsed.input[0])}; protocols go after --conn-type, states after --conn-status`);
	}

	const options = readOptions(parsed);
	const {types, states} = options;
	const keys = connectionFigures
		.filter(({protocol, spellings}) =>
			(types.length === 0 || types.includes('all') || types.includes(protocol))
			&& (states.length === 0 || states.includes('ALL') || spellings.some(spelling => states.includes(spelling))))
		.map(({kind}) => kind.key);
	if (keys.length === 0) {
		throw new UsageError(`--conn-type ${types.join(' ')} has no state ${states.join(', ')}; UDP has established and none, TCP the others`);
	}

	const keyOf = (typed: string) => {
		const key = connectionKey(typed);
		return key !== undefined && keys.includes(key) ? key : undefined;
	};

	return {
		...options,
		...readThresholds(options, {keys, keyOf}),
		check: 'connections',
		series: checkSeries(parsed.given),
		keys,
		timeoutSeconds: readTimeout(options, {min: 0, max: 0}),
	};
}

/** The keys of a check's figures: all of them, for messages, and the one that a typed word means; undefined where there is none. */
type FigureKeys = {
	readonly keys: readonly string[];
	readonly keyOf: (typed: string) => string | undefined;
};

/** Returns the keys of figures, which are those of each item with its name before them, too. */
function itemKeys(names: readonly string[], keys: readonly string[]): FigureKeys {
	const known = new Set([...keys, ...names.flatMap(name => keys.map(key => `${name}_${key}`))]);
	return {keys, keyOf: typed => known.has(typed) ? typed : undefined};
}

function readThresholds({warning, critical}: Thresholds, {keys, keyOf}: FigureKeys): Thresholds {
	const read = (name: string, thresholds: readonly Threshold[]) => thresholds.map(({key: typed, range}): Threshold => {
		const key = typed === null ? null : keyOf(typed);
		if (key === undefined) {
			throw new UsageError(`--${name}: there is no figure ${quote(typed ?? '')}; ${suggestion(typed ?? '', keys) ?? `there is ${keys.join(', ')}`}`);
		}

		return {key, range};
	});
	return {warning: read('warning', warning), critical: read('critical', critical)};
}

function readTimeout({timeoutSeconds}: Pick<Options<CheckCommand>, 'timeoutSeconds'>, {min, max}: Duration): number {
	const seconds = timeoutSeconds ?? (max + spareSeconds);
	if (seconds <= min) {
		throw new UsageError(`--timeout ${seconds} is too short for what takes ${min} s; write --timeout ${Math.ceil(max) + 5}, or measure for a shorter time`);
	}

	return seconds;
}
