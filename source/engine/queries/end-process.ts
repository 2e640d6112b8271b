import process from 'node:process';
import {isHolding} from '../../collectors/descriptor-tables.ts';
import {changeOf, signalProcess} from '../../collectors/process-control.ts';
import type {EndCandidate} from '../../model/process.ts';
import type {ViewName} from '../../model/snapshot.ts';
import type {ToSampler} from '../../protocol/protocol.ts';
import {views} from '../views/registry.ts';
import type {Sample} from '../views/sample.ts';
import {byService} from '../views/serving.ts';
import {sessionCarriers} from './own-session.ts';

/** Returns the inodes of a row's sockets: one of a connection, every listener's of a port, the first few of a peer. Empty when the row is gone or has none. */
function inodesOf(sample: Sample, view: ViewName, identity: string): ReadonlySet<number> {
	const {ending} = views[view];
	const {inode} = sample.table.columns;
	const sockets = 'sockets' in ending ? ending.sockets(sample, identity) : [];
	return new Set(sockets.map(row => inode[row]!).filter(each => each !== 0));
}

/** Returns every process that shares the row's sockets, those that serve first, with reasons not to end it; or the reason why there is none. */
export function proposeEnd(sample: Sample | undefined, procPath: string, view: ViewName, identity: string): {readonly candidates: readonly EndCandidate[]; readonly problem: string | null} {
	const {ending} = views[view];
	const refusal = 'refusal' in ending ? ending.refusal : ending.refusalOf?.(identity) ?? null;
	if (refusal !== null) {
		return {candidates: [], problem: refusal};
	}

	const inodes = sample === undefined ? new Set<number>() : inodesOf(sample, view, identity);
	if (sample === undefined || inodes.size === 0) {
		return {candidates: [], problem: 'no process owns this: the socket is closed, or the kernel keeps it'};
	}

	const pids = new Set([...inodes].flatMap(inode => sample.rowContext.owners.pids(inode)));
	if (pids.size === 0) {
		return {candidates: [], problem: unknownOwner(sample, inodes)};
	}

	const carriers = sessionCarriers(sample, procPath);
	// The first one is what a single key ends: one that serves, not the service manager that keeps the socket.
	const candidates = byService([...pids].flatMap(pid => sample.rowContext.processes.get(pid) ?? []))
		.map(found => ({process: found, isSelf: found.pid === process.pid, carriesSession: carriers.has(found.pid)}));
	return {candidates, problem: candidates.length === 0 ? 'the process has ended already' : null};
}

/** Returns the reason why no process is known that holds one of these sockets. */
function unknownOwner({rowContext: {owners}, summary}: Sample, inodes: ReadonlySet<number>): string {
	const statuses = new Set([...inodes].map(inode => owners.holders(inode).status));
	if (statuses.has('pending')) {
		return 'the owner is not found yet: try again in a moment';
	}

	const problem = summary.sources.find(({name}) => name === 'processes')?.problem ?? null;
	return statuses.has('denied')
		? `the owner is not known${problem === null ? '' : `: ${problem}`}`
		: 'no process owns this: the kernel keeps it';
}

type EndRequest = Extract<ToSampler, {readonly type: 'end'}>;

/** Ends the process that was proposed, unless it is no longer that process runs another program, or no longer owns the row's socket. */
export function endProcess(sample: Sample | undefined, procPath: string, request: EndRequest): {readonly ok: boolean; readonly message: string} {
	const {view, identity, pid, signal} = request;
	if (pid === process.pid) {
		return {ok: false, message: 'portop does not end itself: press q'};
	}

	const inodes = sample === undefined ? new Set<number>() : inodesOf(sample, view, identity);
	const name = sample?.rowContext.processes.lastKnown(pid)?.name ?? '';
	const refusal = signalProcess(procPath, pid, signal, () => {
		const change = changeOf(procPath, request);
		if (change !== null) {
			return `process ${pid} (${name}) ${change}`;
		}

		return isHolding(procPath, pid, inodes) ? null : `process ${pid} (${name}) no longer owns the socket`;
	});
	return refusal === null
		? {ok: true, message: `sent ${signal} to process ${pid} (${name})`}
		: {ok: false, message: `not ended: ${refusal}`};
}
