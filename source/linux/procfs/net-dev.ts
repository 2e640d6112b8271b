import {readFileSync} from 'node:fs';
import {MalformedFileError} from './read.ts';

/** The traffic of one interface since it came up, without what the hardware dropped (Documentation/networking/statistics.rst). */
export type InterfaceCounters = {
	readonly name: string;
	readonly receivedBytes: number;
	readonly receivedPackets: number;
	/** Bad packets of every kind: frames, checksums, lengths. */
	readonly receiveErrors: number;
	/** Good packets for which there was no room, in the hardware (missed) or in the kernel. */
	readonly receiveDrops: number;
	readonly sentBytes: number;
	readonly sentPackets: number;
	readonly sendErrors: number;
	readonly sendDrops: number;
};

/**
`name: bytes packets errs drop fifo frame compressed multicast`, then eight counters for what was sent.
A name may hold a colon, as aliases did; what follows the last one are the counters.
*/
function parseLine(line: string): InterfaceCounters {
	const colon = line.lastIndexOf(':');
	const counters = line.slice(colon + 1).trim().split(/ +/);
	if (colon <= 0 || counters.length < 16 || counters.some(counter => !/^\d+$/.test(counter))) {
		throw new MalformedFileError('/proc/net/dev', line);
	}

	return {
		name: line.slice(0, colon).trim(),
		receivedBytes: Number(counters[0]),
		receivedPackets: Number(counters[1]),
		receiveErrors: Number(counters[2]),
		receiveDrops: Number(counters[3]),
		sentBytes: Number(counters[8]),
		sentPackets: Number(counters[9]),
		sendErrors: Number(counters[10]),
		sendDrops: Number(counters[11]),
	};
}

/**
Parses /proc/net/dev (proc_pid_net(5)): two lines of headings, then an interface per line.
@throws MalformedFileError
*/
export function parseNetDev(text: string): readonly InterfaceCounters[] {
	const [heading = '', columns = '', ...lines] = text.split('\n');
	if (!heading.startsWith('Inter-|') || !columns.includes('|bytes')) {
		throw new MalformedFileError('/proc/net/dev', text);
	}

	return lines.filter(line => line !== '').map(line => parseLine(line));
}

/**
Reads the interfaces of the process's network namespace.
@throws MalformedFileError, or the error of reading.
*/
export function readNetDev(procPath: string): readonly InterfaceCounters[] {
	return parseNetDev(readFileSync(`${procPath}/net/dev`, 'utf8'));
}
