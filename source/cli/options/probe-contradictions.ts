import {isIPv4, isIPv6} from 'node:net';
import type {ProbeSettings, ProbeTarget} from '../../model/probe.ts';
import {factsOf, probeMethods, type ProbeMethod} from '../../model/probe-method.ts';
import {maxPayloadOf} from '../../probes/targets/settings.ts';
import {formatTarget} from '../../probes/targets/target.ts';
import {quote} from '../../text/quote.ts';
import {orList} from '../../text/suggestion.ts';
import type {FlagName} from '../flags/flags.ts';
import type {ParsedArguments} from '../flags/parsed-arguments.ts';
import {UsageError} from '../flags/usage-error.ts';

/** The flags that are given; and those that set the interval of probes, and how long they wait for an answer. */
export type ProbeFlags = {
	readonly given: ParsedArguments['given'];
	readonly interval: FlagName;
	readonly timeout: FlagName;
};

/** Flags that have an effect with some methods only. */
const restricted = ([['source-port', 'sourcePort'], ['df', 'doNotFragment'], ['size', 'payloadBytes'], ['flags', 'tcpFlags'], ['data', 'data']] as const)
	.map(([flag, setting]) => ({flag, methods: probeMethods.filter(method => factsOf(method).settings.includes(setting))}));

/**
Refuses flags that cannot all be meant: a flag that would silently have no effect on some probe would make its figures
say something that was not measured.
@param method That of `--method`.
@throws {UsageError} Names both.
*/
export function refuseContradictions({method, targets, settings}: {
	readonly method: ProbeMethod | null;
	readonly targets: readonly ProbeTarget[];
	readonly settings: ProbeSettings;
}, flags: ProbeFlags): void {
	if (flags.given.has('size') && flags.given.has('data')) {
		throw new UsageError('--size and --data exclude each other; leave one of them out');
	}

	for (const {flag, methods} of restricted) {
		if (!flags.given.has(flag)) {
			continue;
		}

		if (method !== null && !methods.includes(method)) {
			throw new UsageError(`--${flag} is for ${orList(methods)} probes, not for --method ${method}; leave one of them out`);
		}

		for (const target of targets) {
			refuseMethod(flag, methods, target);
		}
	}

	for (const target of targets) {
		refuseAddress(target, settings);
		refuseLength(target, settings);
	}

	refuseOverlap([...(method === null ? [] : [[method]]), ...targets.map(target => possibleMethods(target))], settings, flags);
}

/** Refuses two probes at a time from one source port. Where the method is not certain yet, the prober reports it. */
function refuseOverlap(methods: ReadonlyArray<readonly ProbeMethod[]>, {sourcePort, intervalSeconds, timeoutSeconds}: ProbeSettings, {interval, timeout}: ProbeFlags): void {
	const certain = methods.find(possible => possible.every(method => factsOf(method).needsOwnSourcePort));
	if (sourcePort !== null && certain !== undefined && intervalSeconds < timeoutSeconds) {
		throw new UsageError(`--source-port ${sourcePort} carries one ${orList(certain)} probe at a time: --${interval} ${intervalSeconds} must not be shorter than --${timeout} ${timeoutSeconds}`);
	}
}

function refuseMethod(flag: FlagName, methods: readonly ProbeMethod[], target: ProbeTarget): void {
	const wrong = possibleMethods(target).filter(candidate => !methods.includes(candidate));
	if (wrong[0] === undefined) {
		return;
	}

	const isCertain = possibleMethods(target).length === wrong.length;
	const right = isCertain ? 'leave one of them out' : `write ${formatTarget({...target, method: methods[0]!})}`;
	throw new UsageError(`--${flag} is for ${orList(methods)} probes, and ${quote(target.text)} ${isCertain ? 'is' : 'may be'} probed with ${orList(wrong)}; ${right}`);
}

/** Returns the methods that a target may be probed with: whether raw sockets may be opened is not known yet. */
function possibleMethods({method, port}: ProbeTarget): readonly ProbeMethod[] {
	if (method !== null) {
		return [method];
	}

	return port === null ? ['icmp'] : ['syn', 'connect'];
}

/** Refuses more bytes than a packet to the target can have. Of a name it may not be known yet: then the kernel refuses. */
function refuseLength(target: ProbeTarget, {family, payloadBytes, data}: ProbeSettings): void {
	const length = payloadBytes ?? data?.length ?? 0;
	const version = family === 4 || isIPv4(target.host) ? 4 : 6;
	const most = Math.max(...possibleMethods(target).map(method => maxPayloadOf(method, version)));
	if (length > most) {
		throw new UsageError(`--${payloadBytes === null ? 'data' : 'size'}: ${length} bytes are more than the ${most} that a probe of ${quote(target.text)} can carry`);
	}
}

function refuseAddress({host, text}: ProbeTarget, {family, interfaceName}: ProbeSettings): void {
	if ((family === 6 && isIPv4(host)) || (family === 4 && isIPv6(host))) {
		throw new UsageError(`--ipv${family} and the address ${quote(text)} exclude each other; leave one of them out`);
	}

	const [, scope = null] = host.split('%', 2);
	if (scope !== null && interfaceName !== null && scope !== interfaceName) {
		throw new UsageError(`--interface ${interfaceName} and the address ${quote(text)} exclude each other; leave one of them out`);
	}
}
