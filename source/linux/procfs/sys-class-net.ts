import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {isGone} from './read.ts';

/** Documentation/ABI/testing/sysfs-class-net */
const classNetPath = '/sys/class/net';

/** Returns the names in /sys/class/net; none where there is no /sys. It also holds the file `bonding_masters`. */
function listNames(path: string): readonly string[] {
	try {
		return readdirSync(path);
	} catch (error) {
		if (isGone(error)) {
			return [];
		}

		throw error;
	}
}

/** Returns the names of the interfaces by their index, /sys/class/net/NAME/ifindex. */
export function listInterfaces(path: string = classNetPath): ReadonlyMap<number, string> {
	const interfaces = new Map<number, string>();
	for (const name of listNames(path)) {
		try {
			const index = Number(readFileSync(`${path}/${name}/ifindex`, 'utf8'));
			if (Number.isSafeInteger(index)) {
				interfaces.set(index, name);
			}
		} catch {
			// It went down while we read, or is none: then nothing is bound to it.
		}
	}

	return interfaces;
}

/** Returns the names of those with hardware (or a hypervisor's) behind them, /sys/class/net/NAME/device: no bridge, tunnel, bond or lo. */
export function physicalInterfaces(path: string = classNetPath): ReadonlySet<string> {
	return new Set(listNames(path).filter(name => existsSync(`${path}/${name}/device`)));
}
