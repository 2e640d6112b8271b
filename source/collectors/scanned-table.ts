import {statSync} from 'node:fs';
import {
	listDescriptorsInPieces,
	readRegisteredSockets,
	readSocketInode,
	type DescriptorTable,
} from '../linux/procfs/pid-fd.ts';
import {isSameProgram, readPidStat, type PidStat} from '../linux/procfs/pid-stat.ts';
import {isLeaderEnded, remainingThread, threadTable} from './descriptor-tables.ts';
import {descriptorSpan} from './owner-lookup.ts';
import type {Refused} from './process-sight.ts';

/** More than the files that can be registered with an io_uring: IORING_MAX_FIXED_FILES is 2^20. */
const maxSlots = 2 ** 21;

/** The state of a table of descriptors between scans: a process's, or the own one of a thread. */
export class ScannedTable {
	/** The thread where the table is its own, else the process. */
	readonly task: number;
	readonly pid: number;
	/** Descriptor → inode, of the descriptors that are sockets. Those that are registered with an io_uring follow its descriptor by fractions. */
	readonly sockets = new Map<number, number>();
	/** The start of the last complete scan, in monotonic milliseconds; without one the time at which the process was first listed. */
	scannedAt: number;
	/** The start of the current scan. */
	startedAt: number;
	/** The descriptor with which an interrupted scan goes on; 0 when none is under way. */
	resumeAt = 0;
	isScanned = false;
	/** The thing that was refused at the last scan. */
	denied: Refused | null = null;
	/** The time at which a scan last found a new socket: such a process is scanned first. */
	foundAt = -Infinity;
	/** The time at which its threads were last compared with it. */
	comparedAt = -Infinity;
	/** The number of descriptors at the last scan, sockets or not; null where they could not be listed. */
	descriptorCount: number | null = null;
	readonly #procPath: string;
	#name: DescriptorTable;
	/** The last scan found no descriptor at all, as of a thread of the kernel. */
	#isEmpty = false;
	/** The process that had `sockets`; undefined where there are none. */
	#program: PidStat | undefined;
	/** The inode of the folder in /proc that it had then. */
	#folder = 0;

	constructor(procPath: string, task: number, pid: number, now: number) {
		this.#procPath = procPath;
		this.task = task;
		this.pid = pid;
		this.scannedAt = now;
		this.startedAt = now;
		this.#name = task === pid ? pid : threadTable(pid, task);
	}

	/** Whether a thread has it for itself. */
	get isOfThread(): boolean {
		return this.task !== this.pid;
	}

	/** Returns a descriptor as `WantedSockets` names it. */
	holder(descriptor: number): number {
		return (this.task * descriptorSpan) + Math.floor(descriptor);
	}

	isScannedSince(time: number): boolean {
		return this.isScanned && this.scannedAt > time;
	}

	finishScan(): void {
		this.isScanned = true;
		this.scannedAt = this.startedAt;
		this.resumeAt = 0;
	}

	/** Returns whether the number of the process names another one by now: its folder is a new one. */
	hasNewFolder(): boolean {
		return this.#readFolder() !== this.#folder;
	}

	/** Returns whether it is another program's since its sockets were read, by an exec or because the number names another process. */
	isOfOtherProgram(): boolean {
		const stat = this.#program === undefined ? undefined : readPidStat(this.#procPath, this.pid);
		return stat !== undefined && this.#program !== undefined && !isSameProgram(stat, this.#program);
	}

	/**
	Lists the descriptors. Yields now and then. Where there are none, or they are denied, the process may have ended: wholly, and it holds
	nothing; or only its first thread, and the others have them.
	*/
	* list(): Generator<void, readonly number[] | 'denied' | undefined> {
		const listed = yield * listDescriptorsInPieces(this.#procPath, this.#name);
		this.descriptorCount = typeof listed === 'object' ? listed.length : null;
		const isEmpty = typeof listed === 'object' && listed.length === 0;
		const isAsBefore = isEmpty ? this.#isEmpty : listed !== undefined && (listed !== 'denied' || this.denied !== null);
		this.#isEmpty = isEmpty;
		const stat = isAsBefore || this.isOfThread ? undefined : readPidStat(this.#procPath, this.pid);
		if (stat?.state !== 'Z') {
			return listed;
		}

		const thread = isLeaderEnded(stat) ? remainingThread(this.#procPath, this.pid) : undefined;
		if (thread === undefined) {
			return [];
		}

		this.#name = threadTable(this.pid, thread);
		return yield * listDescriptorsInPieces(this.#procPath, this.#name);
	}

	/** Returns the inode of a descriptor. The program is read before its first socket counts: an exec between the two would go unnoticed. */
	readInode(descriptor: number, isWanted: (inode: number) => boolean): number | 'denied' | 'ring' {
		const inode = readSocketInode(this.#procPath, this.#name, descriptor);
		if (inode === 'denied' || this.sockets.size > 0 || (inode !== 'ring' && !isWanted(inode))) {
			return inode;
		}

		this.#folder = this.#readFolder();
		this.#program = readPidStat(this.#procPath, this.pid);
		return readSocketInode(this.#procPath, this.#name, descriptor);
	}

	/** Returns how the sockets changed that are registered with an io_uring: slot, as `sockets` names it, and inode; first those that are gone, with 0. */
	readRing(descriptor: number): ReadonlyArray<readonly [slot: number, inode: number]> {
		const registered = readRegisteredSockets(this.#procPath, this.#name, descriptor);
		if (registered === undefined) {
			return [];
		}

		const present = new Map(registered.entries().map(([slot, inode]) => [descriptor + ((slot + 1) / maxSlots), inode]));
		const gone = this.sockets.entries().filter(([slot, inode]) => slot > descriptor && slot < descriptor + 1 && present.get(slot) !== inode);
		return [...gone.map(([slot]) => [slot, 0] as const), ...present];
	}

	/** Forgets the sockets whose descriptors are not open any more, and returns each with its holder. */
	takeMissing(open: readonly number[]): ReadonlyArray<readonly [inode: number, holder: number]> {
		if (this.sockets.size === 0) {
			return [];
		}

		const still = new Set(open);
		const missing = this.sockets.entries().filter(([descriptor]) => !still.has(Math.floor(descriptor))).toArray();
		return missing.map(([descriptor, inode]) => {
			this.sockets.delete(descriptor);
			return [inode, this.holder(descriptor)] as const;
		});
	}

	/** 0 where there is none. */
	#readFolder(): number {
		return statSync(`${this.#procPath}/${this.pid}`, {throwIfNoEntry: false})?.ino ?? 0;
	}
}

/** Orders what is to be scanned: new processes first, then those that opened sockets most recently, then the longest unvisited. */
export function compareScanPriority(a: ScannedTable, b: ScannedTable): number {
	if (a.isScanned !== b.isScanned) {
		return a.isScanned ? 1 : -1;
	}

	return a.foundAt === b.foundAt ? a.scannedAt - b.scannedAt : (a.foundAt > b.foundAt ? -1 : 1);
}
