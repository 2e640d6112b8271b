/* Interfaces and addresses as rtnetlink(7) reports them: linux/rtnetlink.h, linux/if_link.h, linux/if_addr.h. */
import {
	SystemError,
	type Libc,
} from '../calls/libc.ts';
import {AttributeCursor} from './attribute.ts';
import {
	encodeMessage,
	isLittleEndian,
	MalformedMessageError,
	MessageCursor,
	NLM_F_DUMP,
	NLM_F_REQUEST,
	NLMSG_DONE,
	NLMSG_ERROR,
	NLMSG_OVERRUN,
} from './message.ts';
import {openForNotifications, openForRequests, type NetlinkTransport} from './transport.ts';

const NETLINK_ROUTE = 0;
const RTM_NEWLINK = 16;
const RTM_GETLINK = 18;
const RTM_NEWADDR = 20;
const RTM_GETADDR = 22;
// Bits of `nl_groups`.
const RTMGRP_LINK = 0x1;
const RTMGRP_IPV4_IFADDR = 0x10;
const RTMGRP_IPV6_IFADDR = 0x1_00;

/** `struct ifinfomsg` and `struct ifaddrmsg`: what stands before the attributes. */
const ifinfomsgBytes = 16;
const ifaddrmsgBytes = 8;
const IFLA_MASTER = 10;
const IFLA_LINKINFO = 18;
const IFLA_LINK_NETNSID = 37;
const IFLA_INFO_KIND = 1;
const IFLA_INFO_SLAVE_KIND = 4;
const IFA_ADDRESS = 1;
const IFA_LOCAL = 2;

const receiveTimeoutMilliseconds = 1000;
/** The kernel fills up to 32 KiB at once. */
const bufferBytes = 64 * 1024;
/** More notifications are left for the next read: so many changes are a change in any case. */
const maxNotifications = 1000;

/** An interface, with what shows whose packets it passes on. */
export type Link = {
	readonly index: number;
	/** E.g. `veth`, `bridge`, `macvlan`; null for one without a kind, such as hardware. */
	readonly kind: string | null;
	/** The kind of what it is a part of: `bridge`, `bond`, `vrf`, or `unknown`; null for one that stands alone. */
	readonly masterKind: string | null;
	/** Whether the interface below it is in another network namespace. */
	readonly isLinkedElsewhere: boolean;
};

/**
Opens a socket for rtnetlink in the network namespace of the calling thread. Needs no privilege.
@throws SystemError
*/
export function openRoute(libc: Libc): NetlinkTransport {
	return openForRequests(libc, NETLINK_ROUTE, receiveTimeoutMilliseconds);
}

const buffer = new Uint8Array(new ArrayBuffer(bufferBytes));
const messages = new MessageCursor(new DataView(buffer.buffer));
const attributes = new AttributeCursor();
let lastSequence = 0;

/** Hears of changes of interfaces and addresses in the network namespace of the thread that makes it. */
export class RouteChanges {
	readonly #transport: NetlinkTransport;

	/**
	Listens from now on.
	@throws SystemError
	*/
	constructor(libc: Libc) {
		this.#transport = openForNotifications(libc, NETLINK_ROUTE, RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR);
	}

	/**
	Returns whether anything changed since it was asked last. Does not wait.
	@throws SystemError
	*/
	take(): boolean {
		for (let count = 0; count < maxNotifications; count++) {
			try {
				this.#transport.receive(buffer);
			} catch (error) {
				if (error instanceof SystemError && error.code === 'EAGAIN') {
					return count > 0;
				}

				// Notifications were lost: count that as a change.
				if (!(error instanceof SystemError && error.code === 'ENOBUFS')) {
					throw error;
				}
			}
		}

		return true;
	}

	close(): void {
		this.#transport.close();
	}
}

/** Moves `messages` from one of those under a sequence number to the next; others are left over from a dump that failed. */
function * receiveMessages(transport: NetlinkTransport, sequence: number): Generator<void> {
	for (;;) {
		const length = transport.receive(buffer);
		if (length <= 0 || length >= bufferBytes) {
			throw new MalformedMessageError(`a datagram of ${length} bytes`);
		}

		messages.reset(length);
		while (messages.next()) {
			if (messages.sequence === sequence) {
				yield;
			}
		}
	}
}

/** Asks for all of something, and calls `take` for each message of the answer's type; it reads from `messages`. */
function dump(transport: NetlinkTransport, question: {readonly type: number; readonly headerBytes: number}, answer: number, take: () => void): void {
	lastSequence = (lastSequence + 1) >>> 0;
	const header = {type: question.type, flags: NLM_F_REQUEST | NLM_F_DUMP, sequence: lastSequence};
	transport.send(encodeMessage(header, new Uint8Array(question.headerBytes)));
	for (const _ of receiveMessages(transport, lastSequence)) {
		if (messages.type === answer) {
			take();
		} else if ([NLMSG_DONE, NLMSG_ERROR, NLMSG_OVERRUN].includes(messages.type)) {
			messages.throwIfFailed();
			return;
		}
	}
}

/** Returns the attributes in [start, end) of the buffer by their type: parts of it, good until the next datagram. */
function readAttributes(start: number, end: number): ReadonlyMap<number, Uint8Array> {
	const values = new Map<number, Uint8Array>();
	attributes.reset(messages.view, start, end);
	while (attributes.next()) {
		values.set(attributes.type, buffer.subarray(attributes.start, attributes.start + attributes.length));
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

/**
Returns the interfaces of the namespace.
@throws NetlinkError, MalformedMessageError, SystemError
*/
export function dumpLinks(transport: NetlinkTransport): readonly Link[] {
	const links: Link[] = [];
	dump(transport, {type: RTM_GETLINK, headerBytes: ifinfomsgBytes}, RTM_NEWLINK, () => {
		if (messages.end - messages.start < ifinfomsgBytes) {
			throw new MalformedMessageError('a link without its header');
		}

		const values = readAttributes(messages.start + ifinfomsgBytes, messages.end);
		const info = values.get(IFLA_LINKINFO);
		const kinds = info === undefined ? undefined : readAttributes(info.byteOffset, info.byteOffset + info.length);
		links.push({
			index: messages.view.getInt32(messages.start + 4, isLittleEndian),
			kind: text(kinds?.get(IFLA_INFO_KIND)),
			masterKind: text(kinds?.get(IFLA_INFO_SLAVE_KIND)) ?? (values.has(IFLA_MASTER) ? 'unknown' : null),
			isLinkedElsewhere: values.has(IFLA_LINK_NETNSID),
		});
	});
	return links;
}

/**
Returns the addresses of the namespace's interfaces, 4 or 16 bytes each.
@throws NetlinkError, MalformedMessageError, SystemError
*/
export function dumpAddresses(transport: NetlinkTransport): readonly Uint8Array[] {
	const addresses: Uint8Array[] = [];
	dump(transport, {type: RTM_GETADDR, headerBytes: ifaddrmsgBytes}, RTM_NEWADDR, () => {
		const values = readAttributes(messages.start + ifaddrmsgBytes, messages.end);
		// On a point-to-point interface IFA_ADDRESS is the peer's.
		const ours = values.get(IFA_LOCAL) ?? values.get(IFA_ADDRESS);
		if (ours !== undefined && [4, 16].includes(ours.length)) {
			addresses.push(Uint8Array.from(ours));
		}
	});
	return addresses;
}
