import {constants} from 'node:os';
import {MessageBuffer} from '../packet/message-buffer.ts';
import {
	MSG_DONTWAIT,
	MSG_NOSIGNAL,
	SO_ATTACH_FILTER,
	SO_RCVTIMEO,
	SOL_SOCKET,
} from '../socket-constants.ts';
import {SystemError} from '../system-error.ts';
import {writeLong} from '../long.ts';
import type {CFunctions} from './c-functions.ts';
import {checkWith} from './checked.ts';

/** `struct sockaddr_storage` of linux/socket.h: the longest socket address. */
const maxAddressLength = 128;

/** System calls on sockets. Each call throws SystemError when it fails. */
export type SocketCalls = {
	/** Returns the descriptor, socket(2). */
	socket(domain: number, type: number, protocol: number): number;
	/** Takes a `struct sockaddr_*` as bytes, bind(2). */
	bind(fd: number, address: Uint8Array): void;
	/**
	Takes a `struct sockaddr_*` as bytes, connect(2).
	@returns true when it is connected, false when that goes on without us (EINPROGRESS): the socket is then writable once it is decided.
	*/
	connect(fd: number, address: Uint8Array): boolean;
	/** Returns the socket's own `struct sockaddr_*`, getsockname(2). */
	socketName(fd: number): Uint8Array;
	/** Returns how many bytes were sent, send(2), without flags. */
	send(fd: number, bytes: Uint8Array): number;
	/**
	Sends a datagram without waiting and without SIGPIPE, send(2).
	@throws SystemError: EAGAIN when the buffer is full; also an error that an *earlier* datagram met, e.g. ECONNREFUSED, when the socket is connected. Then nothing was sent, and the next call will not meet that error again.
	*/
	sendNow(fd: number, bytes: Uint8Array): void;
	/** Returns how many bytes were received, recv(2), without flags; goes on after a signal. A longer datagram is cut. */
	receive(fd: number, into: Uint8Array): number;
	/** Allocates memory for received messages of this many bytes, 2048 by default. One serves any number of sockets of a thread. */
	createMessageBuffer(dataBytes?: number): MessageBuffer;
	/**
	Receives one message without waiting, recvmsg(2); goes on after a signal.
	@param flags - In addition to MSG_DONTWAIT: 0 or MSG_ERRQUEUE.
	@returns false when there is none (EAGAIN); the message is then as it was.
	*/
	receiveMessage(fd: number, message: MessageBuffer, flags: number): boolean;
	/** Sets an option to an `int`, or to the bytes of a structure or name: setsockopt(2). */
	setOption(fd: number, level: number, name: number, value: number | Uint8Array): void;
	/** Reads an option into a buffer and returns how many bytes it took, getsockopt(2). */
	getOption(fd: number, level: number, name: number, into: Uint8Array): number;
	/** Lets only those packets in that a program of classic BPF accepts: n × `struct sock_filter`, linux/filter.h. */
	attachFilter(fd: number, program: Uint8Array): void;
	/** Makes `receive` fail with EAGAIN after that long; 0 waits for ever: SO_RCVTIMEO, socket(7). */
	setReceiveTimeout(fd: number, milliseconds: number): void;
	/** Closes the descriptor, close(2). */
	close(fd: number): void;
};

export function socketCalls(c: CFunctions): SocketCalls {
	const checked = checkWith(c);
	const {EAGAIN, EINPROGRESS, EINTR} = constants.errno;
	// One each for all calls of the thread: what the hot paths need is never allocated there.
	const integer = new Uint8Array(new ArrayBuffer(4));
	const integerView = new DataView(integer.buffer);
	const addressLength = new Uint8Array(new ArrayBuffer(4));
	const addressLengthView = new DataView(addressLength.buffer);

	const setOption: SocketCalls['setOption'] = (fd, level, name, value) => {
		if (typeof value === 'number') {
			integerView.setInt32(0, value, true);
			checked('setsockopt', c.setsockopt(fd, level, name, integer, integer.length));
		} else {
			checked('setsockopt', c.setsockopt(fd, level, name, value, value.length));
		}
	};

	return {
		socket: (domain, type, protocol) => checked('socket', c.socket(domain, type, protocol)),
		bind(fd, address) {
			checked('bind', c.bind(fd, address, address.length));
		},
		connect(fd, address) {
			if (c.connect(fd, address, address.length) === 0) {
				return true;
			}

			const errno = c.errno();
			if (errno === EINPROGRESS) {
				return false;
			}

			throw new SystemError('connect', errno);
		},
		socketName(fd) {
			const address = new Uint8Array(maxAddressLength);
			addressLengthView.setUint32(0, address.length, true);
			checked('getsockname', c.getsockname(fd, address, addressLength));
			return address.slice(0, addressLengthView.getUint32(0, true));
		},
		send: (fd, bytes) => checked('send', c.send(fd, bytes, bytes.length, 0)),
		sendNow(fd, bytes) {
			checked('send', c.send(fd, bytes, bytes.length, MSG_DONTWAIT | MSG_NOSIGNAL));
		},
		receive(fd, into) {
			for (;;) {
				const length = c.recv(fd, into, into.length, 0);
				if (length !== -1 || c.errno() !== EINTR) {
					return checked('recv', length);
				}
			}
		},
		createMessageBuffer: dataBytes => new MessageBuffer(c.address, c.longBytes, dataBytes),
		receiveMessage(fd, message, flags) {
			for (;;) {
				const length = c.recvmsg(fd, message.prepare(), flags | MSG_DONTWAIT);
				if (length !== -1) {
					message.fill(length);
					return true;
				}

				const errno = c.errno();
				if (errno === EAGAIN) {
					return false;
				}

				if (errno !== EINTR) {
					throw new SystemError('recvmsg', errno);
				}
			}
		},
		setOption,
		getOption(fd, level, name, into) {
			integerView.setUint32(0, into.length, true);
			checked('getsockopt', c.getsockopt(fd, level, name, into, integer));
			return integerView.getUint32(0, true);
		},
		attachFilter(fd, program) {
			// struct sock_fprog: an unsigned short and a pointer, here to what follows in the same memory, so that both live as long.
			const headerBytes = 2 * c.longBytes;
			const memory = new Uint8Array(new ArrayBuffer(headerBytes + program.length));
			const view = new DataView(memory.buffer);
			view.setUint16(0, program.length / 8, true);
			writeLong(view, c.longBytes, c.address(memory) + BigInt(headerBytes), c.longBytes);
			memory.set(program, headerBytes);
			checked('setsockopt', c.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, memory, headerBytes));
		},
		setReceiveTimeout(fd, milliseconds) {
			// struct timeval: two longs, seconds and microseconds, little-endian wherever koffi runs.
			const timeval = new Uint8Array(2 * c.longBytes);
			const view = new DataView(timeval.buffer);
			view.setUint32(0, Math.floor(milliseconds / 1000), true);
			view.setUint32(c.longBytes, (milliseconds % 1000) * 1000, true);
			setOption(fd, SOL_SOCKET, SO_RCVTIMEO, timeval);
		},
		close(fd) {
			checked('close', c.close(fd));
		},
	};
}
