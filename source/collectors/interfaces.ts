import {loadLibc} from '../linux/calls/libc.ts';
import {InterfaceNames} from '../linux/interface-names.ts';
import type {Link} from '../linux/netlink/route.ts';
import {readNetDev, type InterfaceCounters} from '../linux/procfs/net-dev.ts';
import {listSysLinks} from '../linux/procfs/sys-class-net.ts';
import type {SourceStatus} from '../model/snapshot.ts';
import {sanitize} from '../text/sanitize.ts';
import {countedInterfaces} from './counted-interfaces.ts';
import type {NetworkFacts} from './network-facts.ts';
import {attempt, type Reading, type Source} from './source.ts';

/** An interface, and whether its traffic is part of the machine's. */
export type CountedInterface = InterfaceCounters & {readonly isCounted: boolean};

export type Interfaces = {
	readonly all: readonly CountedInterface[];
	/** Whether it is known which make up the machine's traffic; else none is counted. */
	readonly areLinksKnown: boolean;
};

/** Samples between two looks at /sys, where netlink cannot be asked. */
const samplesBetweenListings = 60;

/** The interfaces as a source of samples; `facts` say which make up the machine's traffic, where they are wanted and known. */
export class InterfaceSource implements Source {
	readonly #procPath: string;
	readonly #facts: NetworkFacts | undefined;
	#last: Reading<Interfaces | null> | undefined;
	#sys: {readonly links: readonly Link[] | null; readonly names: string; age: number} | undefined;

	/** Reads nothing yet. */
	constructor(procPath: string, facts: NetworkFacts | undefined) {
		this.#procPath = procPath;
		this.#facts = facts;
	}

	get status(): SourceStatus | null {
		return this.#last?.status ?? null;
	}

	/** The last reading; null before the first, and where it could not be read. */
	get value(): Interfaces | null {
		return this.#last?.value ?? null;
	}

	/** Reads the counters of every interface. Never throws. */
	read(): void {
		const {value: counters, status} = attempt('interfaces', () => readNetDev(this.#procPath));
		if (counters === null) {
			this.#last = {value: null, status};
			return;
		}

		this.#facts?.update();
		const links = this.#facts?.hasFailed === true ? this.#sysLinks(counters) : this.#facts?.links ?? null;
		const counted = links === null ? null : countedInterfaces(links);
		const problem = this.#facts?.problem ?? null;
		this.#last = {
			value: {
				all: counters.map(each => ({...each, name: sanitize(each.name), isCounted: counted?.has(each.name) ?? false})),
				areLinksKnown: counted !== null,
			},
			status: problem === null ? status : {...status, state: 'degraded', problem: explain(problem, counted !== null)},
		};
	}

	/** Returns what /sys has, looked at again now and then, and when interfaces come or go. */
	#sysLinks(counters: readonly InterfaceCounters[]): readonly Link[] | null {
		const names = counters.map(({name}) => name).join('/');
		if (this.#sys?.names !== names || this.#sys.age >= samplesBetweenListings) {
			this.#sys = {links: linksOfSys(counters), names, age: 0};
		}

		this.#sys.age++;
		return this.#sys.links;
	}
}

function explain(problem: string, areLinksKnown: boolean): string {
	return areLinksKnown ? `${problem}: the totals may miss new interfaces` : `${problem}: which interfaces make up the totals is unknown`;
}

/** Returns what /sys has, if that is about the same interfaces: it may be another network namespace's. */
function linksOfSys(counters: readonly InterfaceCounters[]): readonly Link[] | null {
	try {
		const links = listSysLinks();
		const names = new Set(links.map(({name}) => name));
		return links.length === counters.length && counters.every(({name}) => names.has(name)) && areIndicesOurs(links) ? links : null;
	} catch {
		return null;
	}
}

/** Returns whether the interfaces have these indices in our network namespace; true where they cannot be asked for. */
function areIndicesOurs(links: readonly Link[]): boolean {
	let names: InterfaceNames;
	try {
		names = new InterfaceNames(loadLibc());
	} catch {
		return true;
	}

	try {
		return links.every(({name, index}) => names.index(name) === index);
	} finally {
		names.close();
	}
}
