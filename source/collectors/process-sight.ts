import process from 'node:process';
import {readCredentials, type Credentials} from '../linux/procfs/credentials.ts';
import {readPidStat} from '../linux/procfs/pid-stat.ts';
import {readHiddenProcesses} from '../linux/procfs/self-mountinfo.ts';
import {readOwnPid} from '../linux/procfs/self.ts';
import {isInInitialNamespace} from '../linux/procfs/self-namespaces.ts';
import {refusalText} from '../text/refusal.ts';
import {sanitize} from '../text/sanitize.ts';

/** The limits to what this process can see of the others: a socket whose owner was not found has none only where all can be seen. */
export type ProcessSight = {
	readonly procPath: string;
	/** The reason why processes are not even listed; null where each one is. */
	readonly unlisted: string | null;
	/** There may be processes of other pid namespaces, which are listed only outside. */
	readonly isNamespaced: boolean;
	/** Returns what is missing to read the descriptors of a process for which it was refused. */
	readonly refusal: (refused: Refused) => string;
};

/** The thing that was refused: the list of descriptors, or what each of them is. */
export type Refused = 'list' | 'links';

/** The obstacles that a search for owners met with. */
type Hindrances = {
	/** Processes, by what was refused. */
	readonly denied: Readonly<Record<Refused, number>>;
	/** Returns the id of one of them. */
	readonly someDenied: () => number | undefined;
	/** Sockets that were looked for everywhere. */
	readonly unfound: number;
	/** The reason for each process with threads of which it is not known whether they have descriptors of their own. */
	readonly incomparable: readonly string[];
};

/** Returns what is missing to see all owners, the remedy first; null where that is nothing. */
export function hiddenOwners({procPath, unlisted, isNamespaced, refusal}: ProcessSight, {denied: {list, links}, someDenied, unfound, incomparable}: Hindrances): string | null {
	const denied = list + links;
	const only = denied === 1 ? someDenied() : undefined;
	const problems = [
		...unlisted === null ? [] : [`owners hidden: ${unlisted}`],
		...denied === 0 ? [] : [deniedText(denied, only === undefined ? null : processText(procPath, only), refusal(list > 0 ? 'list' : 'links'))],
		// In a namespace one mostly sees every process that there is to see: where all owners are known, nothing is missing.
		...isNamespaced && unfound > 0 ? [`run portop in the machine's pid namespace to see all owners: ${unfound} socket${unfound === 1 ? '' : 's'} of processes outside of this one, or of the kernel`] : [],
		...incomparable.length > 0 && unfound > 0 ? [`owners hidden: threads of ${incomparable.length} process${incomparable.length === 1 ? '' : 'es'} may have descriptors of their own: ${[...new Set(incomparable)].join(', ')}`] : [],
	];
	return problems.length === 0 ? null : problems.join('; ');
}

/** Names a process: `pid 1 (systemd)`. */
function processText(procPath: string, pid: number): string {
	const name = readPidStat(procPath, pid)?.comm;
	return `pid ${pid}${name === undefined ? '' : ` (${sanitize(name)})`}`;
}

/** The remedy goes first: it is the end that is cut off. */
function deniedText(count: number, only: string | null, refusal: string): string {
	const processes = `${count} process${count === 1 ? '' : 'es'}`;
	if (refusal.startsWith('needs root')) {
		return `run as root to see owners (${processes} hidden; ${refusal})`;
	}

	return only === null ? `owners hidden: ${processes}, ${refusal}` : `owner hidden: ${only}, ${refusal}`;
}

/** Returns what this process can see in a proc file system, by how that is mounted. */
export function readProcessSight(procPath: string): ProcessSight {
	const credentials = readCredentials(procPath);
	return {
		procPath,
		unlisted: unlistedReason(procPath, credentials),
		isNamespaced: !isInInitialNamespace(procPath, 'pid') && !listsKernelThreads(procPath),
		refusal: refused => refusalText(neededFor(refused, credentials), credentials),
	};
}

function unlistedReason(procPath: string, credentials: Credentials): string | null {
	if (readOwnPid(procPath) === null) {
		return `${procPath} does not list portop itself: it is no proc file system, or another pid namespace's`;
	}

	const hidden = readHiddenProcesses(procPath);
	if (hidden === null) {
		return null;
	}

	const {hidepid, groupId} = hidden;
	const seesAll = credentials.capabilities?.has('CAP_SYS_PTRACE') === true && !credentials.isInUserNamespace;
	// Only an invisible process is shown to the group: fs/proc/base.c, has_pid_permissions().
	const isGroupEnough = hidepid === '2' || hidepid === 'invisible';
	if (seesAll || (isGroupEnough && process.getgroups?.().includes(groupId) === true)) {
		return null;
	}

	const group = isGroupEnough && groupId !== 0 ? `, or group ${groupId}` : '';
	return `${procPath} is mounted with hidepid=${hidepid}: ${refusalText(['CAP_SYS_PTRACE'], credentials)}${group}`;
}

/** Listing takes the right to enter the folder, which its owner and those who may read everything have; links that to trace the process. */
function neededFor(refused: Refused, {capabilities}: Credentials): readonly string[] {
	const mayEnter = capabilities !== null && (capabilities.has('CAP_DAC_OVERRIDE') || capabilities.has('CAP_DAC_READ_SEARCH'));
	return refused === 'links' || mayEnter ? ['CAP_SYS_PTRACE'] : ['CAP_SYS_PTRACE', 'CAP_DAC_READ_SEARCH'];
}

/** Threads of the kernel are processes of the machine's own pid namespace alone: this is its proc, wherever we are. */
function listsKernelThreads(procPath: string): boolean {
	const stat = readPidStat(procPath, 2);
	return stat?.comm === 'kthreadd' && stat.ppid === 0;
}
