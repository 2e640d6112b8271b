import {isIPv6} from 'node:net';
import {quote} from '../../text/quote.ts';
import {suggestion} from '../../text/suggestion.ts';
import {
	checkFormats,
	connectionTypes,
	portGoals,
	type PortGoal,
} from '../../model/check.ts';
import {connectionFigures, connectionKey, stateSpelling} from '../../outputs/check/connection-figures.ts';
import {pingFigures, portFigureNames, portFigures} from '../../outputs/check/figure-kinds.ts';
import {defaultProbeSettings} from '../../probes/targets/settings.ts';
import {parseTarget} from '../../probes/targets/target.ts';
import type {CommandName, FlagName} from '../flags/flags.ts';
import {UsageError} from '../flags/usage-error.ts';
import {readValue, type Words} from '../flags/words.ts';
import type {
	CheckOptions,
	ConnectionsCheck,
	PingCheck,
	PortCheck,
} from './options.ts';
import {readProbes} from './probe-options.ts';
import {parseData} from './probe-values.ts';
import {
	parsePorts,
	parseSeconds,
	parseSource,
	parseWhole,
	portsOf,
} from './values.ts';
import {
	fromSections,
	readPluginConfig,
	withConfig,
	type PluginConfig,
} from './plugin-config.ts';
import {readThresholds, type Thresholds} from './ranges.ts';

/** Ports that are talked to at the same time. */
export const mostConversations = 64;

/** Beyond what a check takes, unless told. */
const spareSeconds = 30;
const longestTimeoutSeconds = 3600;
const defaultWindowSeconds = 5;
const longestWindowSeconds = 300;
const defaultCount = 5;
const mostCount = 10_000;

export type CheckCommand = Extract<CommandName, `check ${string}`>;

/**
What a check is to do.
@throws {UsageError}
*/
export async function readCheckOptions(command: CheckCommand, typed: Words): Promise<CheckOptions> {
	const [file] = typed.values('plugin-config');
	const config = file === undefined ? [] : await readPluginConfig(file);
	const words = withConfig(typed, config, command === 'check port' ? 'port' : 'host');
	const what = readWhat(command, words, config);
	const {least, most} = durationOf(what);
	const timeoutSeconds = readValue(words, 'timeout', word => parseSeconds(word, 'timeout', 0.1, longestTimeoutSeconds)) ?? (most + spareSeconds);
	if (timeoutSeconds <= least) {
		throw new UsageError(`--timeout ${timeoutSeconds} is too short for what takes ${least} s; write --timeout ${Math.ceil(most) + 5}, or measure for a shorter time`);
	}

	return {
		format: readValue(words, 'format', word => choose(word, 'format', checkFormats)) ?? 'nagios',
		...readLimits(what, words),
		timeoutSeconds,
		alwaysOk: words.has('always-ok'),
		perfdata: !words.has('no-perfdata'),
		pluginVersion: readValue(words, 'plugin-version', word => parseWhole(word, 'plugin-version', 1, 1_000_000)) ?? 1,
		heartbeat: readValue(words, 'heartbeat', parseHeartbeat) ?? true,
		what,
	};
}

function readWhat(command: CheckCommand, words: Words, config: PluginConfig): CheckOptions['what'] {
	switch (command) {
		case 'check port': {
			return readPortCheck(words, config);
		}

		case 'check ping': {
			return readPingCheck(words, config);
		}

		case 'check connections': {
			return readConnectionsCheck(words);
		}
	}
}

/** How many seconds a check takes where everything answers at once, and where nothing answers. */
function durationOf(what: CheckOptions['what']): {readonly least: number; readonly most: number} {
	switch (what.check) {
		case 'port': {
			// To connect, to agree on TLS, to be answered: some ports at a time.
			const waits = Number(what.tls || what.send !== null || what.expect !== null) + Number(what.tls) + Number(what.expect !== null);
			const turns = Math.ceil(what.ports.length / mostConversations);
			return {least: what.windowSeconds, most: what.windowSeconds + ((1 + (waits * turns)) * what.replyTimeoutSeconds)};
		}

		case 'ping': {
			const {count, intervalSeconds, timeoutSeconds} = what.settings;
			const least = ((count ?? defaultCount) - 1) * intervalSeconds;
			return {least, most: least + timeoutSeconds};
		}

		case 'connections': {
			return {least: 0, most: 0};
		}
	}
}

function readLimits(what: CheckOptions['what'], words: Words): Thresholds {
	switch (what.check) {
		case 'port': {
			return readItemLimits(words, what.ports.map(String), portFigureNames(what).map(name => portFigures[name].key));
		}

		case 'ping': {
			return readItemLimits(words, what.targets.map(({text}) => text), Object.values(pingFigures).map(({key}) => key));
		}

		case 'connections': {
			return readThresholds(words, word => {
				const key = connectionKey(word);
				return key !== undefined && what.keys.includes(key) ? key : undefined;
			}, what.keys);
		}
	}
}

/** A key is that of a figure, or the name of one item before it. */
function readItemLimits(words: Words, names: readonly string[], keys: readonly string[]): Thresholds {
	const known = new Set([...keys, ...names.flatMap(name => keys.map(key => `${name}_${key}`))]);
	return readThresholds(words, word => known.has(word) ? word : undefined, keys);
}

function readPortCheck(words: Words, config: PluginConfig): PortCheck {
	const listed = [...words.input, ...words.values('port'), ...fromSections(config, 'port')];
	if (listed.length === 0) {
		throw new UsageError('portop check port: no port is given; write e.g. portop check port 22 443 or portop check port 8000-8100');
	}

	refuseContradictions(words);
	const host = readValue(words, 'host', parseHost) ?? null;
	const tls = words.has('tls');
	return {
		check: 'port',
		ports: portsOf(parsePorts(listed, 'portop check port')),
		host,
		family: words.has('ipv4') ? 4 : (words.has('ipv6') ? 6 : null),
		source: readValue(words, 'source', parseSource) ?? 'auto',
		windowSeconds: readValue(words, 'window', word => parseSeconds(word, 'window', 1, longestWindowSeconds)) ?? defaultWindowSeconds,
		replyTimeoutSeconds: readReplyTimeout(words),
		goal: readGoal(words),
		tls,
		tlsName: readValue(words, 'tls-name', parseTlsName) ?? (tls && host !== null ? parseTlsName(host) : null),
		send: readValue(words, 'send', word => parseData(word, 'send')) ?? null,
		expect: readValue(words, 'expect', parseExpect) ?? null,
	};
}

/** A name may end with the dot of the root; in a certificate, and in SNI (RFC 6066, section 3), it has none. */
function parseTlsName(word: string): string {
	const name = word.replace(/\.$/, '');
	if (name === '') {
		throw new UsageError(`--tls-name: ${quote(word)} is no name; write e.g. --tls-name www.example.org`);
	}

	return name;
}

function readGoal(words: Words): PortGoal {
	return readValue(words, 'goal', word => choose(word, 'goal', portGoals)) ?? 'open';
}

function refuseContradictions(words: Words): void {
	if (words.has('tls-name') && !words.has('tls')) {
		throw new UsageError('--tls-name is for --tls; add it, or leave --tls-name out');
	}

	if (words.has('ipv4') && words.has('ipv6')) {
		throw new UsageError('--ipv4 and --ipv6 exclude each other; leave one of them out');
	}

	const talk = (['tls', 'send', 'expect'] as const).find(name => words.has(name));
	if (talk !== undefined && readGoal(words) === 'closed') {
		throw new UsageError(`--goal closed and --${talk} exclude each other; leave one of them out`);
	}
}

function readPingCheck(words: Words, config: PluginConfig): PingCheck {
	const hosts = fromSections(config, 'host');
	const texts = [...words.input, ...words.values('host'), ...hosts];
	if (texts.length === 0) {
		throw new UsageError('portop check ping: no target is given; write e.g. portop check ping host, host:443, icmp://host or udp://host:53');
	}

	const count = readValue(words, 'count', word => parseWhole(word, 'count', 1, mostCount)) ?? defaultCount;
	const {targets, settings} = readProbes(texts, 'interval', 'reply-timeout', words);
	return {
		check: 'ping',
		targets,
		settings: {...settings, count, timeoutSeconds: readReplyTimeout(words)},
	};
}

function readConnectionsCheck(words: Words): ConnectionsCheck {
	if (words.input[0] !== undefined) {
		throw new UsageError(`portop check connections: unexpected ${quote(words.input[0])}; protocols go after --conn-type, states after --conn-status`);
	}

	const types = words.values('conn-type').flatMap(word => word.split(',')).map(word => choose(word.toLowerCase(), 'conn-type', connectionTypes));
	const states = words.values('conn-status').flatMap(word => word.split(',')).map(word => parseState(word));
	const wanted = connectionFigures.filter(({protocol, spellings}) =>
		(types.length === 0 || types.includes('all') || types.includes(protocol))
		&& (states.length === 0 || states.includes('ALL') || spellings.some(spelling => states.includes(spelling))));
	if (wanted.length === 0) {
		throw new UsageError(`--conn-type ${types.join(' ')} has no state ${states.join(', ')}; UDP has established and none, TCP the others`);
	}

	return {check: 'connections', source: readValue(words, 'source', parseSource) ?? 'auto', keys: wanted.map(({kind}) => kind.key)};
}

/** States that other systems have; on Linux no socket is ever in one of them. */
const foreignStates: ReadonlySet<string> = new Set(['IDLE', 'BOUND', 'DELETE_TCB']);

function parseState(word: string): string {
	const spelling = stateSpelling(word);
	const known = ['ALL', ...new Set(connectionFigures.flatMap(({spellings}) => spellings))];
	if (known.includes(spelling)) {
		return spelling;
	}

	if (foreignStates.has(spelling)) {
		throw new UsageError(`--conn-status: Linux has no state ${quote(word)}; leave it out`);
	}

	throw new UsageError(`--conn-status: ${quote(word)} is not a state; ${rightOne(spelling, known)}`);
}

function readReplyTimeout(words: Words): number {
	return readValue(words, 'reply-timeout', word => parseSeconds(word, 'reply-timeout', 0.01, 60)) ?? defaultProbeSettings.timeoutSeconds;
}

/** A name or an address, as targets have it. */
function parseHost(word: string): string {
	const parsed = parseTarget(`icmp://${isIPv6(word) ? `[${word}]` : word}`);
	if (!parsed.ok) {
		throw new UsageError(`--host: ${quote(word)} is neither a name nor an address; write e.g. --host example.org, --host 192.0.2.1 or --host 2001:db8::1`);
	}

	return parsed.target.host;
}

const longestPattern = 1000;

function parseExpect(word: string): RegExp {
	if (word === '') {
		throw new UsageError('--expect: it is empty, and would match whatever is said; write e.g. --expect \'^220 \'');
	}

	if (word.length > longestPattern) {
		throw new UsageError(`--expect: ${word.length} characters are more than the ${longestPattern} of the longest pattern`);
	}

	try {
		// As others write it; JavaScript has no such beginning.
		return word.startsWith('(?i)') ? new RegExp(word.slice('(?i)'.length), 'imu') : new RegExp(word, 'mu');
	} catch (error) {
		throw new UsageError(`--expect: ${quote(word)} is not a regular expression: ${(error as Error).message.replace(/^.*: /, '')}; write e.g. --expect '^220 '`);
	}
}

function parseHeartbeat(word: string): boolean {
	return choose(word.toLowerCase(), 'heartbeat', ['true', 'false']) === 'true';
}

function choose<Choice extends string>(word: string, flag: FlagName, choices: readonly Choice[]): Choice {
	const chosen = choices.find(choice => choice === word);
	if (chosen === undefined) {
		throw new UsageError(`--${flag}: ${quote(word)} is none of its values; ${rightOne(word, choices)}`);
	}

	return chosen;
}

function rightOne(word: string, choices: readonly string[]): string {
	return suggestion(word, choices) ?? `there is ${choices.join(', ')}`;
}
