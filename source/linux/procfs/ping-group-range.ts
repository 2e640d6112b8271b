import {readFileSync} from 'node:fs';

/**
Returns the groups that may open ICMP sockets without a privilege, first to last; none where the first is greater:
/proc/sys/net/ipv4/ping_group_range, for IPv6 too (icmp(7), Documentation/networking/ip-sysctl.rst).
@returns null where that cannot be read.
*/
export function readPingGroupRange(procPath = '/proc'): readonly [first: number, last: number] | null {
	try {
		const [first = NaN, last = NaN] = readFileSync(`${procPath}/sys/net/ipv4/ping_group_range`, 'utf8').trim().split(/\s+/).map(Number);
		return Number.isSafeInteger(first) && Number.isSafeInteger(last) ? [first, last] : null;
	} catch {
		return null;
	}
}
