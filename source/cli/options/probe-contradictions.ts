import {isIPv4, isIPv6} from 'node:net';
import {quote} from '../../text/quote.ts';
import type {ProbeSettings, ProbeTarget} from '../../model/probe.ts';
import type {ProbeMethod} from '../../model/probe-method.ts';
import {formatTarget} from '../../probes/targets/target.ts';
import type {FlagName} from '../flags/flags.ts';
import {UsageError} from '../flags/usage-error.ts';
import type {Words} from '../flags/words.ts';

/** Flags that say the same thing in two ways. */
const exclusive: ReadonlyArray<readonly [FlagName, FlagName]> = [['ipv4', 'ipv6'], ['tos', 'dscp'], ['size', 'data']];

/** Flags of which only some methods can make something. */
const restricted: ReadonlyArray<{readonly flag: FlagName; readonly methods: readonly ProbeMethod[]}> = [
	{flag: 'source-port', methods: ['connect', 'syn', 'udp']},
	{flag: 'df', methods: ['syn', 'icmp', 'udp']},
	{flag: 'size', methods: ['syn', 'icmp', 'udp']},
	{flag: 'flags', methods: ['syn']},
	{flag: 'data', methods: ['udp']},
];

/** From a fixed source port these have one probe at a time: two sockets cannot go from one port to one destination. */
const oneAtATime: ReadonlySet<ProbeMethod> = new Set(['connect', 'udp']);

/**
Refuses what cannot all be meant: a flag that would be silently without effect on some probe would make its figures
say something that was not measured.
@param method What `--method` says.
@param intervalFlag What sets the interval of probes, and `timeoutFlag` how long an answer is waited for.
@throws {UsageError} Names both.
*/
export function refuseContradictions(words: Words, {method, targets, settings, intervalFlag, timeoutFlag}: {
	readonly method: ProbeMethod | null;
	readonly targets: readonly ProbeTarget[];
	readonly settings: ProbeSettings;
	readonly intervalFlag: FlagName;
	readonly timeoutFlag: FlagName;
}): void {
	for (const [first, second] of exclusive) {
		if (words.has(first) && words.has(second)) {
			throw new UsageError(`--${first} and --${second} exclude each other; leave one of them out`);
		}
	}

	for (const {flag, methods} of restricted) {
		if (!words.has(flag)) {
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
	}

	refuseOverlap([...(method === null ? [] : [[method]]), ...targets.map(target => possibleMethods(target))], settings, {intervalFlag, timeoutFlag});
}

/** Where it is not certain yet, the prober says it. */
function refuseOverlap(methods: ReadonlyArray<readonly ProbeMethod[]>, {sourcePort, intervalSeconds, timeoutSeconds}: ProbeSettings, {intervalFlag, timeoutFlag}: {readonly intervalFlag: FlagName; readonly timeoutFlag: FlagName}): void {
	const certain = methods.find(possible => possible.every(method => oneAtATime.has(method)));
	if (sourcePort !== null && certain !== undefined && intervalSeconds < timeoutSeconds) {
		throw new UsageError(`--source-port ${sourcePort} carries one ${orList(certain)} probe at a time: --${intervalFlag} ${intervalSeconds} must not be shorter than --${timeoutFlag} ${timeoutSeconds}`);
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

/** Whether raw sockets may be opened decides between the two, and is not known yet. */
function possibleMethods({method, port}: ProbeTarget): readonly ProbeMethod[] {
	if (method !== null) {
		return [method];
	}

	return port === null ? ['icmp'] : ['syn', 'connect'];
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

function orList(methods: readonly ProbeMethod[]): string {
	return methods.length < 2 ? methods.join('') : `${methods.slice(0, -1).join(', ')} or ${methods.at(-1)!}`;
}
