import {AF_INET, IPPROTO_UDP} from '../socket-constants.ts';
import {
	decodeInetDiagMessage,
	requestBytes,
	SOCK_DIAG_BY_FAMILY,
	type InetDiagRecord,
} from './inet-diag.ts';
import {
	encodeMessage,
	isLittleEndian,
	MalformedMessageError,
	MessageCursor,
	NLM_F_ACK,
	NLM_F_REQUEST,
	NLMSG_ERROR,
} from './message.ts';
import type {NetlinkTransport} from './transport.ts';

/** linux/sock_diag.h, from Linux 4.5 on. */
const SOCK_DESTROY = 21;

/** The words of a cookie that mean any (INET_DIAG_NOCOOKIE, linux/inet_diag.h): such a request would hit whatever has the ends now. */
const INET_DIAG_NOCOOKIE = 0xFF_FF_FF_FF;

/** Every state; the kernel does not look at it where one socket is named. */
const allStates = 0xFF_FF_FF_FF;

/** An answer is one socket without attributes, or an error with the whole request. */
const bufferBytes = 4096;

/** One socket as the kernel finds it: its ends, in the fields of a record, and the cookie that it must have. */
export type SocketId = Readonly<Pick<
	InetDiagRecord,
	'idiag_family' | 'idiag_sport' | 'idiag_dport' | 'src0' | 'src1' | 'src2' | 'src3' | 'dst0' | 'dst1' | 'dst2' | 'dst3' | 'idiag_if' | 'cookie_low' | 'cookie_high'
>> & {
	/** IPPROTO_TCP or IPPROTO_UDP. */
	readonly protocol: number;
};

type End = {
	readonly port: number;
	/** In network byte order, IPv4 as ::ffff:a.b.c.d. */
	readonly words: readonly [number, number, number, number];
};

/**
Returns `struct inet_diag_req_v2` of linux/inet_diag.h, which names one socket: 56 bytes.
@param isSwapped The ends stand in each other's place.
@throws MalformedMessageError for the cookie that stands for any.
*/
function encodeSocket(socket: SocketId, isSwapped: boolean): Uint8Array {
	if (socket.cookie_low === INET_DIAG_NOCOOKIE && socket.cookie_high === INET_DIAG_NOCOOKIE) {
		throw new MalformedMessageError('a cookie that stands for any');
	}

	const local: End = {port: socket.idiag_sport, words: [socket.src0, socket.src1, socket.src2, socket.src3]};
	const remote: End = {port: socket.idiag_dport, words: [socket.dst0, socket.dst1, socket.dst2, socket.dst3]};
	const payload = new Uint8Array(requestBytes);
	const view = new DataView(payload.buffer);
	view.setUint8(0, socket.idiag_family);
	view.setUint8(1, socket.protocol);
	view.setUint32(4, allStates, isLittleEndian);
	// `struct inet_diag_sockid`: ports and addresses in network byte order, the rest in the host's.
	for (const [index, {port, words}] of (isSwapped ? [remote, local] : [local, remote]).entries()) {
		view.setUint16(8 + (index * 2), port);
		for (const [place, word] of (socket.idiag_family === AF_INET ? words.slice(3) : words).entries()) {
			view.setUint32(12 + (index * 16) + (place * 4), word);
		}
	}

	view.setUint32(44, socket.idiag_if, isLittleEndian);
	view.setUint32(48, socket.cookie_low, isLittleEndian);
	view.setUint32(52, socket.cookie_high, isLittleEndian);
	return payload;
}

/** Returns a request to close a socket, and to say whether it was: 72 bytes. */
export function encodeDestroyRequest(socket: SocketId, sequence: number): Uint8Array {
	return encodeMessage({type: SOCK_DESTROY, flags: NLM_F_REQUEST | NLM_F_ACK, sequence}, encodeSocket(socket, false));
}

/** Returns a request to report a socket: 72 bytes. Of UDP the kernel takes the ends the other way round here: udp_dump_one() of net/ipv4/udp_diag.c. */
export function encodeReadRequest(socket: SocketId, sequence: number): Uint8Array {
	return encodeMessage({type: SOCK_DIAG_BY_FAMILY, flags: NLM_F_REQUEST, sequence}, encodeSocket(socket, socket.protocol === IPPROTO_UDP));
}

let lastSequence = 0;

/**
Sends a request and moves to its answer. The kernel answers while it is sent.
@throws NetlinkError where the kernel refuses, MalformedMessageError, SystemError.
*/
function ask(transport: NetlinkTransport, encode: (sequence: number) => Uint8Array): MessageCursor {
	lastSequence = (lastSequence + 1) >>> 0;
	const buffer = new Uint8Array(bufferBytes);
	const messages = new MessageCursor(new DataView(buffer.buffer));
	transport.send(encode(lastSequence));
	do {
		messages.reset(transport.receive(buffer));
	} while (!moveTo(messages, lastSequence));

	if (messages.type === NLMSG_ERROR) {
		messages.throwIfFailed();
	}

	return messages;
}

/** Moves to the message of a sequence number; false where the datagram has none. */
function moveTo(messages: MessageCursor, sequence: number): boolean {
	while (messages.next()) {
		if (messages.sequence === sequence) {
			return true;
		}
	}

	return false;
}

/**
Fills the record with what the kernel has now of one socket, without attributes. Needs no privilege.
@throws NetlinkError: ENOENT or ESTALE where no socket has these ends and this cookie; MalformedMessageError, SystemError.
*/
export function readSocket(transport: NetlinkTransport, socket: SocketId, record: InetDiagRecord): void {
	const messages = ask(transport, sequence => encodeReadRequest(socket, sequence));
	if (messages.type !== SOCK_DIAG_BY_FAMILY) {
		throw new MalformedMessageError(`an answer of type ${messages.type}`);
	}

	decodeInetDiagMessage(messages.view, messages.start, messages.end, record);
}

/**
Closes one socket, also of another program: sock_diag_destroy() of net/core/sock_diag.c, which is tcp_abort() or udp_abort(). The kernel compares the
cookie, so that another socket that has the same ends by now is not hit. It does the same with a listener: that is for the caller to
exclude. It waits for a system call that has the socket locked, as reading its tcp_info does.
@throws NetlinkError: ENOENT or ESTALE where no socket has these ends and this cookie; EPERM without CAP_NET_ADMIN; EOPNOTSUPP without
CONFIG_INET_DIAG_DESTROY, EINVAL before Linux 4.5; MalformedMessageError, SystemError.
*/
export function destroySocket(transport: NetlinkTransport, socket: SocketId): void {
	ask(transport, sequence => encodeDestroyRequest(socket, sequence));
}
