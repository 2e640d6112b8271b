import {readFileSync} from 'node:fs';
import {isGone, MalformedFileError} from './read.ts';

/**
Parses /proc/net/snmp6 (proc_pid_net(5); net/ipv6/proc.c): a counter per line, `Ip6InReceives   	8`, with the protocol in its
name. RFC 2465 and RFC 2466 define them.
@throws MalformedFileError
*/
export function parseNetSnmp6(text: string): ReadonlyMap<string, number> {
	const counters = new Map<string, number>();
	for (const line of text.split('\n')) {
		if (line === '') {
			continue;
		}

		const [name, value, ...others] = line.trimEnd().split(/\s+/);
		if (name === undefined || value === undefined || others.length > 0 || !/^[a-z]\w*$/i.test(name) || !/^\d+$/.test(value)) {
			throw new MalformedFileError('/proc/net/snmp6', line);
		}

		counters.set(name, Number(value));
	}

	if (counters.size === 0) {
		throw new MalformedFileError('/proc/net/snmp6', text);
	}

	return counters;
}

/**
Returns the counters of the process's network namespace; none where the kernel has no IPv6.
@throws MalformedFileError, or the error of reading.
*/
export function readNetSnmp6(procPath: string): ReadonlyMap<string, number> {
	try {
		return parseNetSnmp6(readFileSync(`${procPath}/net/snmp6`, 'latin1'));
	} catch (error) {
		if (isGone(error)) {
			return new Map();
		}

		throw error;
	}
}
