import {readFileSync} from 'node:fs';

/** The processes that a mount of proc hides, and from which users (Documentation/filesystems/proc.rst, `hidepid=` and `gid=`). */
export type HiddenProcesses = {
	/** As the kernel spells it: a number before Linux 5.8. */
	readonly hidepid: string;
	/** The group that sees them all the same; 0 where none was named. */
	readonly groupId: number;
};

/** The values with which processes are not even listed. With `noaccess` (1) they are, and reading them is refused. */
const unlisted: ReadonlySet<string> = new Set(['2', '4', 'invisible', 'ptraceable']);

/**
Parses /proc/self/mountinfo (proc_pid_mountinfo(5)): `id parent major:minor root mount-point options [tags] - type source super-options`.
@returns What the topmost proc at this mount point hides; null where it lists every process.
*/
export function parseHiddenProcesses(text: string, mountPoint: string): HiddenProcesses | null {
	const line = text.split('\n').findLast(each => each.split(' ', 5)[4] === mountPoint);
	const [, type = ''] = line?.split(' - ', 2) ?? [];
	const [fileSystem, , options = ''] = type.split(' ', 3);
	const values = new Map(options.split(',').map(option => option.split('=', 2)).map(([name = '', value = '']) => [name, value]));
	const hidepid = values.get('hidepid') ?? '0';
	return fileSystem === 'proc' && unlisted.has(hidepid) ? {hidepid, groupId: Number(values.get('gid') ?? 0)} : null;
}

/** Returns what this proc hides; null where nothing is, or where that cannot be read. */
export function readHiddenProcesses(procPath: string): HiddenProcesses | null {
	try {
		return parseHiddenProcesses(readFileSync(`${procPath}/self/mountinfo`, 'utf8'), procPath);
	} catch {
		return null;
	}
}
