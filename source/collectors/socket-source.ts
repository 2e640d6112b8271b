import type {SourceStatus} from '../model/snapshot.ts';
import {protocols} from '../model/socket.ts';
import type {SocketTable} from './socket-table.ts';
import type {openSocketCollector, SocketCollector} from './sockets.ts';
import type {Source} from './source.ts';

/** The sockets as a source of samples: a failure is a status. */
export class SocketSource implements Source {
	readonly #method: 'auto' | 'netlink' | 'proc';
	readonly #collector: SocketCollector;
	#status: SourceStatus | null = null;

	/** Opens it with `open`, and throws what that throws. */
	constructor(method: 'auto' | 'netlink' | 'proc', procPath: string, open: typeof openSocketCollector) {
		this.#method = method;
		this.#collector = open(method, procPath);
	}

	get status(): SourceStatus | null {
		return this.#status;
	}

	/** Fills an empty table, as `SocketCollector`; where that fails it stays empty, with every protocol unread. Never throws. */
	* collect(table: SocketTable): Generator<void, SourceStatus> {
		try {
			this.#status = yield * this.#collector.collect(table);
		} catch (error) {
			table.clear();
			for (const protocol of protocols) {
				table.unread.add(protocol);
			}

			this.#status = {
				name: 'sockets', method: this.#method, state: 'failed', problem: (error as Error).message,
			};
		}

		return this.#status;
	}

	close(): void {
		this.#collector.close();
	}
}
