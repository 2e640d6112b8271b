import {readFileSync} from 'node:fs';

/** Returns /proc/sys/kernel/random/boot_id (random(4)), which changes with each start of the machine; null where it cannot be read. */
export function readBootId(procPath: string): string | null {
	try {
		return readFileSync(`${procPath}/sys/kernel/random/boot_id`, 'utf8').trim();
	} catch {
		return null;
	}
}
