import type {Port} from '../../model/port.ts';
import {
	unknownRates,
	unknownTotals,
	type Counted,
	type TrafficRates,
	type TrafficTotals,
} from '../../model/traffic.ts';
import type {Account} from './account.ts';

/** The traffic of an open port for its row. */
export type PortTraffic = TrafficRates & Pick<Port, 'retransmissionPercent' | 'dropsPerSecond' | 'totals' | 'missing'>;

/** The known part of a port's traffic, and why the rest is not. */
type Knowledge = {
	/** The kernel counts drops. */
	readonly hasDrops: boolean;
	/** The reason why packets are not counted; null where they are. */
	readonly missing: string | null;
	readonly isLowerBound: boolean;
};

const hiddenByMptcp = 'MPTCP: the kernel clears what a connection has moved when it ends';

/**
Returns a TCP port's traffic, which is known from its connections, except failed handshakes, which are known from packets; without the kernel's
counters (/proc/net) only the number of connections is known.
*/
export function connectionTraffic(account: Account, {hasDrops, missing, isLowerBound, hasCounters}: Knowledge & {readonly hasCounters: boolean}): PortTraffic {
	const rates = account.rates();
	const {openedPerSecond, closedPerSecond} = rates;
	// Without the connections that lived between two samples too many handshakes would seem to have failed.
	const knowsFailed = account.countsPackets && !isLowerBound;
	return {
		...hasCounters ? rates : {...unknownRates, openedPerSecond, closedPerSecond},
		failedPerSecond: knowsFailed ? account.rate('failed') : null,
		retransmissionPercent: account.retransmissionPercent(),
		dropsPerSecond: hasDrops ? account.rate('drops') : null,
		missing: account.countsPackets ? (account.isHidden ? hiddenByMptcp : null) : missing,
		totals: countedBy(account, isLowerBound, totals => connectionTotals(totals, {knowsFailed, hasDrops, hasCounters})),
	};
}

/** Returns the totals of a TCP port that is closed: of the connections that its listener had, which may go on. */
export function closedPortTotals(accounts: readonly Account[], isLowerBound: boolean, hasCounters: boolean): Counted {
	const sum = (totals: readonly TrafficTotals[]) => connectionTotals(sumOfTotals(totals), {knowsFailed: false, hasDrops: false, hasCounters});
	const sinceReset = accounts.map(account => account.sinceReset());
	return {
		sinceStart: sum(accounts.map(account => account.sinceStart())),
		sinceReset: sinceReset.includes(null) ? null : sum(sinceReset.filter(totals => totals !== null)),
		isLowerBound: isLowerBound || accounts.some(({missesConnections}) => missesConnections),
		missesBytes: accounts.some(({missesBytes}) => missesBytes),
		atLeast: [],
	};
}

/** Returns a UDP port's traffic, which is known from packets only. */
export function datagramTraffic(account: Account, {hasDrops, missing, isLowerBound}: Knowledge): PortTraffic {
	const isCounted = account.countsPackets;
	const {receiveBitsPerSecond, sendBitsPerSecond, receivePacketsPerSecond, sendPacketsPerSecond} = account.rates();
	return {
		...unknownRates,
		...isCounted && {
			receiveBitsPerSecond, sendBitsPerSecond, receivePacketsPerSecond, sendPacketsPerSecond,
		},
		retransmissionPercent: account.retransmissionPercent(),
		dropsPerSecond: hasDrops ? account.rate('drops') : null,
		missing: isCounted ? null : missing,
		totals: countedBy(account, isLowerBound, totals => datagramTotals(totals, isCounted, hasDrops)),
	};
}

function countedBy(account: Account, isLowerBound: boolean, known: (totals: TrafficTotals) => TrafficTotals): Counted {
	const sinceReset = account.sinceReset();
	return {
		sinceStart: known(account.sinceStart()),
		sinceReset: sinceReset === null ? null : known(sinceReset),
		isLowerBound: isLowerBound || account.missesConnections,
		missesBytes: account.missesBytes,
		atLeast: [...account.atLeast],
	};
}

function connectionTotals(totals: TrafficTotals, {knowsFailed, hasDrops, hasCounters}: {readonly knowsFailed: boolean; readonly hasDrops: boolean; readonly hasCounters: boolean}): TrafficTotals {
	const {opened, closed, failed, drops} = totals;
	return {
		...hasCounters ? totals : {...unknownTotals, opened, closed},
		failed: knowsFailed ? failed : null,
		drops: hasDrops ? drops : null,
	};
}

/** Datagrams make no connections. */
function datagramTotals({receivedBytes, sentBytes, receivedPackets, sentPackets, drops}: TrafficTotals, isCounted: boolean, hasDrops: boolean): TrafficTotals {
	const counted = (value: number | null) => isCounted ? value : null;
	return {
		...unknownTotals,
		receivedBytes: counted(receivedBytes),
		sentBytes: counted(sentBytes),
		receivedPackets: counted(receivedPackets),
		sentPackets: counted(sentPackets),
		drops: hasDrops ? drops : null,
	};
}

/** Returns the sum of each figure; null where one of them is unknown. */
function sumOfTotals(all: readonly TrafficTotals[]): TrafficTotals {
	const names = Object.keys(unknownTotals) as Array<keyof TrafficTotals>;
	const sums = names.map(name => {
		let sum: number | null = 0;
		for (const totals of all) {
			const value: number | null = totals[name];
			sum = sum === null || value === null ? null : sum + value;
		}

		return [name, sum] as const;
	});
	// A border: Object.fromEntries() forgets the names.
	return Object.fromEntries(sums) as TrafficTotals;
}
