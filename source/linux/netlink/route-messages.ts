/* Interfaces and addresses as rtnetlink(7) reports them: linux/rtnetlink.h, linux/if_link.h, linux/if_addr.h. */
import {AttributeCursor} from './attribute.ts';
import {isLittleEndian, MalformedMessageError, type MessageCursor} from './message.ts';

/** `struct ifinfomsg` and `struct ifaddrmsg`: what stands before the attributes. */
export const ifinfomsgBytes = 16;
export const ifaddrmsgBytes = 8;
const AF_UNSPEC = 0;
/** linux/if_arp.h. What Wi-Fi interfaces in monitor mode have seen, others have received as well: 802.11, with Prism's or radiotap's header. */
const ARPHRD_LOOPBACK = 772;
const monitorTypes = new Set([801, 802, 803]);
const IFLA_IFNAME = 3;
const IFLA_LINK = 5;
const IFLA_MASTER = 10;
const IFLA_WIRELESS = 11;
const IFLA_LINKINFO = 18;
const IFLA_LINK_NETNSID = 37;
const IFLA_PARENT_DEV_NAME = 56;
const IFLA_INFO_KIND = 1;
const IFLA_INFO_DATA = 2;
const IFLA_INFO_SLAVE_KIND = 4;
/** linux/if.h */
const IFF_UP = 1;
const IFA_ADDRESS = 1;
const IFA_LOCAL = 2;

/** An interface, with what shows whose packets it passes on. */
export type Link = {
	readonly index: number;
	readonly name: string;
	readonly type: 'loopback' | 'monitor' | 'other';
	/** E.g. `veth`, `bridge`, `macvlan`; null for one without a kind, such as hardware. */
	readonly kind: string | null;
	/** Whether it is on a bus, of hardware or of a hypervisor: Linux 5.14. */
	readonly isOnBus: boolean;
	/** The index of what it is a part of; null for one that stands alone. */
	readonly master: number | null;
	/** The kind of that: `bridge`, `bond`, `vrf`, or `unknown`. */
	readonly masterKind: string | null;
	/** The index of the interface below it, or of the other end of a veth; null for none. */
	readonly lower: number | null;
	/** Whether that is in another network namespace, where the index belongs; of a tunnel, whether its socket is. */
	readonly isLinkedElsewhere: boolean;
	/** The UDP socket that the kernel keeps for a tunnel while it is up; null for other interfaces. */
	readonly tunnel: TunnelSocket | null;
};

/** A socket, or one for each address family, on a port that is null where only its owner may know it. */
export type TunnelSocket = {readonly port: number | null; readonly families: ReadonlyArray<4 | 6>};

/** The attributes of tunnels in IFLA_INFO_DATA: the port, in network byte order; what is there of an IPv6 tunnel; whether it is one of both families. */
const tunnelAttributes: Readonly<Record<string, {readonly port: number; readonly ipv6: readonly number[]; readonly metadata: number | null}>> = {
	// IFLA_VXLAN_PORT, GROUP6, LOCAL6, COLLECT_METADATA.
	vxlan: {port: 15, ipv6: [16, 17], metadata: 25},
	// IFLA_GENEVE_PORT, REMOTE6, COLLECT_METADATA.
	geneve: {port: 5, ipv6: [7], metadata: 6},
	// IFLA_BAREUDP_PORT.
	bareudp: {port: 1, ipv6: [], metadata: null},
};

/** An address of an interface, 4 or 16 bytes. */
export type LinkAddress = {readonly index: number; readonly bytes: readonly number[]};

const attributes = new AttributeCursor();

/** Returns the attributes in [start, end) by their type: parts of the message, good until the next one. */
function readAttributes(view: DataView, start: number, end: number): ReadonlyMap<number, Uint8Array> {
	const values = new Map<number, Uint8Array>();
	attributes.reset(view, start, end);
	while (attributes.next()) {
		values.set(attributes.type, new Uint8Array(view.buffer, view.byteOffset + attributes.start, attributes.length));
	}

	return values;
}

/** Returns a name that ends with a zero byte, or with the attribute; null for none. */
function text(bytes: Uint8Array | undefined): string | null {
	if (bytes === undefined) {
		return null;
	}

	const end = bytes.indexOf(0);
	return new TextDecoder().decode(end === -1 ? bytes : bytes.subarray(0, end));
}

/** Returns an index of an interface; null for none, and for 0, which is none. */
function indexOf(bytes: Uint8Array | undefined): number | null {
	const index = bytes?.length === 4 ? new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, isLittleEndian) : 0;
	return index === 0 ? null : index;
}

/**
Reads an RTM_NEWLINK or RTM_DELLINK message.
@returns null for one that is about an interface's part in a bridge, or its radio.
@throws MalformedMessageError
*/
export function readLink({view, start, end}: MessageCursor): Link | null {
	if (end - start < ifinfomsgBytes) {
		throw new MalformedMessageError('a link without its header');
	}

	const values = readAttributes(view, start + ifinfomsgBytes, end);
	if (view.getUint8(start) !== AF_UNSPEC || values.has(IFLA_WIRELESS)) {
		return null;
	}

	const info = values.get(IFLA_LINKINFO);
	const kinds = info === undefined ? undefined : readAttributes(view, info.byteOffset - view.byteOffset, info.byteOffset - view.byteOffset + info.length);
	const type = view.getUint16(start + 2, isLittleEndian);
	const whole = indexOf(values.get(IFLA_MASTER));
	const kind = text(kinds?.get(IFLA_INFO_KIND));
	const isUp = (view.getUint32(start + 8, isLittleEndian) & IFF_UP) !== 0;
	return {
		index: view.getInt32(start + 4, isLittleEndian),
		name: text(values.get(IFLA_IFNAME)) ?? '',
		type: type === ARPHRD_LOOPBACK ? 'loopback' : (monitorTypes.has(type) ? 'monitor' : 'other'),
		kind,
		isOnBus: values.has(IFLA_PARENT_DEV_NAME),
		master: whole,
		masterKind: text(kinds?.get(IFLA_INFO_SLAVE_KIND)) ?? (whole === null ? null : 'unknown'),
		lower: indexOf(values.get(IFLA_LINK)),
		isLinkedElsewhere: values.has(IFLA_LINK_NETNSID),
		tunnel: isUp ? readTunnel(view, kind, kinds?.get(IFLA_INFO_DATA)) : null,
	};
}

/** Reads what socket a tunnel has: drivers/net/vxlan/vxlan_core.c, geneve.c, bareudp.c, wireguard/socket.c. */
function readTunnel(view: DataView, kind: string | null, data: Uint8Array | undefined): TunnelSocket | null {
	const both = [4, 6] as const;
	if (kind === 'wireguard') {
		return {port: null, families: both};
	}

	const known = kind === null ? undefined : tunnelAttributes[kind];
	if (known === undefined || data === undefined) {
		return null;
	}

	const start = data.byteOffset - view.byteOffset;
	const values = readAttributes(view, start, start + data.length);
	const port = values.get(known.port);
	if (port?.length !== 2) {
		return null;
	}

	const metadata = known.metadata === null ? undefined : values.get(known.metadata);
	// A flag has no value: that it is there is one.
	const isOfBoth = known.metadata === null || (metadata !== undefined && metadata[0] !== 0);
	const isOfIpv6 = known.ipv6.some(type => values.has(type));
	return {port: (port[0]! * 256) + port[1]!, families: isOfBoth ? both : [isOfIpv6 ? 6 : 4]};
}

/**
Reads an RTM_NEWADDR or RTM_DELADDR message.
@returns null for one without an address of IPv4 or IPv6.
@throws MalformedMessageError
*/
export function readAddress({view, start, end}: MessageCursor): LinkAddress | null {
	if (end - start < ifaddrmsgBytes) {
		throw new MalformedMessageError('an address without its header');
	}

	const values = readAttributes(view, start + ifaddrmsgBytes, end);
	// On a point-to-point interface IFA_ADDRESS is the peer's.
	const ours = values.get(IFA_LOCAL) ?? values.get(IFA_ADDRESS);
	return ours !== undefined && [4, 16].includes(ours.length)
		? {index: view.getUint32(start + 4, isLittleEndian), bytes: [...ours]}
		: null;
}
