import type {SocketHolder, SocketOwners} from '../../model/socket.ts';

/**
Returns whether other processes own a listener now. Workers that come and go are no change as long as one of the processes of the
sample before is still there under its name; nor is a successor that shared the socket with the one before under the same
name, as when a server is upgraded without a pause. Anything that is not known on both sides is no change.
*/
export function isOwnerChange(before: SocketOwners, after: SocketOwners): boolean {
	return !isKnown(before) || !isKnown(after) ? false : after.holders.every(holder => before.holders.every(other => !isSameProcess(holder, other)));
}

/** A pid is used again, and an exec leaves it to another program. */
function isSameProcess(one: SocketHolder, other: SocketHolder): boolean {
	const isSameStart = one.startTicks === undefined || other.startTicks === undefined || one.startTicks === other.startTicks;
	return one.pid === other.pid && isSameStart && (one.name === other.name || isSameProgram(one, other));
}

/** A program may show another title, or its name is known better when its arguments have been read. */
function isSameProgram(one: SocketHolder, other: SocketHolder): boolean {
	return one.pid === other.pid && one.startTicks === other.startTicks && one.program !== undefined && one.program === other.program;
}

/** Returns whether the owners are known and there is at least one. */
export function isKnown({status, holders}: SocketOwners): boolean {
	return status === 'known' && holders.length > 0;
}

/** Returns whether the programs have nothing in common. */
export function isOtherProgram(before: readonly SocketHolder[], after: readonly SocketHolder[]): boolean {
	return after.every(holder => before.every(other => other.name !== holder.name && !isSameProgram(other, holder)));
}

/** Returns holders with the names that those of the same process and program have now. */
export function renamed(holders: readonly SocketHolder[], now: readonly SocketHolder[]): readonly SocketHolder[] {
	return holders.map(holder => now.find(other => isSameProgram(holder, other)) ?? holder);
}

const maxNamed = 3;

/** `nginx (pid 812)`, `nginx (pid 812, 813, 814 and 5 more)` */
export function ownersText({holders}: SocketOwners): string {
	const pids = holders.slice(0, maxNamed).map(({pid}) => pid).join(', ');
	const more = holders.length > maxNamed ? ` and ${holders.length - maxNamed} more` : '';
	const names = [...new Set(holders.map(({name}) => name))].slice(0, maxNamed).join(', ');
	return `${names} (pid ${pids}${more})`;
}
