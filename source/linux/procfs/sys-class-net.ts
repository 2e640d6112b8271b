import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import type {Link} from '../netlink/route-messages.ts';
import {isGone} from './read.ts';

/** Documentation/ABI/testing/sysfs-class-net */
const classNetPath = '/sys/class/net';
/** linux/if_arp.h */
const loopbackType = 772;

/** Returns the names in a folder; none where it is not there. */
function listNames(folder: string): readonly string[] {
	try {
		return readdirSync(folder);
	} catch (error) {
		if (isGone(error)) {
			return [];
		}

		throw error;
	}
}

/** Returns a number in a file; null for something else, and where the interface is gone meanwhile. */
function numberIn(file: string): number | null {
	try {
		const number = Number(readFileSync(file, 'utf8'));
		return Number.isSafeInteger(number) ? number : null;
	} catch {
		return null;
	}
}

/**
Returns the interfaces of the network namespace in which /sys was mounted, which need not be ours: for where netlink cannot be asked. Of their
kinds it only shows what is not hardware.
@throws The error of listing them, unless there is no /sys.
*/
export function listSysLinks(folder: string = classNetPath): readonly Link[] {
	// It also holds the file `bonding_masters`.
	const indices = new Map(listNames(folder).map(name => [name, numberIn(path.join(folder, name, 'ifindex'))]));
	return [...indices].flatMap(([name, index]): readonly Link[] => {
		if (index === null) {
			return [];
		}

		const entries = listNames(path.join(folder, name));
		const lower = entries.find(entry => entry.startsWith('lower_'))?.slice('lower_'.length);
		const isOnBus = entries.includes('device');
		return [{
			index,
			name,
			type: numberIn(path.join(folder, name, 'type')) === loopbackType ? 'loopback' : 'other',
			kind: isOnBus ? null : 'unknown',
			isOnBus,
			// Of a master its parts are `lower_NAME` as well.
			master: null,
			masterKind: null,
			lower: lower === undefined ? null : indices.get(lower) ?? null,
			isLinkedElsewhere: false,
			tunnel: null,
		}];
	});
}
