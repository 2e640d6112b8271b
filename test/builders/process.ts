import type {ProcessInfo} from '../../source/model/process.ts';

/** Returns a process of root's, with what a test names. */
export function aProcess(known: Partial<ProcessInfo> = {}): ProcessInfo {
	return {
		pid: 812,
		startTicks: 8120,
		program: '94000000000000 140000000000000',
		parentPid: 1,
		name: 'server',
		kernelName: known.name ?? 'server',
		commandLine: '/usr/sbin/server',
		userId: 0,
		user: 'root',
		cpuPercent: 0,
		residentBytes: 8_000_000,
		threads: 1,
		openFiles: null,
		openFilesLimit: null,
		unit: null,
		container: null,
		ageSeconds: 60,
		...known,
	};
}
