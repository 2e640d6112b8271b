/* Dumps and notifications of rtnetlink(7). */
import {
	SystemError,
	type Libc,
} from '../calls/libc.ts';
import {
	encodeMessage,
	MalformedMessageError,
	MessageCursor,
	NLM_F_DUMP,
	NLM_F_REQUEST,
	NLMSG_DONE,
	NLMSG_ERROR,
	NLMSG_OVERRUN,
} from './message.ts';
import {
	ifaddrmsgBytes,
	ifinfomsgBytes,
	readAddress,
	readLink,
	type Link,
	type LinkAddress,
} from './route-messages.ts';
import {openForNotifications, openForRequests, type NetlinkTransport} from './transport.ts';

export type {Link, LinkAddress} from './route-messages.ts';

const NETLINK_ROUTE = 0;
const RTM_NEWLINK = 16;
const RTM_DELLINK = 17;
const RTM_GETLINK = 18;
const RTM_NEWADDR = 20;
const RTM_DELADDR = 21;
const RTM_GETADDR = 22;
// Bits of `nl_groups`.
const RTMGRP_LINK = 0x1;
const RTMGRP_IPV4_IFADDR = 0x10;
const RTMGRP_IPV6_IFADDR = 0x1_00;

const receiveTimeoutMilliseconds = 1000;
/** The kernel fills up to 32 KiB at once. */
const bufferBytes = 64 * 1024;
/** More notifications are left for the next read. */
const maxNotifications = 1000;

/** A change of an interface or an address. */
export type RouteChange =
	| {readonly what: 'link'; readonly link: Link; readonly isGone: boolean}
	| {readonly what: 'address'; readonly address: LinkAddress; readonly isGone: boolean};

/**
Opens a socket for rtnetlink in the network namespace of the calling thread. Needs no privilege.
@throws SystemError
*/
export function openRoute(libc: Libc): NetlinkTransport {
	return openForRequests(libc, NETLINK_ROUTE, receiveTimeoutMilliseconds);
}

const buffer = new Uint8Array(new ArrayBuffer(bufferBytes));
const messages = new MessageCursor(new DataView(buffer.buffer));
let lastSequence = 0;

/** Hears of changes of interfaces and addresses in the network namespace of the thread that makes it. */
export class RouteChanges {
	readonly #transport: NetlinkTransport;

	/** Takes the transport of `openRouteChanges`. */
	constructor(transport: NetlinkTransport) {
		this.#transport = transport;
	}

	/**
	Calls back with every change since the last time, in order. Does not wait.
	@returns false when some were lost.
	@throws SystemError, MalformedMessageError
	*/
	take(onChange: (change: RouteChange) => void): boolean {
		for (let count = 0; count < maxNotifications; count++) {
			try {
				messages.reset(this.#transport.receive(buffer));
			} catch (error) {
				if (error instanceof SystemError && error.code === 'EAGAIN') {
					return true;
				}

				if (error instanceof SystemError && error.code === 'ENOBUFS') {
					return false;
				}

				throw error;
			}

			while (messages.next()) {
				const change = readChange();
				if (change !== null) {
					onChange(change);
				}
			}
		}

		return true;
	}

	close(): void {
		this.#transport.close();
	}
}

/**
Opens a socket for notifications of changes from now on.
@throws SystemError
*/
export function openRouteChanges(libc: Libc): NetlinkTransport {
	return openForNotifications(libc, NETLINK_ROUTE, RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR);
}

function readChange(): RouteChange | null {
	switch (messages.type) {
		case RTM_NEWLINK:
		case RTM_DELLINK: {
			const link = readLink(messages);
			return link === null ? null : {what: 'link', link, isGone: messages.type === RTM_DELLINK};
		}

		case RTM_NEWADDR:
		case RTM_DELADDR: {
			const address = readAddress(messages);
			return address === null ? null : {what: 'address', address, isGone: messages.type === RTM_DELADDR};
		}

		default: {
			return null;
		}
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

/** Asks for all of something, and returns what `read` makes of each message of the answer's type. */
function dump<Item>(transport: NetlinkTransport, question: {readonly type: number; readonly headerBytes: number}, answer: number, read: (message: MessageCursor) => Item | null): readonly Item[] {
	lastSequence = (lastSequence + 1) >>> 0;
	const header = {type: question.type, flags: NLM_F_REQUEST | NLM_F_DUMP, sequence: lastSequence};
	transport.send(encodeMessage(header, new Uint8Array(question.headerBytes)));
	const items: Item[] = [];
	for (const _ of receiveMessages(transport, lastSequence)) {
		if (messages.type === answer) {
			const item = read(messages);
			if (item !== null) {
				items.push(item);
			}
		} else if ([NLMSG_DONE, NLMSG_ERROR, NLMSG_OVERRUN].includes(messages.type)) {
			messages.throwIfFailed();
			break;
		}
	}

	return items;
}

/**
Returns the interfaces of the namespace. The kernel answers only while the lock of all interfaces (rtnl) is free, which may take half a minute; a thread that waits for it cannot even be killed.
@throws NetlinkError, MalformedMessageError, SystemError
*/
export function dumpLinks(transport: NetlinkTransport): readonly Link[] {
	return dump(transport, {type: RTM_GETLINK, headerBytes: ifinfomsgBytes}, RTM_NEWLINK, readLink);
}

/**
Returns the addresses of the namespace's interfaces, 4 or 16 bytes each. It may wait as `dumpLinks` does.
@throws NetlinkError, MalformedMessageError, SystemError
*/
export function dumpAddresses(transport: NetlinkTransport): readonly LinkAddress[] {
	return dump(transport, {type: RTM_GETADDR, headerBytes: ifaddrmsgBytes}, RTM_NEWADDR, readAddress);
}
