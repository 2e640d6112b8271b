import {readlinkSync} from 'node:fs';

/** The numbers of the namespaces in which a machine starts: linux/proc_ns.h, PROC_USER_INIT_INO and PROC_PID_INIT_INO. */
const initialNamespaces = {pid: 0xEF_FF_FF_FC, user: 0xEF_FF_FF_FD} as const;

/** Returns whether this process is in the machine's own namespace of a type, /proc/self/ns (namespaces(7)). True where that cannot be read. */
export function isInInitialNamespace(procPath: string, type: keyof typeof initialNamespaces): boolean {
	try {
		return readlinkSync(`${procPath}/self/ns/${type}`) === `${type}:[${initialNamespaces[type]}]`;
	} catch {
		return true;
	}
}
