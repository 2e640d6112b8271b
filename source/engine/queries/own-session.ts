import process from 'node:process';
import {ownAncestors} from '../../collectors/process-control.ts';
import {firstUdpIndex} from '../../model/socket.ts';
import type {Sample} from '../views/sample.ts';

/** The ports of the connection that SSH_CONNECTION of sshd(8) names: client address, client port, server address, server port. */
type SessionPorts = {
	readonly client: number;
	readonly server: number;
};

/** Returns null outside of an SSH session; sudo(8) takes the variable away as well. */
function sessionPorts(): SessionPorts | null {
	const [, client, , server] = (process.env['SSH_CONNECTION'] ?? '').split(' ').map(Number);
	return client === undefined || server === undefined ? null : {client, server};
}

/** Returns whether a row is the SSH server's end of this session's connection. Ports are enough: those of another client are hardly the same. */
function isServerEnd({table: {columns}}: Sample, row: number, {client, server}: SessionPorts): boolean {
	return columns.localPort[row] === server && columns.remotePort[row] === client;
}

/** Returns whether a row is the SSH client's end, where that runs on this machine too. */
function isClientEnd({table: {columns}}: Sample, row: number, {client, server}: SessionPorts): boolean {
	return columns.localPort[row] === client && columns.remotePort[row] === server;
}

/** Returns the rows of the sockets that are there. */
function liveRows({table: {liveCount}}: Sample): readonly number[] {
	return Array.from({length: liveCount}, (_, row) => row);
}

/**
Returns the processes that carry this SSH session: portop's ancestors, and the holders of the connection that SSH_CONNECTION
names (inside tmux or screen that is no ancestor).
*/
export function sessionCarriers(sample: Sample, procPath: string): ReadonlySet<number> {
	const ports = sessionPorts();
	if (ports === null) {
		return new Set();
	}

	const {columns} = sample.table;
	const holders = liveRows(sample).filter(row => isServerEnd(sample, row, ports)).flatMap(row => sample.rowContext.owners.pids(columns.inode[row]!));
	return new Set([...ownAncestors(procPath), ...holders]);
}

/** A connection's part in the user's own session, where one is known. */
export type SessionPart =
	/** It carries the session, for this reason. */
	| {readonly refusal: string}
	| {readonly mayCarry: boolean};

/**
Returns whether a connection carries the session in which portop runs: SSH_CONNECTION names it, or a process from which portop descends holds it, as
the SSH server does also below sudo. Where neither leads to a connection (sudo in tmux), any connection of an SSH server may be the one.
*/
export function sessionPartOf(sample: Sample, procPath: string, row: number): SessionPart {
	const {table: {columns}, rowContext: {owners, processes}} = sample;
	const ports = sessionPorts();
	const isTcp = (each: number) => columns.protocol[each]! < firstUdpIndex;
	if (ports !== null && isTcp(row) && (isServerEnd(sample, row, ports) || isClientEnd(sample, row, ports))) {
		return {refusal: 'it is your own SSH connection'};
	}

	const holders = (each: number) => owners.pids(columns.inode[each]!);
	const ancestors = new Set(ownAncestors(procPath).slice(1));
	const ancestor = holders(row).find(pid => ancestors.has(pid));
	if (ancestor !== undefined) {
		const name = processes.lastKnown(ancestor)?.name ?? '';
		return {refusal: `it may carry your session: portop was started from process ${ancestor} (${name}), which holds it`};
	}

	const isOfSshServer = (each: number, isAnyOf: (pid: number) => boolean = () => true) =>
		holders(each).some(pid => isAnyOf(pid) && processes.lastKnown(pid)?.name.startsWith('sshd') === true);
	const isFound = () => liveRows(sample).some(each => isTcp(each) && columns.remotePort[each] !== 0
		&& ((ports !== null && isServerEnd(sample, each, ports)) || isOfSshServer(each, pid => ancestors.has(pid))));
	return {mayCarry: isOfSshServer(row) && !isFound()};
}
