import {readFileSync} from 'node:fs';
import {isGone, MalformedFileError} from './read.ts';

/** Counters of the received packets of one online CPU since the machine started. Each counter has 32 bits. */
export type SoftnetCounters = {
	readonly processed: number;
	/** Because its backlog queue was full, those of the flow limit included. */
	readonly dropped: number;
	/** The number of times it had to stop with work left. */
	readonly timeSqueeze: number;
	/** null before Linux 3.11. */
	readonly flowLimit: number | null;
};

/** net/core/net-procfs.c, softnet_seq_show(): the column was added as the eleventh. */
const flowLimitColumn = 10;

function parseLine(line: string): SoftnetCounters {
	const columns = line.trim().split(' ');
	const [processed, dropped, timeSqueeze] = columns;
	if (columns.length < 3 || columns.some(column => !/^[\da-f]{8,16}$/.test(column))) {
		throw new MalformedFileError('/proc/net/softnet_stat', line);
	}

	const flowLimit = columns[flowLimitColumn];
	return {
		processed: Number.parseInt(processed!, 16),
		dropped: Number.parseInt(dropped!, 16),
		timeSqueeze: Number.parseInt(timeSqueeze!, 16),
		flowLimit: flowLimit === undefined ? null : Number.parseInt(flowLimit, 16),
	};
}

/**
Parses /proc/net/softnet_stat (net/core/net-procfs.c): a line for each CPU that is online, of hexadecimal columns without
headings, of which later kernels have more.
@throws MalformedFileError
*/
export function parseSoftnetStat(text: string): readonly SoftnetCounters[] {
	const lines = text.split('\n').filter(line => line !== '');
	if (lines.length === 0) {
		throw new MalformedFileError('/proc/net/softnet_stat', text);
	}

	return lines.map(line => parseLine(line));
}

/**
Reads it; of the whole machine, in every network namespace. None where there is no such file.
@throws MalformedFileError, or the error of reading.
*/
export function readSoftnetStat(procPath: string): readonly SoftnetCounters[] {
	try {
		return parseSoftnetStat(readFileSync(`${procPath}/net/softnet_stat`, 'latin1'));
	} catch (error) {
		if (isGone(error)) {
			return [];
		}

		throw error;
	}
}
