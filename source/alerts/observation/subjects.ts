import type {Subject, SubjectKind} from '../../model/alert.ts';
import type {Probe} from '../../model/probe.ts';
import type {SocketOwners} from '../../model/socket.ts';
import type {OutgoingPeer} from '../../model/traffic.ts';
import type {DetectedPort} from './observation.ts';

/** Longer texts are cut: the log is bounded in bytes too. */
const maxSubjectLength = 120;

export const machine: Subject = {kind: 'machine', identity: 'machine', text: 'this machine'};

/** `tcp 0.0.0.0:443 (nginx)` */
export function portSubject(row: Pick<DetectedPort, 'identity' | 'protocol' | 'address' | 'port' | keyof Owned>): Subject {
	const name = ownerName(row);
	return {
		...subject('port', row.identity, `${row.protocol} ${row.address}:${row.port}${ownerNote(row)}`),
		short: cut(name === null ? String(row.port) : `${row.port} ${name}`, maxSubjectLength),
	};
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

type Owned = {readonly owners: SocketOwners; readonly service: string | null};

function ownerNote(row: Owned): string {
	const name = ownerName(row);
	return name === null ? '' : ` (${name})`;
}

/** Returns what a person would call the owner: a process, else the service of the port; null where neither is known. */
function ownerName({owners, service}: Owned): string | null {
	return owners.holders[0]?.name ?? service;
}
