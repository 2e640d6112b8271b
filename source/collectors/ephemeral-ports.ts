import {readFileSync} from 'node:fs';

/** Linux's default, where the file may not be read (Documentation/networking/ip-sysctl.rst). */
const defaultRange = {first: 32_768, last: 60_999};

/** From where the kernel takes ports for outgoing connections: /proc/sys/net/ipv4/ip_local_port_range, for IPv6 too. */
export function readEphemeralPorts(procPath: string): {readonly first: number; readonly last: number} {
	try {
		const [first, last] = readFileSync(`${procPath}/sys/net/ipv4/ip_local_port_range`, 'utf8').trim().split(/\s+/).map(Number);
		return Number.isSafeInteger(first) && Number.isSafeInteger(last) ? {first: first!, last: last!} : defaultRange;
	} catch {
		return defaultRange;
	}
}
