import process from 'node:process';
import {readPidStatus} from './pid-status.ts';
import {readOwnPid} from './self.ts';
import {isInInitialNamespace} from './self-namespaces.ts';

/** linux/capability.h */
const capabilityNumbers = {
	CAP_DAC_OVERRIDE: 1, CAP_DAC_READ_SEARCH: 2, CAP_NET_BIND_SERVICE: 10, CAP_NET_ADMIN: 12, CAP_NET_RAW: 13, CAP_SYS_PTRACE: 19, CAP_BPF: 39,
} as const;

export type CapabilityName = keyof typeof capabilityNumbers;

/** The rights of this process. */
export type Credentials = {
	readonly userId: number;
	/** Those that are effective; null where that cannot be read. */
	readonly capabilities: ReadonlySet<CapabilityName> | null;
	/** It is in a user namespace, as of a rootless container: its capabilities hold for what belongs to that only (user_namespaces(7)). */
	readonly isInUserNamespace: boolean;
};

/** Reads them from /proc/self. */
export function readCredentials(procPath = '/proc'): Credentials {
	const pid = readOwnPid(procPath);
	const status = pid === null ? undefined : readPidStatus(procPath, pid);
	const names = Object.keys(capabilityNumbers) as CapabilityName[];
	return {
		userId: status?.effectiveUid ?? process.geteuid?.() ?? 0,
		capabilities: status === undefined ? null : new Set(names.filter(name => ((status.capEff >> BigInt(capabilityNumbers[name])) & 1n) === 1n)),
		isInUserNamespace: !isInInitialNamespace(procPath, 'user'),
	};
}
