import {listDescriptorsInPieces, readSocketInode} from '../linux/procfs/pid-fd.ts';
import {listPids} from '../linux/procfs/pids.ts';
import type {SourceStatus} from '../model/snapshot.ts';
import {sanitize} from '../text/sanitize.ts';
import {descriptorSpan, OwnerLookup, type HolderMap} from './owner-lookup.ts';
import type {Source} from './source.ts';

/** The state of a process between scans of its descriptors. */
type ScannedProcess = {
	/** Descriptor → inode, of the descriptors that are sockets. */
	readonly sockets: Map<number, number>;
	/** The start of the last complete scan, in monotonic milliseconds; without one the time at which the process was first listed. */
	scannedAt: number;
	/** The start of the current scan. */
	startedAt: number;
	/** The descriptor with which an interrupted scan goes on; 0 when none is under way. */
	resumeAt: number;
	isScanned: boolean;
	isDenied: boolean;
	/** The time at which a scan last found a new socket: such a process is scanned first. */
	foundAt: number;
};

/** A process is scanned again after this long even without a reason. */
const refreshAfterMilliseconds = 5000;

function finish(known: ScannedProcess): void {
	known.isScanned = true;
	known.scannedAt = known.startedAt;
	known.resumeAt = 0;
}

/** New processes first, then those that opened sockets most recently, then the longest unvisited. */
function compareScanPriority(a: ScannedProcess, b: ScannedProcess): number {
	if (a.isScanned !== b.isScanned) {
		return a.isScanned ? 1 : -1;
	}

	return a.foundAt === b.foundAt ? a.scannedAt - b.scannedAt : (a.foundAt > b.foundAt ? -1 : 1);
}

/**
Finds the processes that hold each socket: inode → every (pid, descriptor), remembered from tick to tick.
Reading every link of /proc/PID/fd each second is what makes others slow. Here a scan reads only the links that are
not known to be a living socket, and only such processes are scanned as may own one whose owner is wanted: those that
are named as likely, the new ones, those that opened sockets lately, and the longest unvisited.
*/
export class SocketOwnersIndex implements Source {
	readonly #procPath: string;
	readonly #now: () => number;
	readonly #seesAllProcesses: boolean;
	readonly #processes = new Map<number, ScannedProcess>();
	readonly #holders: HolderMap = new Map();
	/** Living sockets of which no holder is known. */
	readonly #unowned = new Set<number>();
	/** The sockets for which not every process has been scanned yet. */
	readonly #sought = new Set<number>();
	#lastAppearedAt = -Infinity;
	#deniedProcesses = 0;
	/** The reason why processes cannot be listed. */
	#failure: string | null = null;

	/** The owners that are known now. */
	readonly owners: OwnerLookup = new OwnerLookup(this.#holders, this.#sought, () => this.#deniedProcesses > 0);

	/** `seesAllProcesses` says whether this process may look into every process that the kernel lets root look into. */
	constructor(procPath: string, now: () => number, seesAllProcesses: boolean) {
		this.#procPath = procPath;
		this.#now = now;
		this.#seesAllProcesses = seesAllProcesses;
	}

	/** Which owners can be seen. */
	get status(): SourceStatus {
		if (this.#failure !== null) {
			return {
				name: 'processes', method: 'proc', state: 'failed', problem: this.#failure,
			};
		}

		const hidden = `${this.#deniedProcesses} process${this.#deniedProcesses === 1 ? '' : 'es'}`;
		const problem = this.#seesAllProcesses ? `owners hidden: ${hidden}, even from root` : `run as root to see owners: ${hidden}`;
		return this.#deniedProcesses === 0
			? {
				name: 'processes', method: 'proc', state: 'ok', problem: null,
			}
			: {
				name: 'processes', method: 'proc', state: 'degraded', problem,
			};
	}

	/** Whether there are sockets whose owners have not been looked for everywhere. */
	get isSearching(): boolean {
		return this.#sought.size > 0;
	}

	/** A socket is there that was not: its owners are wanted. 0, the inode of a socket without a file, is ignored. */
	appeared(inode: number): void {
		if (inode === 0 || this.#holders.has(inode)) {
			return;
		}

		this.#unowned.add(inode);
		this.#sought.add(inode);
		this.#lastAppearedAt = this.#now();
	}

	/** The socket is gone: its descriptors are free for others. */
	forget(inode: number): void {
		this.#unowned.delete(inode);
		this.#sought.delete(inode);
		const held = this.#holders.get(inode);
		if (held === undefined) {
			return;
		}

		this.#holders.delete(inode);
		for (const value of typeof held === 'number' ? [held] : held) {
			this.#processes.get(Math.floor(value / descriptorSpan))?.sockets.delete(value % descriptorSpan);
		}
	}

	/** Reads which processes there are. Those that ended no longer hold anything. Never throws: `status` says why it failed. */
	refreshProcesses(): void {
		const now = this.#now();
		const pids = this.#listPids();
		if (pids === null) {
			return;
		}

		for (const [pid, known] of this.#processes) {
			if (!pids.has(pid)) {
				this.#drop(pid, known);
			}
		}

		for (const pid of pids) {
			if (!this.#processes.has(pid)) {
				this.#processes.set(pid, {
					sockets: new Map(), scannedAt: now, startedAt: now, resumeAt: 0, isScanned: false, isDenied: false, foundAt: -Infinity,
				});
			}
		}
	}

	#listPids(): ReadonlySet<number> | null {
		try {
			const pids = new Set(listPids(this.#procPath));
			this.#failure = null;
			return pids;
		} catch (error) {
			// Out of descriptors, or there is no /proc.
			this.#failure = `it is not known which processes there are: ${sanitize((error as Error).message)}`;
			return null;
		}
	}

	/**
	Looks for the owners of sockets that have none yet, and keeps what is known fresh. Yields after some hundred system calls.
	@param likely Pids to look at first, e.g. the owners of the listener.
	@param searchMilliseconds To spend on sockets without an owner; Infinity looks at every process.
	@param refreshMilliseconds To spend on scanning again who was longest unvisited: a descriptor may have been passed on or closed.
	*/
	* update(likely: ReadonlySet<number>, searchMilliseconds: number, refreshMilliseconds: number): Generator<void> {
		if (this.#failure !== null) {
			return;
		}

		const startedAt = this.#now();
		const scanned = new Set<number>();
		for (const pid of [...likely, ...this.#byScanPriority()]) {
			const isDue = this.isSearching || searchMilliseconds === Infinity || this.#processes.get(pid)?.isScanned === false;
			if (!isDue || this.#now() - startedAt > searchMilliseconds) {
				break;
			}

			if (scanned.has(pid) || this.#isScannedSince(pid, this.#lastAppearedAt)) {
				continue;
			}

			scanned.add(pid);
			yield * this.#scan(pid, {deadline: startedAt + searchMilliseconds, isThorough: false});
		}

		const refreshStartedAt = this.#now();
		for (const pid of this.#unvisitedLongest()) {
			const age = refreshStartedAt - (this.#processes.get(pid)?.scannedAt ?? refreshStartedAt);
			if (age < refreshAfterMilliseconds || this.#now() - refreshStartedAt > refreshMilliseconds) {
				break;
			}

			yield * this.#scan(pid, {deadline: refreshStartedAt + refreshMilliseconds, isThorough: true});
		}

		// Once every process was scanned after the last socket appeared, what is not found has no owner that can be seen.
		if (this.#processes.keys().every(pid => this.#isScannedSince(pid, this.#lastAppearedAt))) {
			this.#sought.clear();
		}
	}

	#byScanPriority(): number[] {
		return [...this.#processes]
			.toSorted(([, a], [, b]) => compareScanPriority(a, b))
			.map(([pid]) => pid);
	}

	#unvisitedLongest(): number[] {
		return [...this.#processes]
			.toSorted(([, a], [, b]) => a.scannedAt - b.scannedAt)
			.map(([pid]) => pid);
	}

	#isScannedSince(pid: number, time: number): boolean {
		const known = this.#processes.get(pid);
		return known !== undefined && known.isScanned && known.scannedAt > time;
	}

	/**
	Reads a process's descriptors; what is not done by the deadline goes on at the next scan, with the descriptor where
	this one stopped. A thorough scan trusts nothing that is known: a descriptor may be another socket by now although
	the first still lives, elsewhere.
	*/
	* #scan(pid: number, {deadline, isThorough}: {readonly deadline: number; readonly isThorough: boolean}): Generator<void> {
		const known = this.#processes.get(pid);
		if (known === undefined) {
			return;
		}

		if (known.resumeAt === 0) {
			known.startedAt = this.#now();
		}

		const descriptors = yield * listDescriptorsInPieces(this.#procPath, pid);
		if (descriptors === undefined) {
			this.#drop(pid, known);
			return;
		}

		if (descriptors === 'denied') {
			this.#deny(pid, known);
			return;
		}

		this.#closeMissing(pid, known, descriptors);
		let reads = 0;
		for (const descriptor of descriptors) {
			const before = known.sockets.get(descriptor);
			if (descriptor < known.resumeAt || (before !== undefined && !isThorough)) {
				continue;
			}

			const inode = readSocketInode(this.#procPath, pid, descriptor);
			if (inode === 'denied') {
				this.#deny(pid, known);
				return;
			}

			if (before !== undefined && before !== inode) {
				known.sockets.delete(descriptor);
				this.#release(before, (pid * descriptorSpan) + descriptor);
			}

			// Only TCP's and UDP's are remembered: of others it would not be noticed when they close.
			if (before !== inode && (this.#holders.has(inode) || this.#unowned.has(inode))) {
				known.sockets.set(descriptor, inode);
				this.#hold(inode, (pid * descriptorSpan) + descriptor);
				if (this.#unowned.delete(inode)) {
					this.#sought.delete(inode);
					known.foundAt = known.startedAt;
				}
			}

			reads++;
			if (reads % 256 !== 0) {
				continue;
			}

			yield;
			if (this.#now() > deadline) {
				known.resumeAt = descriptor + 1;
				return;
			}
		}

		this.#setDenied(known, false);
		finish(known);
		yield;
	}

	/** Notes that the process may not be read: sockets that are not found may belong to it. */
	#deny(pid: number, known: ScannedProcess): void {
		this.#setDenied(known, true);
		this.#closeAll(pid, known);
		finish(known);
	}

	#setDenied(known: ScannedProcess, isDenied: boolean): void {
		this.#deniedProcesses += Number(isDenied) - Number(known.isDenied);
		known.isDenied = isDenied;
	}

	#closeMissing(pid: number, known: ScannedProcess, open: readonly number[]): void {
		if (known.sockets.size === 0) {
			return;
		}

		const still = new Set(open);
		for (const [descriptor, inode] of known.sockets) {
			if (still.has(descriptor)) {
				continue;
			}

			known.sockets.delete(descriptor);
			this.#release(inode, (pid * descriptorSpan) + descriptor);
		}
	}

	#closeAll(pid: number, known: ScannedProcess): void {
		for (const [descriptor, inode] of known.sockets) {
			this.#release(inode, (pid * descriptorSpan) + descriptor);
		}

		known.sockets.clear();
	}

	#drop(pid: number, known: ScannedProcess): void {
		this.#deniedProcesses -= Number(known.isDenied);
		this.#closeAll(pid, known);
		this.#processes.delete(pid);
	}

	#hold(inode: number, holder: number): void {
		const held = this.#holders.get(inode);
		if (held === undefined) {
			this.#holders.set(inode, holder);
		} else if (typeof held === 'number') {
			this.#holders.set(inode, [held, holder]);
		} else {
			this.#holders.set(inode, [...held, holder]);
		}
	}

	#release(inode: number, holder: number): void {
		const held = this.#holders.get(inode);
		if (held === undefined) {
			return;
		}

		const rest = typeof held === 'number' ? (held === holder ? [] : [held]) : held.filter(value => value !== holder);
		if (rest.length === 0) {
			// Closed by its last known holder: if it is still there, another process has it.
			this.#holders.delete(inode);
			this.appeared(inode);
		} else {
			this.#holders.set(inode, rest.length === 1 ? rest[0]! : rest);
		}
	}
}
