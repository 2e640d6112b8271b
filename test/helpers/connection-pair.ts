/* Both ends of a TCP connection in one thread, which do exactly what they are told, one after the other. */
import {setTimeout as wait} from 'node:timers/promises';
import {
	IPPROTO_TCP,
	loadLibc,
	SO_LINGER,
	SOL_SOCKET,
	TCP_INFO,
} from '../../source/linux/calls/libc.ts';
import {
	accept,
	close,
	connectTcp,
	send,
	shutdownWrite,
	type Address,
} from './libc-sockets.ts';

const libc = loadLibc();
const TCP_FIN_WAIT2 = 5;

/** What the connection carries before its end: the client's request and the server's answer. */
export const requestBytes = 700;
export const answerBytes = 9000;
/** What `send` sends, once. */
export const moreBytes = 500;

const actions = {
	close(end: End) {
		end.close();
	},
	/** SO_LINGER 0: RST. */
	reset(end: End) {
		libc.setOption(end.fd, SOL_SOCKET, SO_LINGER, Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0));
		end.close();
	},
	finish({fd}: End) {
		shutdownWrite(fd);
	},
	send({fd}: End) {
		send(fd, new Uint8Array(moreBytes));
	},
	read({fd}: End) {
		receive(fd, moreBytes);
	},
	/** Reads the peer's FIN. */
	end({fd}: End) {
		if (libc.receive(fd, new Uint8Array(1)) !== 0) {
			throw new Error('there was more to read');
		}
	},
	/** Waits until its FIN has been acknowledged. */
	async acknowledged({fd}: End) {
		const information = new Uint8Array(1);
		do {
			await wait(1);
			libc.getOption(fd, IPPROTO_TCP, TCP_INFO, information);
		} while (information[0] !== TCP_FIN_WAIT2);
	},
} as const;

/** Who does what; `settle` waits for the end in question to be destroyed, which the caller can tell. */
export type Step = `${'server' | 'client'} ${keyof typeof actions | 'settle'}`;

class End {
	readonly fd: number;
	#isOpen = true;

	constructor(fd: number) {
		this.fd = fd;
	}

	close(): void {
		if (!this.#isOpen) {
			return;
		}

		this.#isOpen = false;
		close(this.fd);
	}
}

function receive(fd: number, bytes: number): void {
	for (let received = 0; received < bytes;) {
		const length = libc.receive(fd, new Uint8Array(bytes - received));
		if (length === 0) {
			throw new Error('it has ended');
		}

		received += length;
	}
}

/** Opens a connection to a listener, has it carry request and answer, takes the steps, and closes what is still open. */
export async function runConnection(listener: number, address: Address, steps: readonly Step[], settle: (end: string) => Promise<void>): Promise<void> {
	const client = new End(connectTcp(address));
	const server = new End(accept(listener));
	send(client.fd, new Uint8Array(requestBytes));
	receive(server.fd, requestBytes);
	send(server.fd, new Uint8Array(answerBytes));
	receive(client.fd, answerBytes);
	for (const step of steps) {
		// A border: split() forgets the type's parts.
		const [who, action] = step.split(' ') as ['server' | 'client', keyof typeof actions | 'settle'];
		await (action === 'settle' ? settle(who) : actions[action](who === 'server' ? server : client));
	}

	server.close();
	client.close();
}
