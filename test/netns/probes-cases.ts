/* The targets of probes.test.ts, and what the path and the server do to each. */
import {probeMethods, type ProbeMethod} from '../../source/model/probe-method.ts';
import type {Family} from '../helpers/libc-sockets.ts';
import {serverAddress, type LossPattern, type PathRule} from '../helpers/path-emulator/plan.ts';
import {families, protocolOf} from './probes-run.ts';

/** A target of the tests: a rule of the path, and how it is probed. */
export type Case = {
	readonly family: Family;
	readonly method: ProbeMethod;
	readonly rule: PathRule;
};

const delays = [0, 1, 20, 150];
const patterns: ReadonlyArray<LossPattern | undefined> = [
	undefined,
	{kind: 'every', nth: 5},
	{kind: 'bursts', passed: 40, lost: 10},
	{kind: 'random', percent: 30, seed: 1},
];
let made = 0;

/** A case with a port of its own, and with icmp, which has none, an address of its own. */
function createCase(family: Family, method: ProbeMethod, impairments: Partial<PathRule>): Case {
	made++;
	const protocol = protocolOf(method);
	const port = protocol === 'icmp' ? 0 : 7000 + made;
	const address = serverAddress(family, protocol === 'icmp' ? 1 + (made % 199) : 0);
	return {
		family, method, rule: {
			name: String(made), protocol, address, port, ...impairments,
		},
	};
}

/** Each of the families with each of the methods. */
export const combinations = families.flatMap(family => probeMethods.map(method => ({family, method})));
const forAll = (impairments: Partial<PathRule>, methods: readonly ProbeMethod[] = probeMethods): readonly Case[] => combinations
	.filter(({method}) => methods.includes(method))
	.map(({family, method}) => createCase(family, method, impairments));

export const matrix = delays.flatMap((roundTripMilliseconds, row) => patterns.flatMap((pattern, column) => {
	// Probes and answers are lost in turn, whatever the delay and the pattern.
	const direction = (row + column) % 2 === 0 ? 'forward' as const : 'reply' as const;
	return forAll({roundTripMilliseconds, ...(pattern !== undefined && {loss: {...pattern, direction}})});
}));

/** Behind the next two probes; behind the timeout, but before portop ends, which it does with the last answer: see `outcomeFlags`. */
export const holds = {reorder: {every: 7, milliseconds: 85}, late: {every: 21, milliseconds: 600}} as const;

export const duplicated = forAll({roundTripMilliseconds: 20, duplicate: {every: 7}});
export const reordered = forAll({roundTripMilliseconds: 20, hold: holds.reorder});
export const late = forAll({roundTripMilliseconds: 20, hold: holds.late});
export const refused = forAll({roundTripMilliseconds: 1}, ['connect', 'syn', 'udp']);
export const prohibited = forAll({roundTripMilliseconds: 1});
export const unreachable = forAll({roundTripMilliseconds: 1});
export const dropped = forAll({});
export const full = forAll({}, ['connect', 'syn']);
export const busy = forAll({
	roundTripMilliseconds: 5, loss: {
		kind: 'random', percent: 30, seed: 2, direction: 'reply',
	},
});
export const serving = [...matrix, ...duplicated, ...reordered, ...late, ...busy];
export const all = [...serving, ...refused, ...prohibited, ...unreachable, ...dropped, ...full];

export const endpointsOf = (cases: readonly Case[], protocol: PathRule['protocol']) => cases.map(({rule}) => rule).filter(rule => rule.protocol === protocol);

/** What nftables does to the packets to each of the cases. */
export const firewall = (cases: readonly Case[], verdict: string): readonly string[] => cases.map(({rule: {protocol, address, port}}) => {
	const version = address.includes(':') ? 'ip6' : 'ip';
	return `add rule inet firewall input ${version} daddr ${address} ${protocol === 'icmp' ? 'meta l4proto { icmp, icmpv6 }' : `${protocol} dport ${port}`} ${verdict}`;
});

/** What should be told of the ports that do not reply. */
export function meaningOf(rule: PathRule, method: ProbeMethod, family: Family) {
	const isOf = (cases: readonly Case[]) => cases.some(one => one.rule === rule);
	// Port unreachable is what refuses a datagram.
	const [closed, administratively, host] = family === 'ipv4'
		? [{type: 3, code: 3}, {type: 3, code: 13}, {type: 3, code: 1}]
		: [{type: 1, code: 4}, {type: 1, code: 1}, {type: 1, code: 3}];
	if (isOf(refused)) {
		return {outcome: 'refused', status: 'CLOSED', icmp: method === 'udp' ? closed : null};
	}

	if (isOf(prohibited)) {
		return {outcome: 'rejected', status: 'FILTERED', icmp: administratively};
	}

	return isOf(unreachable)
		? {outcome: 'rejected', status: 'UNREACHABLE', icmp: host}
		: {outcome: 'lost', status: method === 'udp' ? 'OPEN|FILTERED' : 'FILTERED', icmp: null};
}
