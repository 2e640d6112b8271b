import {readdirSync} from 'node:fs';

/**
Returns the processes that there are: the numbers among the names in /proc (proc(5)), ascending as the kernel lists them.
@throws Where there are none: there is always this one, so that it is another folder, as in a root folder for chroot(2) without proc.
*/
export function listPids(procPath: string): readonly number[] {
	const pids = readdirSync(procPath).filter(name => /^\d+$/.test(name)).map(Number);
	if (pids.length === 0) {
		throw new Error(`${procPath} has no processes in it: proc is not mounted there`);
	}

	return pids;
}
