import {constants} from 'node:os';
import {
	IPPROTO_TCP,
	IPPROTO_UDP,
	LibcUnavailableError,
	loadLibc,
	SystemError,
	type Libc,
} from '../linux/calls/libc.ts';
import {isTracking, readModules, readTrackedCount} from '../linux/netfilter/conntrack.ts';
import {targetText, type Forward} from '../linux/netfilter/forward.ts';
import {natTableForwards, readNatTable} from '../linux/netfilter/ip-tables.ts';
import {readNftForwards} from '../linux/netfilter/nft-forwards.ts';
import {ChangedMeanwhileError, openNfTables, readGeneration} from '../linux/netlink/nf-tables.ts';
import {NetlinkError} from '../linux/netlink/message.ts';
import type {NetlinkTransport} from '../linux/netlink/transport.ts';
import {isOwnAddress} from '../linux/own-address.ts';
import {addressText} from '../linux/packet/address.ts';
import {readCredentials} from '../linux/procfs/credentials.ts';
import {readIpTablesNames} from '../linux/procfs/ip-tables-names.ts';
import {isDenied} from '../linux/procfs/read.ts';
import type {PortForwarding} from '../model/forwarding.ts';
import type {SourceStatus} from '../model/snapshot.ts';
import {transportOf, type Protocol, type Transport} from '../model/socket.ts';
import {refusalText} from '../text/refusal.ts';
import {sanitize} from '../text/sanitize.ts';
import type {Source} from './source.ts';

/** The rules are looked at no more often than this, and read where they have changed. */
const checkMilliseconds = 2000;
/** Rules of which the kernel does not say whether they have changed: iptables-legacy's, and sets that packets fill. */
const rereadMilliseconds = 10_000;
/** Reading takes no more than this part of the time: thousands of rules that change all the time are read less often. */
const maxShare = 0.05;
const maxAttempts = 3;
/** A rule that takes more ports than this names none of them. */
const maxNamedPorts = 32_768;
/** A rule for more ports than this stands in no index. */
const maxIndexedPorts = 64;

const protocolNumbers = {tcp: IPPROTO_TCP, udp: IPPROTO_UDP} as const;
const {EINVAL, EOPNOTSUPP, EPROTONOSUPPORT} = constants.errno;
/** The errors of a kernel without nf_tables. */
const absences: ReadonlySet<number> = new Set([EINVAL, EOPNOTSUPP, EPROTONOSUPPORT]);

/** Rules by the ports that they name, and those of many ports. */
type Index = {readonly byPort: ReadonlyMap<number, readonly Forward[]>; readonly wide: readonly Forward[]};

const nothing: Index = {byPort: new Map(), wide: []};

/**
The ports that the packet filter forwards: the rules of nf_tables (of iptables-nft, too) and of iptables-legacy in the network namespace of the
calling thread. Reading them needs CAP_NET_ADMIN. Where that is missing, and connections are not even tracked, there are no such rules.
No module of the kernel's is loaded for it.
*/
export class ForwardedPorts implements Source {
	readonly #procPath: string;
	readonly #now: () => number;
	readonly #load: () => Libc;
	#transport: NetlinkTransport | undefined;
	/** null: not known. */
	#index: Index | null = null;
	#bound: ReadonlySet<string> = new Set();
	#checkedAt = -Infinity;
	#readAt = -Infinity;
	#costMilliseconds = 0;
	#generation: number | undefined;
	#status: SourceStatus | null = null;

	/** Reads nothing yet. */
	constructor(procPath: string, now: () => number, load: () => Libc = loadLibc) {
		this.#procPath = procPath;
		this.#now = now;
		this.#load = load;
	}

	/** null until it was needed. */
	get status(): SourceStatus | null {
		return this.#status;
	}

	/** The ports that rules name, ascending; none where the rules are not known. */
	get named(): readonly number[] {
		return this.#index?.byPort.keys().toArray().toSorted((a, b) => a - b) ?? [];
	}

	/**
	Reads the rules where they may have changed, piece by piece. Never throws: `status` says why they are not known.
	@param bound The ports of this sample that sockets are bound to: a redirect to another port leads nowhere.
	@param isNeeded Whether it matters that they are not known.
	*/
	* refresh(bound: ReadonlyArray<{readonly protocol: Protocol; readonly port: number}>, isNeeded: boolean): Generator<void> {
		this.#bound = new Set(bound.map(({protocol, port}) => `${transportOf(protocol)} ${port}`));
		const now = this.#now();
		if (now - this.#checkedAt < checkMilliseconds) {
			return;
		}

		this.#checkedAt = now;
		try {
			yield * this.#read(now);
			this.#status = isNeeded ? statusWith(null) : null;
		} catch (error) {
			this.#readAt = -Infinity;
			this.#index = null;
			this.#status = null;
			if (isNeeded) {
				this.#fail(error);
			}
		}
	}

	/** Returns what becomes of packets for a port of this machine that no socket is bound to. */
	forwarding(port: number): PortForwarding {
		if (this.#index === null) {
			return 'unknown';
		}

		const rules = [...this.#index.byPort.get(port) ?? [], ...this.#index.wide.filter(({selection}) => selection.ports.some(({first, last}) => first <= port && port <= last))];
		for (const transport of ['tcp', 'udp'] as const) {
			const right = rules.filter(rule => isFor(rule, transport) && leadsSomewhere(rule, other => this.#bound.has(`${transport} ${other}`)));
			if (right.length > 0) {
				return {
					transport,
					targets: [...new Set(right.flatMap(({target}) => target === null ? [] : targetText(target) ?? []))],
					isNamed: right.some(rule => portCount(rule) <= maxNamedPorts),
					mayBeForLoopback: right.some(({hook, selection}) => hook === 'output' && selection.destination === null),
				};
			}
		}

		return null;
	}

	close(): void {
		this.#transport?.close();
		this.#transport = undefined;
	}

	* #read(now: number): Generator<void> {
		const modules = readModules(this.#procPath);
		// What is a module, and not loaded, is not in use.
		const isModular = modules?.has('nf_conntrack') === true;
		if (modules !== null && isModular && !modules.has('nf_nat')) {
			this.#index = nothing;
			return;
		}

		const libc = this.#load();
		this.#transport ??= openUnlessAbsent(libc);
		const transport = modules?.has('nf_nat') === true && !modules.values().some(name => name.startsWith('nft_chain_nat')) ? undefined : this.#transport;
		const generation = transport === undefined ? undefined : yield * unlessAbsent(() => readGeneration(transport));
		const sinceRead = now - this.#readAt;
		if (this.#index !== null && (sinceRead < this.#costMilliseconds / maxShare || (generation === this.#generation && sinceRead < rereadMilliseconds))) {
			return;
		}

		const nft = transport === undefined || generation === undefined ? [] : yield * readUnchanged(() => readNftForwards(transport));
		const legacy = ([4, 6] as const).flatMap(family => this.#readLegacy(libc, family));
		this.#index = indexOf(yield * ownForwards(libc, [...nft, ...legacy]));
		this.#generation = generation;
		this.#readAt = now;
		this.#costMilliseconds = this.#now() - now;
	}

	#readLegacy(libc: Libc, family: 4 | 6): readonly Forward[] {
		try {
			return readIpTablesNames(this.#procPath, family).includes('nat') ? [...natTableForwards(readNatTable(libc, family))] : [];
		} catch (error) {
			const modules = readModules(this.#procPath);
			const name = family === 4 ? 'iptable_nat' : 'ip6table_nat';
			if (isDenied(error) && modules?.has('nf_nat') === true && !modules.has(name)) {
				return [];
			}

			throw error;
		}
	}

	#fail(error: unknown): void {
		const mayForward = error instanceof LibcUnavailableError ? (readTrackedCount(this.#procPath) ?? 0) > 0 : isTracking(this.#load(), this.#procPath);
		this.#index = mayForward ? null : nothing;
		this.#status = statusWith(mayForward ? this.#reasonOf(error) : null);
	}

	#reasonOf(error: unknown): string {
		const isFromKernel = error instanceof NetlinkError || error instanceof SystemError;
		if (isFromKernel ? error.code !== 'EPERM' : !isDenied(error)) {
			return sanitize((error as Error).message);
		}

		// The names of iptables-legacy's tables are in a file of root's.
		return refusalText([isFromKernel ? 'CAP_NET_ADMIN' : 'CAP_DAC_READ_SEARCH'], readCredentials(this.#procPath));
	}
}

/** Returns the rules that are not only for an address of another machine, such as those of a cluster's services. */
function * ownForwards(libc: Libc, forwards: readonly Forward[]): Generator<void, readonly Forward[]> {
	const areOwn = new Map<string, boolean>();
	const own: Forward[] = [];
	for (const forward of forwards) {
		const {destination} = forward.selection;
		const address = destination === null ? null : addressText(destination);
		if (destination !== null && address !== null && !areOwn.has(address)) {
			areOwn.set(address, isOwnAddress(libc, {family: destination.length === 4 ? 4 : 6, address, scopeId: 0}));
			yield;
		}

		if (address === null || areOwn.get(address) === true) {
			own.push(forward);
		}
	}

	return own;
}

function statusWith(problem: string | null): SourceStatus {
	return {
		name: 'packet filter', method: 'netlink', state: problem === null ? 'ok' : 'degraded', problem: problem === null ? null : `ports that are forwarded are not known: ${problem}`,
	};
}

function openUnlessAbsent(libc: Libc): NetlinkTransport | undefined {
	try {
		return openNfTables(libc);
	} catch (error) {
		if (error instanceof SystemError && absences.has(error.errno)) {
			return undefined;
		}

		throw error;
	}
}

/** Returns what is read; undefined where the kernel has no nf_tables. */
function * unlessAbsent<Value>(read: () => Generator<void, Value>): Generator<void, Value | undefined> {
	try {
		return yield * read();
	} catch (error) {
		if (error instanceof NetlinkError && absences.has(error.errno)) {
			return undefined;
		}

		throw error;
	}
}

/** Reads again what changed while it was read. */
function * readUnchanged<Value>(read: () => Generator<void, Value>): Generator<void, Value> {
	for (let attempt = 1; ; attempt++) {
		try {
			return yield * read();
		} catch (error) {
			if (attempt === maxAttempts || !(error instanceof ChangedMeanwhileError)) {
				throw error;
			}
		}
	}
}

function indexOf(forwards: readonly Forward[]): Index {
	const byPort = new Map<number, Forward[]>();
	const wide: Forward[] = [];
	for (const forward of forwards) {
		if (portCount(forward) > maxIndexedPorts) {
			wide.push(forward);
			continue;
		}

		for (const {first, last} of forward.selection.ports) {
			for (let port = first; port <= last; port++) {
				const others = byPort.get(port);
				if (others === undefined) {
					byPort.set(port, [forward]);
				} else {
					others.push(forward);
				}
			}
		}
	}

	return {byPort, wide};
}

function portCount({selection: {ports}}: Forward): number {
	return ports.reduce((sum, {first, last}) => sum + last - first + 1, 0);
}

function isFor({selection: {protocol}}: Forward, transport: Transport): boolean {
	return protocol === null || protocol === protocolNumbers[transport];
}

/** Returns whether packets come to where something may take them. */
function leadsSomewhere({target}: Forward, isBound: (port: number) => boolean): boolean {
	const ports = target?.address === null ? target.ports : null;
	return ports === null || ports.first !== ports.last || isBound(ports.first);
}
