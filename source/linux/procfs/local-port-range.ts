import {readFileSync} from 'node:fs';

/** Linux's default, for where the file cannot be read. */
const defaultRange = {first: 32_768, last: 60_999};

/** Returns the ports that the kernel gives to clients: /proc/sys/net/ipv4/ip_local_port_range, for IPv6 too (Documentation/networking/ip-sysctl.rst). */
export function readLocalPortRange(procPath: string): {readonly first: number; readonly last: number} {
	try {
		const [first = NaN, last = NaN] = readFileSync(`${procPath}/sys/net/ipv4/ip_local_port_range`, 'utf8').trim().split(/\s+/).map(Number);
		return Number.isSafeInteger(first) && Number.isSafeInteger(last) ? {first, last} : defaultRange;
	} catch {
		return defaultRange;
	}
}
