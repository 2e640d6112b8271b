/** The small server and its neighbours: which addresses, ports and programs there are. */

export const ports = {
	shell: 22,
	names: 53,
	plainWeb: 80,
	web: 443,
	database: 5432,
	queue: 5672,
	leak: 8080,
	slow: 9000,
	cache: 6379,
} as const;

const network = '10.24.0';

export const addresses = {
	server: `${network}.1`,
	/** Browsers; the first one has the most connections. */
	browsers: [`${network}.12`, `${network}.13`, `${network}.14`, `${network}.15`],
	applications: [`${network}.20`, `${network}.21`],
	/** Clients of the programs that are ill. */
	leaked: `${network}.30`,
	waiting: [`${network}.50`, `${network}.51`, `${network}.53`],
	administrator: `${network}.7`,
	cache: `${network}.40`,
	/** Loses every tenth packet. */
	lossy: `${network}.9`,
	healthy: `${network}.10`,
} as const;

/** Connections that wait to be accepted by slowd: one more than its limit fits into the kernel's queue. */
export const slowBacklog = 5;
export const databaseConnections = 40;
/** The connections that leakd has not closed before anything looks, and the most there will be. */
export const firstLeaked = 80;
export const maxLeaked = 600;
/** Every so many packets to the lossy neighbour one is lost. */
export const lossOneIn = 10;

export type ServiceName = 'webd' | 'pgdb' | 'dnsd' | 'leakd' | 'slowd' | 'mqd' | 'sshd';

export const serviceNames: readonly ServiceName[] = ['webd', 'pgdb', 'dnsd', 'leakd', 'slowd', 'mqd', 'sshd'];
