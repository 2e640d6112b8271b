import type {SocketTable} from '../../source/collectors/socket-table.ts';
import type {SocketCollector} from '../../source/collectors/sockets.ts';
import type {SourceStatus} from '../../source/model/snapshot.ts';
import type {Protocol} from '../../source/model/socket.ts';
import {fill, type TestSocket} from './socket-table.ts';

/** A machine whose sockets are the ones that a test sets. */
export class FakeMachine {
	sockets: readonly TestSocket[] = [];
	/** The sockets cannot be read. */
	isBroken = false;
	/** Protocols that cannot be read. */
	unread: readonly Protocol[] = [];
	#cookie = 0;

	/** Replaces `openSocketCollector`. */
	readonly openSockets = (): SocketCollector => ({
		collect: table => this.#collect(table),
		close() {
			// Nothing is open.
		},
	});

	/** Adds a listener of 127.0.0.1, and returns its removal. */
	listen(port: number): () => void {
		return this.#add({localPort: port, state: 'LISTEN'});
	}

	/** Adds both ends of a connection to a listener of 127.0.0.1, and returns their removal. */
	connect(clientPort: number, port: number, rttMicroseconds = 50): () => void {
		const connection = {
			remote: '127.0.0.1', rttMicroseconds, receivedBytes: 0, sentBytes: 0,
		};
		const removeClient = this.#add({...connection, localPort: clientPort, remotePort: port});
		const removeServer = this.#add({...connection, localPort: port, remotePort: clientPort});
		return () => {
			removeClient();
			removeServer();
		};
	}

	* #collect(table: SocketTable): Generator<void, SourceStatus> {
		yield;
		if (this.isBroken) {
			throw new Error('the kernel does not answer');
		}

		fill(table, this.sockets.filter(({protocol = 'tcp'}) => !this.unread.includes(protocol)));
		for (const protocol of this.unread) {
			table.unread.add(protocol);
		}

		return {
			name: 'sockets', method: 'netlink', state: 'ok', problem: null,
		};
	}

	#add(socket: Omit<TestSocket, 'cookie'>): () => void {
		const added = {...socket, cookie: ++this.#cookie};
		this.sockets = [...this.sockets, added];
		return () => {
			this.sockets = this.sockets.filter(other => other !== added);
		};
	}
}
