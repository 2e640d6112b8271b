/*
Matches and targets of x_tables, which iptables-legacy uses, and iptables-nft within nf_tables: linux/netfilter/x_tables.h, xt_tcpudp.h,
xt_multiport.h, nf_nat.h. Numbers are in the host's byte order where nothing else is said.
*/
import type {PortRange} from '../../model/port.ts';
import {isLittleEndian} from '../netlink/message.ts';
import {IPPROTO_TCP, IPPROTO_UDP} from '../socket-constants.ts';
import type {Target} from './forward.ts';
import {
	withoutPorts,
	withPorts,
	withProtocol,
	type Selection,
} from './selection.ts';

// include/uapi/linux/netfilter/nf_nat.h
const NF_NAT_RANGE_MAP_IPS = 1;
const NF_NAT_RANGE_PROTO_SPECIFIED = 2;
/** XT_TCP_INV_DSTPT and XT_UDP_INV_DSTPT. */
const invertedDestinationPort = 2;

/** A match or target: its name, and its own structure. */
export type Extension = {readonly name: string; readonly revision: number; readonly data: Uint8Array};

function viewOf(data: Uint8Array): DataView {
	return new DataView(data.buffer, data.byteOffset, data.byteLength);
}

/** Returns the part of a selection that a match leaves; null where that is nothing. */
export function matched(selection: Selection, {name, revision, data}: Extension): Selection | null {
	switch (name) {
		// `struct xt_tcp` and `struct xt_udp`: first and last source port, first and last destination port.
		case 'tcp':
		case 'udp': {
			const invertedAt = name === 'tcp' ? 11 : 8;
			if (data.length <= invertedAt) {
				return selection;
			}

			const narrowed = withProtocol(selection, name === 'tcp' ? IPPROTO_TCP : IPPROTO_UDP);
			const view = viewOf(data);
			const range = {first: view.getUint16(4, isLittleEndian), last: view.getUint16(6, isLittleEndian)};
			const isInverted = (data[invertedAt]! & invertedDestinationPort) !== 0;
			return narrowed === null ? null : (isInverted ? withoutPorts : withPorts)(narrowed, [range]);
		}

		case 'multiport': {
			return revision === 1 ? matchedByMultiport(selection, data) : selection;
		}

		default: {
			return selection;
		}
	}
}

/** `struct xt_multiport_v1`: flags, count, 15 ports, 15 marks of those that begin a range, and whether it is inverted. */
function matchedByMultiport(selection: Selection, data: Uint8Array): Selection | null {
	const maxPorts = 15;
	const marksAt = 2 + (2 * maxPorts);
	const destination = 1;
	if (data.length <= marksAt + maxPorts || data[0] !== destination) {
		return selection;
	}

	const view = viewOf(data);
	const count = Math.min(data[1]!, maxPorts);
	const ranges: PortRange[] = [];
	for (let index = 0; index < count; index++) {
		const first = view.getUint16(2 + (2 * index), isLittleEndian);
		const beginsRange = data[marksAt + index] !== 0 && index + 1 < count;
		index += Number(beginsRange);
		ranges.push({first, last: beginsRange ? view.getUint16(2 + (2 * index), isLittleEndian) : first});
	}

	return (data[marksAt + maxPorts] === 0 ? withPorts : withoutPorts)(selection, ranges);
}

/** Returns where a target sends packets, null where that is not known; undefined for one that leaves each port of this machine as it is. */
export function forwardTarget({name, revision, data}: Extension, family: 4 | 6): Target | null | undefined {
	if (name !== 'DNAT' && name !== 'REDIRECT') {
		return undefined;
	}

	const isOld = family === 4 && revision === 0;
	const target = isOld ? oldRangeTarget(data) : rangeTarget(data, family);
	return target?.address === null && target.ports === null ? undefined : target;
}

/** `struct nf_nat_ipv4_multi_range_compat` with one range: a count, flags, first and last address, first and last port in network order. */
function oldRangeTarget(data: Uint8Array): Target | null {
	if (data.length < 20) {
		return null;
	}

	const view = viewOf(data);
	return targetOf(view.getUint32(4, isLittleEndian), data.slice(8, 12), {first: view.getUint16(16), last: view.getUint16(18)});
}

/** `struct nf_nat_range`, and `nf_nat_range2`, which begins with it: flags, first and last address of 16 bytes, first and last port in network order. */
function rangeTarget(data: Uint8Array, family: 4 | 6): Target | null {
	if (data.length < 40) {
		return null;
	}

	const view = viewOf(data);
	return targetOf(view.getUint32(0, isLittleEndian), data.slice(4, family === 4 ? 8 : 20), {first: view.getUint16(36), last: view.getUint16(38)});
}

function targetOf(flags: number, address: Uint8Array, ports: PortRange): Target {
	return {
		address: (flags & NF_NAT_RANGE_MAP_IPS) === 0 ? null : address,
		ports: (flags & NF_NAT_RANGE_PROTO_SPECIFIED) === 0 ? null : ports,
	};
}
