import {loadLibc, LibcUnavailableError} from '../linux/calls/libc.ts';
import {openDestroyedSockets, receiveDestroyed} from '../linux/netlink/destroyed-sockets.ts';
import {InetDiagRecord} from '../linux/netlink/inet-diag.ts';
import type {NetlinkTransport} from '../linux/netlink/transport.ts';
import {LastTcpInfo} from '../linux/netlink/tcp-info.ts';
import {readCredentials} from '../linux/procfs/credentials.ts';
import type {SourceStatus} from '../model/snapshot.ts';
import {refusalText} from '../text/refusal.ts';
import {sanitize} from '../text/sanitize.ts';
import {appendDestroyed} from './append-destroyed.ts';
import {DestroyedTable} from './destroyed-table.ts';
import {FinReaders} from './fin-readers.ts';
import type {Source} from './source.ts';

/** Read at once, in some 40 ms: more wait for the next look, and the kernel's buffer holds more than this. */
const maxAtOnce = 20_000;

/** The TCP connections that are destroyed, each with its last counters: also those that lived shorter than a sample. */
export class DestroyedSockets implements Source {
	readonly #record = new InetDiagRecord();
	readonly #last = new LastTcpInfo();
	readonly #finReaders = new FinReaders();
	readonly #now: () => number;
	readonly #maxKept: number;
	#transport: NetlinkTransport | undefined;
	#problem: string | null = null;
	#filled = new DestroyedTable();
	#taken = new DestroyedTable();
	#overruns = 0;

	/**
	Asks the kernel for notifications; where it may not, `isOpen` is false and `status` says why. Never throws.
	@param most Kept until they are taken: a minute's at 16,000 a second. More are counted as lost.
	*/
	constructor(open: () => NetlinkTransport = () => openDestroyedSockets(loadLibc()), now: () => number = () => performance.now(), most = 1_000_000) {
		this.#now = now;
		this.#maxKept = most;
		try {
			this.#transport = open();
		} catch (error) {
			this.#problem = `connections that are shorter than a sample are not all counted: ${reasonOf(error)}`;
		}
	}

	/** Whether the kernel sends notifications. */
	get isOpen(): boolean {
		return this.#transport !== undefined;
	}

	/** The number of times that notifications were lost because they came faster than they were read. */
	get overruns(): number {
		return this.#overruns;
	}

	/** The number of sockets that were read since the last `take`. */
	get waiting(): number {
		return this.#filled.count;
	}

	get status(): SourceStatus {
		const times = this.#overruns === 1 ? 'once' : `${this.#overruns} times`;
		const lost = this.#overruns === 0 ? null : `notifications of closed connections were lost ${times}: totals are a lower bound`;
		const problem = this.#problem ?? lost;
		return {
			name: 'destroyed sockets', method: 'netlink', state: problem === null ? 'ok' : 'degraded', problem,
		};
	}

	/** Reads those that wait; cheap when there is none. To be called often: the kernel's buffer is limited. Never throws. */
	drain(): void {
		if (this.#transport === undefined) {
			return;
		}

		try {
			const receivedAt = this.#now();
			let unkept = 0;
			const {overruns} = receiveDestroyed(this.#transport, [this.#record, this.#last], () => {
				if (this.#filled.count < this.#maxKept) {
					appendDestroyed(this.#filled, this.#record, this.#last, receivedAt);
				} else {
					unkept = 1;
				}
			}, maxAtOnce);
			this.#overruns += overruns + unkept;
		} catch (error) {
			this.#problem = `connections that are shorter than a sample are not counted any more: ${reasonOf(error)}`;
			this.close();
		}
	}

	/** Takes the sockets that were read since the last call; the table is filled again after the next call. */
	take(): DestroyedTable {
		const taken = this.#filled;
		this.#filled = this.#taken;
		this.#filled.clear();
		this.#taken = taken;
		this.#finReaders.judge(taken);
		return taken;
	}

	close(): void {
		this.#transport?.close();
		this.#transport = undefined;
	}
}

function reasonOf(error: unknown): string {
	if (error instanceof LibcUnavailableError) {
		return 'koffi could not be loaded';
	}

	// A border: what is thrown here is an Error, of the system with a code.
	const {code, message} = error as Error & {readonly code?: string};
	return code === 'EPERM' ? refusalText(['CAP_NET_ADMIN'], readCredentials()) : sanitize(message);
}
