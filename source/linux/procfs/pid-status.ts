import {readPidFile} from './read.ts';

/** Some fields of /proc/PID/status. */
export type PidStatus = {
	readonly realUid: number;
	readonly effectiveUid: number;
	/** The effective capabilities: bit n is capability n of linux/capability.h. */
	readonly capEff: bigint;
};

/**
Parses /proc/PID/status (proc_pid_status(5)), a `Name:` and a value per line; the kernel escapes a line break in a name.
@returns undefined if the text is not in that format.
*/
export function parsePidStatus(text: string): PidStatus | undefined {
	const uids = /^Uid:\t(?<real>\d+)\t(?<effective>\d+)\t/m.exec(text)?.groups;
	const capabilities = /^CapEff:\t(?<effective>[\da-f]{1,16})$/m.exec(text)?.groups;
	if (uids === undefined || capabilities === undefined) {
		return undefined;
	}

	return {
		realUid: Number(uids['real']),
		effectiveUid: Number(uids['effective']),
		capEff: BigInt(`0x${capabilities['effective']!}`),
	};
}

/** Reads it; undefined when the process is gone, or hidden from us. */
export function readPidStatus(procPath: string, pid: number): PidStatus | undefined {
	const text = readPidFile(procPath, pid, 'status');
	return text === undefined ? undefined : parsePidStatus(text);
}
