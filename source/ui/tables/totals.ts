import {isTcp, isUdp, type Protocol} from '../../model/socket.ts';
import type {Counted, TrafficTotals} from '../../model/traffic.ts';
import {formatCompact, unknown} from '../../text/format-number.ts';
import {loaded, quiet} from './cells.ts';
import type {Cell} from './column.ts';

/** A row that has totals: a port, a peer, or a group of connections. */
export type Trafficked = {
	/** Absent: of any. */
	readonly protocol?: Protocol;
	readonly totals: Counted;
	/** The reason why packets are not counted, where they could be. */
	readonly missing?: string | null;
};

/** The mark in a cell whose value is not counted here although it could be. The detail says what is missing. */
export const missingMark = 'n/c';

const missingCell: Cell = {text: missingMark, style: 'muted'};

/** Returns a figure that may be more: `≥12`; `>0` where it is `<0.1`. At most one character longer than the figure. */
export function atLeast(figure: string, isLowerBound: boolean): string {
	if (!isLowerBound) {
		return figure;
	}

	return figure.startsWith('<') ? '>0' : `≥${figure}`;
}

/** Returns a rate of connections, `≥` where some may be missing. */
export function connectionRateCell(value: number | null, {totals: {isLowerBound}}: Trafficked): Cell {
	return value === null ? {text: unknown, style: 'muted'} : {text: atLeast(formatCompact(value), isLowerBound), ...quiet(value)};
}

/**
Returns a rate of traffic. The kernel counts that of TCP by itself, `≥` where connections may be missing; that of UDP only where
packets are counted.
*/
export function trafficCell(value: number | null, row: Trafficked): Cell {
	return value === null && isMissing(row) ? missingCell : connectionRateCell(value, row);
}

/** Returns the handshakes that failed, per second: the SYNs, which only those who count packets know, without those that became connections. */
export function failedCell(value: number | null, {protocol, missing = null}: Trafficked): Cell {
	return value === null && missing !== null && protocol !== undefined && isTcp(protocol) ? missingCell : {text: formatCompact(value), ...loaded(value, 1, Infinity)};
}

/** The figures of moved data, which are incomplete where `missesBytes` is set. */
const moved: ReadonlySet<keyof TrafficTotals> = new Set(['receivedBytes', 'sentBytes', 'receivedPackets', 'sentPackets', 'retransmissions']);

/** Returns whether a total is a lower bound. Drops do not depend on connections: the kernel counts them. */
export function isAtLeast(figure: keyof TrafficTotals, {isLowerBound, missesBytes, atLeast: others}: Counted): boolean {
	return (isLowerBound && figure !== 'drops') || (missesBytes && moved.has(figure)) || others.includes(figure);
}

/** Returns a total since portop started. */
export function totalCell(figure: keyof TrafficTotals, row: Trafficked): Cell {
	const value = row.totals.sinceStart[figure];
	if (value !== null) {
		return {text: atLeast(formatCompact(value), isAtLeast(figure, row.totals)), ...quiet(value)};
	}

	return figure !== 'opened' && isMissing(row) ? missingCell : {text: unknown, style: 'muted'};
}

function isMissing({protocol, missing = null}: Trafficked): boolean {
	return missing !== null && protocol !== undefined && isUdp(protocol);
}
