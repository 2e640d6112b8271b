import type {Subject, SubjectKind} from '../../model/alert.ts';
import type {Port} from '../../model/port.ts';
import type {Probe} from '../../model/probe.ts';
import type {SocketOwners} from '../../model/socket.ts';
import type {OutgoingPeer} from '../../model/traffic.ts';

/** Longer texts are cut: the log is bounded in bytes too. */
const maxSubjectLength = 120;

export const machine: Subject = {kind: 'machine', identity: 'machine', text: 'this machine'};

/** `tcp 0.0.0.0:443 (nginx)` */
export function portSubject(row: Port): Subject {
	return subject('port', row.identity, `${row.protocol} ${row.address}:${row.port}${ownerNote(row)}`);
}

export function outgoingSubject(row: OutgoingPeer): Subject {
	return subject('outgoing', row.identity, `${row.protocol} to ${row.address}:${row.port}${ownerNote(row)}`);
}

export function probeSubject({identity, target}: Probe): Subject {
	return subject('probe', identity, target);
}

export function subject(kind: SubjectKind, identity: string, text: string): Subject {
	return {kind, identity, text: cut(text, maxSubjectLength)};
}

/** Cuts a text to that many UTF-16 units, the last one an ellipsis where something is missing. */
export function cut(text: string, longest: number): string {
	return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

/** Returns what a person would call the owner: a process, else the service of the port. */
function ownerNote({owners, service}: {readonly owners: SocketOwners; readonly service: string | null}): string {
	const name = owners.holders[0]?.name ?? service;
	return name === null || name === undefined ? '' : ` (${name})`;
}
