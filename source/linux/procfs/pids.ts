import {readdirSync} from 'node:fs';

/** Returns the processes that there are: the numbers among the names in /proc (proc(5)), ascending as the kernel lists them. */
export function listPids(procPath: string): readonly number[] {
	return readdirSync(procPath).filter(name => /^\d+$/.test(name)).map(Number);
}
