import {spawn, type ChildProcess} from 'node:child_process';
import type {Socket} from 'node:net';
import process from 'node:process';
import {text as readAll} from 'node:stream/consumers';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {loadLibc} from '../linux/calls/libc.ts';
import type {NetworkListing} from '../linux/netlink/list-network.ts';
import {
	openRouteChanges,
	RouteChanges,
	type Link,
	type LinkAddress,
	type RouteChange,
} from '../linux/netlink/route.ts';
import {addressText} from '../linux/packet/address.ts';
import {sanitize} from '../text/sanitize.ts';

/** A listing that is not there after this time is late: the kernel's lock is held. */
const lateMilliseconds = 2000;
/** From the begin of a listing to the next one, after changes were lost and after a failure. */
const relistMilliseconds = 10_000;
const retryMilliseconds = 60_000;
/** More changes than these, while a listing is under way, count as lost. */
const maxPending = 20_000;

/** A program that lists the network, and the end of it. */
export type Listing = {
	/** Rejects where it fails. */
	readonly result: Promise<NetworkListing>;
	/** Ends the program, which nothing waits for. */
	readonly cancel: () => void;
};

export type NetworkFactsDependencies = {
	/** Monotonic milliseconds. */
	readonly now: () => number;
	readonly openChanges: () => RouteChanges;
	readonly list: () => Listing;
};

const realDependencies: NetworkFactsDependencies = {
	now: () => performance.now(), openChanges: () => new RouteChanges(openRouteChanges(loadLibc())), list: startListing,
};

/**
The interfaces and addresses of the network namespace: listed once, then followed by notifications, none of which waits for the lock
that a change of interfaces holds. Nothing of it blocks, and what is not known yet is null.
*/
export class NetworkFacts {
	readonly #dependencies: NetworkFactsDependencies;
	readonly #changes: RouteChanges | undefined;
	readonly #links = new Map<number, Link>();
	readonly #addresses = new Map<string, LinkAddress>();
	/** The changes while a listing is under way, which may be older than them, or younger. */
	#pending: RouteChange[] = [];
	/** Whether changes were lost since the last listing began. */
	#hasLost = false;
	#listing: Listing | undefined;
	#listedAt = -Infinity;
	#isKnown = false;
	#isCurrent = false;
	#failure: string | null = null;
	#settled: Promise<void> = Promise.resolve();
	/** Counts what may have changed. */
	version = 0;

	/** Listens to changes from now on, and begins to list. Never throws. */
	constructor(dependencies: NetworkFactsDependencies = realDependencies) {
		this.#dependencies = dependencies;
		try {
			this.#changes = dependencies.openChanges();
			this.#list();
		} catch (error) {
			this.#failure = sanitize((error as Error).message);
		}
	}

	/** The interfaces; null while they are not known. */
	get links(): readonly Link[] | null {
		return this.#isKnown ? this.#links.values().toArray() : null;
	}

	/** The addresses of all interfaces; null while they are not known. */
	get addresses(): readonly LinkAddress[] | null {
		return this.#isKnown ? this.#addresses.values().toArray() : null;
	}

	/** Returns the addresses of an interface as targets are spelled, `fe80::1%eth0`; null while they are not known. */
	addressesOf(name: string): readonly string[] | null {
		if (!this.#isKnown) {
			return null;
		}

		const link = this.#links.values().find(each => sanitize(each.name) === name);
		return this.#addresses.values()
			.filter(({index}) => index === link?.index)
			.map(({bytes}) => addressText(Uint8Array.from(bytes)) + (isLinkLocal(bytes) ? `%${name}` : ''))
			.toArray();
	}

	/** Whether they cannot be had by netlink. */
	get hasFailed(): boolean {
		return this.#failure !== null;
	}

	/** The reason why they are not known, or old; null where they are as they should be, and for the first two seconds. */
	get problem(): string | null {
		if (this.#failure !== null) {
			return this.#failure;
		}

		const isLate = this.#listing !== undefined && this.#dependencies.now() - this.#listedAt > lateMilliseconds;
		return isLate && !this.#isCurrent ? 'the kernel does not list the interfaces while it changes some' : null;
	}

	/** Takes in what changed. Does not wait, never throws. */
	update(): void {
		if (this.#changes === undefined) {
			return;
		}

		try {
			const isComplete = this.#changes.take(change => {
				this.#apply(change);
				if (this.#listing !== undefined) {
					this.#pending.push(change);
				}
			});
			if (!isComplete || this.#pending.length > maxPending) {
				this.#hasLost = true;
			}

			this.#isCurrent &&= !this.#hasLost;
		} catch (error) {
			this.#hasLost = true;
			this.#isCurrent = false;
			this.#failure = sanitize((error as Error).message);
		}

		const sinceListing = this.#dependencies.now() - this.#listedAt;
		const isDue = sinceListing >= (this.hasFailed ? retryMilliseconds : relistMilliseconds);
		if (isDue && !this.#isCurrent && this.#listing === undefined) {
			this.#list();
		}
	}

	/** Resolves when the listing that is under way has come or failed, or after that many milliseconds. Never rejects. */
	async settled(maxMilliseconds: number): Promise<void> {
		if (this.#listing === undefined) {
			return;
		}

		const timer = new AbortController();
		await Promise.race([this.#settled, wait(maxMilliseconds, undefined, {signal: timer.signal}).catch(() => undefined)]);
		timer.abort();
	}

	close(): void {
		this.#listing?.cancel();
		this.#listing = undefined;
		this.#changes?.close();
	}

	#list(): void {
		this.#pending = [];
		this.#hasLost = false;
		this.#listedAt = this.#dependencies.now();
		const listing = this.#dependencies.list();
		this.#listing = listing;
		this.#settled = this.#take(listing);
	}

	async #take(listing: Listing): Promise<void> {
		let answer: NetworkListing | undefined;
		let failure: string | null = null;
		try {
			answer = await listing.result;
		} catch (error) {
			failure = sanitize((error as Error).message);
		}

		if (this.#listing !== listing) {
			return;
		}

		this.#listing = undefined;
		this.#failure = failure;
		if (answer !== undefined) {
			this.#replace(answer);
		}
	}

	#replace({links, addresses}: NetworkListing): void {
		this.#links.clear();
		this.#addresses.clear();
		for (const link of links) {
			this.#apply({what: 'link', link, isGone: false});
		}

		for (const address of addresses) {
			this.#apply({what: 'address', address, isGone: false});
		}

		for (const change of this.#pending) {
			this.#apply(change);
		}

		this.#pending = [];
		this.#isKnown = true;
		this.#isCurrent = !this.#hasLost;
	}

	#apply(change: RouteChange): void {
		this.version++;
		if (change.what === 'address') {
			const {address} = change;
			const key = `${address.index} ${address.bytes.join('.')}`;
			if (change.isGone) {
				this.#addresses.delete(key);
			} else {
				this.#addresses.set(key, address);
			}
		} else if (change.isGone) {
			this.#links.delete(change.link.index);
		} else {
			this.#links.set(change.link.index, change.link);
		}
	}
}

/** Whether it is of fe80::/10. */
function isLinkLocal(bytes: readonly number[]): boolean {
	return bytes.length === 16 && bytes[0] === 0xFE && (bytes[1]! & 0xC0) === 0x80;
}

/** The program next to this one: in the bundles, or in the source. */
const program = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../linux/netlink/list-network.ts' : 'list-network.js', import.meta.url));

/** Starts the program that lists the network namespace of the calling thread's process. */
function startListing(): Listing {
	let child: ChildProcess | undefined;
	return {
		result: readListing(() => {
			child = spawn(process.execPath, [program], {stdio: ['ignore', 'pipe', 'ignore']});
			// Nothing waits for it: neither the end of the process nor that of a thread.
			child.unref();
			(child.stdout as Socket).unref();
			return child;
		}),
		cancel() {
			child?.kill('SIGKILL');
		},
	};
}

async function readListing(start: () => ChildProcess): Promise<NetworkListing> {
	const child = start();
	const failure = new Promise<never>((_resolve, reject) => {
		child.once('error', reject);
	});
	const output = await Promise.race([failure, readAll(child.stdout!)]);
	if (output === '') {
		throw new Error('the program that lists the interfaces has failed');
	}

	return JSON.parse(output) as NetworkListing;
}
