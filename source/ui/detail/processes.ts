import type {Port} from '../../model/port.ts';
import type {ProcessInfo} from '../../model/process.ts';
import type {SocketOwners} from '../../model/socket.ts';
import type {OutgoingPeer} from '../../model/traffic.ts';
import {formatUptime} from '../../text/format-duration.ts';
import {formatMemory, formatPercent, unknown} from '../../text/format-number.ts';
import {count} from '../../text/units.ts';
import {ownerMarks} from '../text/owners.ts';
import type {Block} from './blocks.ts';

/** Returns who owns the socket, one process after the other, or why that is not known. */
export function processBlocks(processes: readonly ProcessInfo[], owners: SocketOwners): readonly Block[] {
	if (processes.length === 0) {
		const names = [...new Set(owners.holders.map(({name, pid}) => `${name}(${pid})`))];
		const reason = owners.status === 'known' ? 'no longer running' : ownerMarks[owners.status].meaning;
		return [{heading: 'Process'}, {text: names.length === 0 ? `${unknown} ${reason}` : names.join(', ')}];
	}

	return [
		...processes.flatMap(process => oneProcess(process, owners)),
		...(owners.status === 'denied' ? [{text: `${ownerMarks.denied.mark} There may be more, ${ownerMarks.denied.meaning}`}] : []),
	];
}

function oneProcess(process: ProcessInfo, owners: SocketOwners): readonly Block[] {
	const descriptors = owners.holders.filter(({pid}) => pid === process.pid).map(({fileDescriptor}) => fileDescriptor);
	return [
		{heading: `Process ${process.name}(${process.pid})`},
		{label: 'Command line', value: process.commandLine ?? unknown},
		{label: 'User', value: userText(process)},
		{label: 'CPU', value: `${formatPercent(process.cpuPercent)} of one core`},
		{label: 'Memory', value: `${formatMemory(process.residentBytes)} resident`},
		{label: 'Threads', value: String(process.threads ?? unknown)},
		{label: 'Running for', value: formatUptime(process.ageSeconds)},
		{label: 'systemd unit', value: process.unit ?? unknown},
		{label: 'Container', value: process.container ?? unknown},
		...(process.openFiles === null ? [] : [{label: 'Open files', value: `${count.show(process.openFiles)} of ${limitText(process.openFilesLimit)}`}]),
		{label: 'Socket fd', value: descriptors.length === 0 ? unknown : descriptors.join(', ')},
	];
}

/** Returns how many files a process may have open in words. */
function limitText(limit: number | null): string {
	return limit === null ? unknown : (Number.isFinite(limit) ? count.show(limit) : 'any number');
}

/** Returns the blocks of who holds the sockets of a row that stands for several. */
export function holderBlocks(row: Port | OutgoingPeer): readonly Block[] {
	const places = [row, ...row.otherPlaces];
	return [
		{label: 'User', value: [row, ...row.otherUsers].map(user => userText(user)).join(', ')},
		{label: 'systemd unit', value: listed(places.map(({unit}) => unit))},
		{label: 'Container', value: listed(places.map(({container}) => container))},
	];
}

function listed(names: ReadonlyArray<string | null>): string {
	const known = new Set(names.filter(name => name !== null));
	return known.size === 0 ? unknown : [...known].join(', ');
}

/** `www-data (33)`, `33`, or unknown. */
export function userText({user, userId}: {readonly user: string | null; readonly userId: number | null}): string {
	if (userId === null) {
		return user ?? unknown;
	}

	return user === null || user === String(userId) ? String(userId) : `${user} (${userId})`;
}
