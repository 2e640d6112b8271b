import {constants} from 'node:os';
import {
	SO_RCVBUFFORCE,
	SOL_SOCKET,
	SystemError,
	type Libc,
} from '../calls/libc.ts';
import {AttributeCursor} from './attribute.ts';
import {
	decodeInetDiagMessage,
	INET_DIAG_INFO,
	inetDiagMessageBytes,
	SOCK_DIAG_BY_FAMILY,
	type InetDiagRecord,
} from './inet-diag.ts';
import {MalformedMessageError, MessageCursor} from './message.ts';
import {NETLINK_SOCK_DIAG} from './sock-diag.ts';
import {decodeLastTcpInfo, type LastTcpInfo} from './tcp-info.ts';
import {openForNotifications, type NetlinkTransport} from './transport.ts';

// linux/sock_diag.h; group N is bit N - 1 of `nl_groups`.
const SKNLGRP_INET_TCP_DESTROY = 1;
const SKNLGRP_INET6_TCP_DESTROY = 3;
const groups = (1 << (SKNLGRP_INET_TCP_DESTROY - 1)) | (1 << (SKNLGRP_INET6_TCP_DESTROY - 1));

/** The value for SO_RCVBUFFORCE; the kernel doubles it. Measured: 26,000 notifications of 1,280 bytes each fit. */
const receiveBufferBytes = 16 * 1024 * 1024;

/** A notification has less than 512 bytes. */
const bufferBytes = 4096;

/**
Opens a socket on which the kernel reports every TCP socket of the thread's network namespace that is destroyed, with its last
counters: sock_diag_broadcast_destroy() of net/core/sock_diag.c. `receive` does not wait.
@throws SystemError, EPERM without CAP_NET_ADMIN.
*/
export function openDestroyedSockets(libc: Libc): NetlinkTransport {
	return openForNotifications(libc, NETLINK_SOCK_DIAG, groups, fd => {
		libc.setOption(fd, SOL_SOCKET, SO_RCVBUFFORCE, receiveBufferBytes);
	});
}

const buffer = new Uint8Array(new ArrayBuffer(bufferBytes));
const messages = new MessageCursor(new DataView(buffer.buffer));
const attributes = new AttributeCursor();

/** The result of reading the pending notifications once. */
export type Received = {
	/** The number of times the kernel had to drop notifications because they were not read soon enough. */
	readonly overruns: number;
	/** None is left; else as many were read as was allowed. */
	readonly isDrained: boolean;
};

/**
Reads the notifications that wait, without waiting. Fills `record` and `last` and calls `onSocket` for each; both are valid
only during that call. What is malformed is passed over.
@param most So many are read at most.
@throws SystemError
*/
export function receiveDestroyed(transport: NetlinkTransport, [record, last]: readonly [InetDiagRecord, LastTcpInfo], onSocket: () => void, most: number): Received {
	const {EAGAIN, ENOBUFS} = constants.errno;
	let overruns = 0;
	for (let received = 0; received < most; received++) {
		try {
			messages.reset(transport.receive(buffer));
			while (messages.next()) {
				if (messages.type === SOCK_DIAG_BY_FAMILY) {
					decodeInetDiagMessage(messages.view, messages.start, messages.end, record);
					decodeLast(last);
					onSocket();
				}
			}
		} catch (error) {
			if (error instanceof SystemError && error.errno === EAGAIN) {
				return {overruns, isDrained: true};
			}

			if (error instanceof SystemError && error.errno === ENOBUFS) {
				overruns++;
			} else if (!(error instanceof MalformedMessageError)) {
				throw error;
			}
		}
	}

	return {overruns, isDrained: false};
}

/** Decodes the current message, whose lengths have been checked. */
function decodeLast(last: LastTcpInfo): void {
	const {view, start, end} = messages;
	attributes.reset(view, start + inetDiagMessageBytes, end);
	while (attributes.next()) {
		if (attributes.type === INET_DIAG_INFO) {
			decodeLastTcpInfo(view, attributes.start, attributes.length, last);
			return;
		}
	}

	decodeLastTcpInfo(view, end, 0, last);
}
