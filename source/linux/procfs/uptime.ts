import {readFileSync} from 'node:fs';
import {MalformedFileError} from './read.ts';

/**
Parses /proc/uptime (proc_uptime(5)): seconds since boot, to the hundredth.
@throws MalformedFileError
*/
export function parseUptime(text: string): number {
	const uptime = /^(?<uptime>\d+\.\d+) \d+\.\d+\n?$/.exec(text)?.groups?.['uptime'];
	if (uptime === undefined) {
		throw new MalformedFileError('/proc/uptime', text);
	}

	return Number(uptime);
}

/**
Seconds since boot.
@throws MalformedFileError, or the error of reading.
*/
export function readUptime(procPath: string): number {
	return parseUptime(readFileSync(`${procPath}/uptime`, 'utf8'));
}
