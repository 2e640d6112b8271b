import type {ProcessInfo} from '../../model/process.ts';
import type {SocketOwners} from '../../model/socket.ts';
import type {Sample} from './sample.ts';

/** Peers, ports or workers that a detail lists. */
export const maxListed = 20;

/** The number of rows with each key, and the first of them. */
export type Frequencies<Key> = Map<Key, {readonly row: number; count: number}>;

/** Counts one more occurrence of a key. */
export function countKey<Key>(frequencies: Frequencies<Key>, key: Key, row: number): void {
	const found = frequencies.get(key);
	if (found === undefined) {
		frequencies.set(key, {row, count: 1});
	} else {
		found.count++;
	}
}

/** Returns the keys that occur most often, with the first row of each. */
export function mostFrequent<Key>(frequencies: Frequencies<Key>): ReadonlyArray<readonly [Key, {readonly row: number; readonly count: number}]> {
	return [...frequencies].toSorted(([, a], [, b]) => b.count - a.count).slice(0, maxListed);
}

/** Returns the processes of a row's owners, each once. */
export function processesOf({rowContext}: Sample, owners: SocketOwners): ProcessInfo[] {
	const pids = new Set(owners.holders.map(({pid}) => pid));
	return [...pids].flatMap(pid => rowContext.processes.get(pid) ?? []);
}
