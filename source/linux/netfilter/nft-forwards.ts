/* The rules of nf_tables that send packets elsewhere: those of iptables-nft too. */
import type {NetlinkTransport} from '../netlink/transport.ts';
import {
	readChains,
	readElements,
	readIntervalSets,
	readRules,
	type NftChain,
	type NftElement,
	type NftRule,
	type TableName,
} from '../netlink/nf-tables.ts';
import type {Forward, NatHook} from './forward.ts';
import {ruleResults, setsOf} from './nft-rule.ts';
import {everything, withFamily, type Selection} from './selection.ts';

/** NF_INET_PRE_ROUTING and NF_INET_LOCAL_OUT, linux/netfilter.h. */
const hooks: ReadonlyMap<number, NatHook> = new Map([[0, 'prerouting'], [3, 'output']]);
/** NFPROTO_INET, NFPROTO_IPV4, NFPROTO_IPV6. */
const families: ReadonlyMap<number, 4 | 6 | null> = new Map([[1, null], [2, 4], [10, 6]]);
/** NFT_JUMP_STACK_SIZE, include/net/netfilter/nf_tables.h. */
const maxDepth = 16;
/** Sets with more elements than this are not followed: what looks into them may take any packet. */
const maxElements = 100_000;

const rulesBetweenYields = 100;

type Table = {readonly rules: ReadonlyMap<string, readonly NftRule[]>; readonly sets: ReadonlyMap<string, readonly NftElement[]>};

/**
Reads the rules that send packets elsewhere. Yields now and then.
@throws NetlinkError, ChangedMeanwhileError, MalformedMessageError, SystemError; as `ask` of nf-tables.ts.
*/
export function * readNftForwards(transport: NetlinkTransport): Generator<void, readonly Forward[]> {
	const forwards: Forward[] = [];
	const chains = (yield * readChains(transport)).filter(({type, hook, family}) => type === 'nat' && hook !== null && hooks.has(hook) && families.has(family));
	for (const entries of Map.groupBy(chains, ({family, table}) => `${family} ${table}`).values()) {
		const table = yield * readTable(transport, entries[0]!);
		for (const chain of entries) {
			yield * addForwards(forwards, table, chain);
		}
	}

	return forwards;
}

function * readTable(transport: NetlinkTransport, name: TableName): Generator<void, Table> {
	const rules = yield * readRules(transport, name);
	const intervals = yield * readIntervalSets(transport, name);
	const sets = new Map<string, readonly NftElement[]>();
	for (const set of new Set(rules.flatMap(({expressions}) => setsOf(expressions)))) {
		const elements = yield * readElements(transport, name, set, intervals.has(set));
		if (elements.length <= maxElements) {
			sets.set(set, elements);
		}
	}

	return {rules: Map.groupBy(rules, ({chain}) => chain), sets};
}

function * addForwards(forwards: Forward[], table: Table, {name, hook, family}: NftChain): Generator<void> {
	const only = families.get(family) ?? null;
	const start = only === null ? everything : withFamily(everything, only)!;
	const waiting: Array<{readonly chain: string; readonly selection: Selection; readonly depth: number}> = [{chain: name, selection: start, depth: 0}];
	for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
		for (const [index, {expressions}] of (table.rules.get(next.chain) ?? []).entries()) {
			if (index % rulesBetweenYields === 0) {
				yield;
			}

			for (const result of ruleResults(expressions, next.selection, set => table.sets.get(set))) {
				if ('target' in result) {
					forwards.push({hook: hooks.get(hook!)!, ...result});
				} else if (next.depth < maxDepth) {
					waiting.push({chain: result.chain, selection: result.selection, depth: next.depth + 1});
				}
			}
		}
	}
}
