/* The rules of iptables-legacy, as the kernel keeps them: linux/netfilter_ipv4/ip_tables.h, linux/netfilter_ipv6/ip6_tables.h. */
import {
	AF_INET,
	AF_INET6,
	IPPROTO_IP,
	IPPROTO_IPV6,
	SOCK_CLOEXEC,
	SOCK_DGRAM,
	type Libc,
} from '../calls/libc.ts';
import {isLittleEndian} from '../netlink/message.ts';
import type {Forward, NatHook} from './forward.ts';
import {
	everything,
	withDestination,
	withFamily,
	withProtocol,
	type Selection,
} from './selection.ts';
import {forwardTarget, matched, type Extension} from './xtables.ts';

// IPT_SO_GET_INFO and IPT_SO_GET_ENTRIES; IPv6 has the same numbers.
const SO_GET_INFO = 64;
const SO_GET_ENTRIES = 65;
const XT_TABLE_MAXNAMELEN = 32;
/** `struct ipt_getinfo`: name, valid hooks, 5 entries and 5 ends of hooks, number of rules, bytes. */
const infoBytes = 84;
const hookEntriesAt = 36;
const underflowsAt = 56;
const sizeAt = 80;
/** `struct ipt_get_entries`: name and bytes, then the rules, which start at a multiple of 8. */
const entriesHeaderBytes = 40;
const hookNumbers = {prerouting: 0, output: 3} as const satisfies Readonly<Record<NatHook, number>>;
/** XT_INV_PROTO, IPT_INV_DSTIP and IP6T_INV_DSTIP. */
const invertedProtocol = 0x40;
const invertedDestination = 0x10;
/** `struct xt_entry_match` and `xt_entry_target`: bytes, name, revision. */
const extensionHeaderBytes = 32;
const maxDepth = 16;

/** Offsets in `struct ipt_entry` and `struct ip6t_entry`. */
type Layout = {
	readonly destination: number;
	readonly mask: number;
	readonly addressBytes: number;
	readonly protocol: number;
	readonly inverted: number;
	readonly targetOffset: number;
	readonly matches: number;
};

const layouts: Readonly<Record<4 | 6, Layout>> = {
	4: {
		destination: 4, mask: 12, addressBytes: 4, protocol: 80, inverted: 83, targetOffset: 88, matches: 112,
	},
	6: {
		destination: 16, mask: 48, addressBytes: 16, protocol: 128, inverted: 132, targetOffset: 140, matches: 168,
	},
};

/** The `nat` table: the rules one after the other, and where each hook begins and ends. */
export type NatTable = {
	readonly family: 4 | 6;
	readonly rules: Uint8Array;
	readonly hooks: Readonly<Record<NatHook, {readonly first: number; readonly last: number}>>;
};

/**
Reads the `nat` table of the calling thread's network namespace. Ask only where /proc/net/ip_tables_names has it: the kernel makes it otherwise.
@throws SystemError: EPERM without CAP_NET_ADMIN, EAGAIN when it changed meanwhile.
*/
export function readNatTable(libc: Pick<Libc, 'socket' | 'getOption' | 'close'>, family: 4 | 6): NatTable {
	const [domain, level] = family === 4 ? [AF_INET, IPPROTO_IP] as const : [AF_INET6, IPPROTO_IPV6] as const;
	const fd = libc.socket(domain, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	try {
		const info = new Uint8Array(new ArrayBuffer(infoBytes));
		const infoView = new DataView(info.buffer);
		info.set(new TextEncoder().encode('nat'));
		libc.getOption(fd, level, SO_GET_INFO, info);
		const size = infoView.getUint32(sizeAt, isLittleEndian);
		const entries = new Uint8Array(new ArrayBuffer(entriesHeaderBytes + size));
		entries.set(new TextEncoder().encode('nat'));
		new DataView(entries.buffer).setUint32(XT_TABLE_MAXNAMELEN, size, isLittleEndian);
		libc.getOption(fd, level, SO_GET_ENTRIES, entries);
		const hook = (name: NatHook) => ({
			first: infoView.getUint32(hookEntriesAt + (4 * hookNumbers[name]), isLittleEndian),
			last: infoView.getUint32(underflowsAt + (4 * hookNumbers[name]), isLittleEndian),
		});
		return {family, rules: entries.subarray(entriesHeaderBytes), hooks: {prerouting: hook('prerouting'), output: hook('output')}};
	} finally {
		libc.close(fd);
	}
}

/**
Returns the rules that send packets elsewhere.
@throws RangeError where the table is no such table.
*/
export function * natTableForwards(table: NatTable): Generator<Forward> {
	for (const hook of ['prerouting', 'output'] as const) {
		const {first, last} = table.hooks[hook];
		const selection = withFamily(everything, table.family)!;
		yield * chainForwards(table, {
			hook, from: first, last, selection, depth: 0,
		});
	}
}

type Walk = {
	readonly hook: NatHook;
	readonly from: number;
	/** The offset of its last rule; null for a chain of the user's, which ends before the heading of the next one. */
	readonly last: number | null;
	readonly selection: Selection;
	readonly depth: number;
};

function * chainForwards(table: NatTable, {hook, from, last, selection, depth}: Walk): Generator<Forward> {
	const {family, rules} = table;
	const layout = layouts[family];
	const view = new DataView(rules.buffer, rules.byteOffset, rules.byteLength);
	for (let at = from; at + layout.matches < rules.length;) {
		const targetAt = at + view.getUint16(at + layout.targetOffset, isLittleEndian);
		const nextOffset = view.getUint16(at + layout.targetOffset + 2, isLittleEndian);
		const target = extensionAt(rules, targetAt);
		if (nextOffset === 0 || target.name === 'ERROR') {
			return;
		}

		const taken = rulePackets(table, at, targetAt, selection);
		if (taken !== null) {
			const forwardedTo = forwardTarget(target, family);
			// A standard target has no name: the offset of a chain, or a verdict below 0.
			const jump = target.name === '' ? view.getInt32(targetAt + extensionHeaderBytes, isLittleEndian) : -1;
			if (forwardedTo !== undefined) {
				yield {hook, selection: taken, target: forwardedTo};
			} else if (jump >= 0 && jump !== at + nextOffset && depth < maxDepth) {
				yield * chainForwards(table, {
					hook, from: jump, last: null, selection: taken, depth: depth + 1,
				});
			}
		}

		if (at === last) {
			return;
		}

		at += nextOffset;
	}
}

/** Returns the part of a selection that the rule at an offset takes; null where that is nothing. */
function rulePackets({family, rules}: NatTable, at: number, targetAt: number, selection: Selection): Selection | null {
	const layout = layouts[family];
	const view = new DataView(rules.buffer, rules.byteOffset, rules.byteLength);
	const protocol = view.getUint16(at + layout.protocol, isLittleEndian);
	const inverted = rules[at + layout.inverted]!;
	const mask = rules.subarray(at + layout.mask, at + layout.mask + layout.addressBytes);
	const isOneAddress = mask.every(byte => byte === 0xFF) && (inverted & invertedDestination) === 0;
	let taken: Selection | null = selection;
	if (protocol !== 0 && (inverted & invertedProtocol) === 0) {
		taken = withProtocol(taken, protocol);
	}

	if (isOneAddress && taken !== null) {
		taken = withDestination(taken, rules.slice(at + layout.destination, at + layout.destination + layout.addressBytes));
	}

	for (let matchAt = at + layout.matches; taken !== null && matchAt < targetAt;) {
		const size = view.getUint16(matchAt, isLittleEndian);
		if (size < extensionHeaderBytes) {
			break;
		}

		taken = matched(taken, extensionAt(rules, matchAt));
		matchAt += size;
	}

	return taken;
}

function extensionAt(rules: Uint8Array, at: number): Extension {
	const view = new DataView(rules.buffer, rules.byteOffset, rules.byteLength);
	const size = view.getUint16(at, isLittleEndian);
	const name = rules.subarray(at + 2, at + extensionHeaderBytes - 1);
	const end = name.indexOf(0);
	return {
		name: new TextDecoder().decode(end === -1 ? name : name.subarray(0, end)),
		revision: rules[at + extensionHeaderBytes - 1]!,
		data: rules.subarray(at + extensionHeaderBytes, at + size),
	};
}
