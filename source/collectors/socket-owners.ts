import {readPidStat} from '../linux/procfs/pid-stat.ts';
import {listPids} from '../linux/procfs/pids.ts';
import type {SourceStatus} from '../model/snapshot.ts';
import {sanitize} from '../text/sanitize.ts';
import {
	isLeaderEnded,
	remainingThread,
	separateThreads,
	sharesDescriptors,
	type SharesDescriptors,
} from './descriptor-tables.ts';
import {descriptorSpan, OwnerLookup} from './owner-lookup.ts';
import {hiddenOwners, type ProcessSight, type Refused} from './process-sight.ts';
import {compareScanPriority, ScannedTable} from './scanned-table.ts';
import type {Source} from './source.ts';
import {WantedSockets} from './wanted-sockets.ts';

/** A process is scanned again after this long even without a reason. */
const refreshAfterMilliseconds = 5000;

/** Processes whose numbers are checked at a sample, in some 4 µs each; the next sample goes on with the rest. */
const maxChecks = 512;

/**
Finds the processes that hold each socket: inode → every (pid, descriptor), remembered from tick to tick.
Reading every link of /proc/PID/fd each second is what makes others slow. Here a scan reads only the links that are
not known to be a living socket, and only such processes are scanned as may own one whose owner is wanted: those that
are named as likely, the new ones, those that opened sockets lately, and the longest unvisited. Only where a socket is
in none of them are threads looked at, of which each may have descriptors of its own.
*/
export class SocketOwnersIndex implements Source {
	readonly #procPath: string;
	readonly #now: () => number;
	readonly #sight: ProcessSight;
	readonly #shares: SharesDescriptors;
	/** By process, and by thread those that a thread has for itself. */
	readonly #tables = new Map<number, ScannedTable>();
	/** Thread → its process, of the latter. */
	readonly #threads = new Map<number, number>();
	readonly #wanted: WantedSockets;
	readonly #denied: Record<Refused, number> = {list: 0, links: 0};
	/** Processes with threads of which it is not known whether they have descriptors of their own, and why. */
	readonly #incomparable = new Map<ScannedTable, string>();
	/** The reason why processes cannot be listed. */
	#failure: string | null = null;
	#checks = 0;
	#ended = new Set<number>();

	/** The owners that are known now. */
	readonly owners: OwnerLookup;

	constructor(procPath: string, now: () => number, sight: ProcessSight, shares: SharesDescriptors = sharesDescriptors) {
		this.#procPath = procPath;
		this.#now = now;
		this.#sight = sight;
		this.#shares = shares;
		this.#wanted = new WantedSockets(now);
		this.owners = new OwnerLookup(this.#wanted.holders, this.#wanted.sought, () => this.#mayBeHidden, this.#threads);
	}

	/** Which owners can be seen, and what is missing to see the others. */
	get status(): SourceStatus {
		if (this.#failure !== null) {
			return {
				name: 'processes', method: 'proc', state: 'failed', problem: this.#failure,
			};
		}

		const problem = hiddenOwners(this.#sight, {
			denied: this.#denied, someDenied: () => this.#tables.values().find(({denied}) => denied !== null)?.pid, unfound: this.#wanted.unfoundCount, incomparable: this.#incomparable.values().toArray(),
		});
		return {
			name: 'processes', method: 'proc', state: problem === null ? 'ok' : 'degraded', problem,
		};
	}

	/** Returns the sockets whose holders have changed since the last call; null where that is not known, as at the first. */
	takeChanged(): ReadonlySet<number> | null {
		return this.#wanted.takeChanged();
	}

	/** Whether there are sockets whose owners have not been looked for everywhere. */
	get isSearching(): boolean {
		return this.#wanted.sought.size > 0;
	}

	/** Returns how many descriptors a process had when it was scanned last; null where that is not known. */
	descriptorCount(pid: number): number | null {
		return this.#tables.get(pid)?.descriptorCount ?? null;
	}

	get #mayBeHidden(): boolean {
		const {unlisted, isNamespaced} = this.#sight;
		return unlisted !== null || isNamespaced || this.#incomparable.size + this.#denied.list + this.#denied.links > 0;
	}

	/** A socket is there that was not: its owners are wanted. 0, the inode of a socket without a file, is ignored. */
	appeared(inode: number): void {
		this.#wanted.appeared(inode);
	}

	/** The socket is gone: its descriptors are free for others. */
	forget(inode: number): void {
		for (const holder of this.#wanted.forget(inode)) {
			this.#tables.get(Math.floor(holder / descriptorSpan))?.sockets.delete(holder % descriptorSpan);
		}
	}

	/** The socket is the kernel's own: no process holds it, also where some cannot be seen. */
	keepForKernel(inode: number): void {
		this.#wanted.keepForKernel(inode);
	}

	/** Reads which processes there are. Those that ended no longer hold anything. Never throws: `status` says why it failed. */
	refreshProcesses(): void {
		const now = this.#now();
		const pids = this.#listPids();
		if (pids === null) {
			return;
		}

		for (const table of this.#tables.values()) {
			if (!pids.has(table.pid)) {
				this.#drop(table);
			}
		}

		this.#checkNumbers();
		for (const pid of pids) {
			if (!this.#tables.has(pid)) {
				this.#tables.set(pid, new ScannedTable(this.#procPath, pid, pid, now));
			}
		}
	}

	/** Returns the processes that ended, or became others, since the last call: what is known of them is of the past. */
	takeEnded(): Iterable<number> {
		const ended = this.#ended;
		this.#ended = new Set();
		return ended;
	}

	#listPids(): ReadonlySet<number> | null {
		try {
			const pids = new Set(listPids(this.#procPath));
			this.#failure = null;
			return pids;
		} catch (error) {
			// Out of descriptors, or there is no /proc.
			this.#failure = `it is not known which processes there are: ${this.#sight.unlisted ?? sanitize((error as Error).message)}`;
			return null;
		}
	}

	/** A process may have ended since the last look, and its number names another one: that one is new. */
	#checkNumbers(): void {
		const holding = this.#tables.values().filter(({sockets}) => sockets.size > 0).toArray();
		const start = holding.length > maxChecks ? this.#checks % holding.length : 0;
		const due = [...holding.slice(start), ...holding.slice(0, start)].slice(0, maxChecks);
		this.#checks = start + due.length;
		for (const table of due) {
			if (table.hasNewFolder()) {
				this.#drop(table);
			}
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
			// Where it never lists processes, there is nothing to wait for.
			if (this.#sight.unlisted !== null) {
				this.#wanted.sought.clear();
			}

			return;
		}

		const deadline = this.#now() + searchMilliseconds;
		const scanned = new Set<ScannedTable>();
		const likelyTables = [...likely].flatMap(pid => this.#tables.get(pid) ?? []);
		for (const table of [...likelyTables, ...this.#tables.values().toArray().toSorted(compareScanPriority)]) {
			const isDue = this.isSearching || searchMilliseconds === Infinity || !table.isScanned;
			if (!isDue || this.#now() > deadline) {
				break;
			}

			if (scanned.has(table) || table.isScannedSince(this.#wanted.lastAppearedAt)) {
				continue;
			}

			scanned.add(table);
			yield * this.#scan(table, {deadline, isThorough: false});
		}

		const refreshStartedAt = this.#now();
		for (const table of this.#tables.values().toArray().toSorted((a, b) => a.scannedAt - b.scannedAt)) {
			if (refreshStartedAt - table.scannedAt < refreshAfterMilliseconds || this.#now() - refreshStartedAt > refreshMilliseconds) {
				break;
			}

			yield * this.#scan(table, {deadline: refreshStartedAt + refreshMilliseconds, isThorough: true});
		}

		// Once everything was scanned after the last socket appeared, what is not found has no owner that can be seen.
		if (this.#isEverythingScanned() && (yield * this.#searchThreads(deadline))) {
			this.#wanted.sought.clear();
		}
	}

	#isEverythingScanned(): boolean {
		return this.#tables.values().every(table => table.isScannedSince(this.#wanted.lastAppearedAt));
	}

	/**
	Looks into the threads that have descriptors of their own. Hardly any has, and all must be compared for that: where what is not found
	may be hidden anyway, those of a process are compared once in a while only.
	@returns Whether all have been looked at.
	*/
	* #searchThreads(deadline: number): Generator<void, boolean> {
		if (!this.isSearching) {
			return true;
		}

		const before = this.#mayBeHidden ? this.#now() - refreshAfterMilliseconds : this.#wanted.lastAppearedAt;
		for (const table of this.#tables.values()) {
			if (table.isOfThread || table.denied !== null || table.comparedAt > before) {
				continue;
			}

			if (this.#now() > deadline) {
				return false;
			}

			yield * this.#compareThreads(table);
		}

		for (const thread of this.#threads.keys()) {
			const table = this.#tables.get(thread);
			if (table?.isScannedSince(this.#wanted.lastAppearedAt) === false) {
				yield * this.#scan(table, {deadline, isThorough: false});
			}
		}

		return this.#isEverythingScanned();
	}

	/** Finds the threads of a process that have descriptors of their own. */
	* #compareThreads(table: ScannedTable): Generator<void> {
		const {pid} = table;
		table.comparedAt = this.#now();
		this.#incomparable.delete(table);
		const stat = readPidStat(this.#procPath, pid);
		const main = stat !== undefined && isLeaderEnded(stat) ? remainingThread(this.#procPath, pid) : pid;
		if (stat === undefined || main === undefined || stat.num_threads < 2) {
			return;
		}

		// While an exec waits for a file, and its process is in state D, kcmp(2) would wait too.
		const separate = stat.state === 'D' ? 'kcmp(2) might wait as they do' : yield * separateThreads(this.#procPath, pid, main, this.#shares);
		if (typeof separate === 'string') {
			this.#incomparable.set(table, separate);
			return;
		}

		for (const thread of separate) {
			if (!this.#tables.has(thread)) {
				this.#tables.set(thread, new ScannedTable(this.#procPath, thread, pid, table.comparedAt));
				this.#threads.set(thread, pid);
			}
		}
	}

	/**
	Reads a table's descriptors; what is not done by the deadline goes on at the next scan, with the descriptor where
	this one stopped. A thorough scan trusts nothing that is known: a descriptor may be another socket by now although
	the first still lives, elsewhere.
	*/
	* #scan(table: ScannedTable, {deadline, isThorough}: {readonly deadline: number; readonly isThorough: boolean}): Generator<void> {
		if (table.sockets.size > 0 && table.isOfOtherProgram()) {
			this.#closeAll(table);
			table.resumeAt = 0;
			this.#ended.add(table.pid);
		}

		if (table.resumeAt === 0) {
			table.startedAt = this.#now();
		}

		const descriptors = yield * table.list();
		if (descriptors === undefined) {
			this.#drop(table);
			return;
		}

		if (descriptors === 'denied') {
			this.#deny(table, 'list');
			return;
		}

		for (const [inode, holder] of table.takeMissing(descriptors)) {
			this.#wanted.release(inode, holder);
		}

		let reads = 0;
		for (const descriptor of descriptors) {
			const before = table.sockets.get(descriptor);
			if (descriptor < table.resumeAt || (before !== undefined && !isThorough)) {
				continue;
			}

			const inode = table.readInode(descriptor, candidate => this.#wanted.has(candidate));
			if (inode === 'denied') {
				this.#deny(table, 'links');
				return;
			}

			// What is registered with an io_uring may have no descriptor of its own.
			for (const [slot, found] of inode === 'ring' ? table.readRing(descriptor) : [[descriptor, inode] as const]) {
				this.#update(table, slot, found);
			}

			reads++;
			if (reads % 256 !== 0) {
				continue;
			}

			yield;
			if (this.#now() > deadline) {
				table.resumeAt = descriptor + 1;
				return;
			}
		}

		this.#setDenied(table, null);
		table.finishScan();
		yield;
	}

	/** Notes what a descriptor is now. */
	#update(table: ScannedTable, descriptor: number, inode: number): void {
		const before = table.sockets.get(descriptor);
		if (before === inode) {
			return;
		}

		if (before !== undefined) {
			table.sockets.delete(descriptor);
			this.#wanted.release(before, table.holder(descriptor));
		}

		// Only TCP's and UDP's are remembered: of others it would not be noticed when they close.
		if (!this.#wanted.has(inode)) {
			return;
		}

		table.sockets.set(descriptor, inode);
		table.foundAt = this.#wanted.hold(inode, table.holder(descriptor)) ? table.startedAt : table.foundAt;
	}

	/** Notes that the process may not be read: sockets that are not found may belong to it. */
	#deny(table: ScannedTable, refused: Refused): void {
		this.#setDenied(table, refused);
		this.#closeAll(table);
		table.finishScan();
	}

	#setDenied(table: ScannedTable, denied: Refused | null): void {
		for (const [refused, change] of [[table.denied, -1], [denied, 1]] as const) {
			if (refused !== null) {
				this.#denied[refused] += change;
			}
		}

		table.denied = denied;
	}

	#closeAll(table: ScannedTable): void {
		for (const [descriptor, inode] of table.sockets) {
			this.#wanted.release(inode, table.holder(descriptor));
		}

		table.sockets.clear();
	}

	#drop(table: ScannedTable): void {
		this.#setDenied(table, null);
		this.#closeAll(table);
		this.#tables.delete(table.task);
		this.#threads.delete(table.task);
		this.#incomparable.delete(table);
		if (!table.isOfThread) {
			this.#ended.add(table.pid);
		}
	}
}
