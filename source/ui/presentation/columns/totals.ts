import type {Counted, TrafficRates, TrafficTotals} from '../../../model/traffic.ts';
import {formatCompact, unknown} from '../format-number.ts';
import {loaded, quiet} from './cells.ts';
import type {Cell} from './column.ts';

/** A row that has rates and totals: a port, or a peer. */
export type Trafficked = TrafficRates & {
	readonly totals: Counted;
	readonly missing?: string | null;
};

/** Marks what is at least so much. */
export const lowerBoundMark = '≥';

/** Why a value is not there, in a cell: what counts it needs a privilege. The detail says it in full. */
export const missingMark = 'root?';

/** A rate of connections, `≥` where some may be missing. */
export function connectionRateCell(value: number | null, {totals: {isLowerBound}}: Trafficked): Cell {
	return value === null ? {text: unknown, style: 'muted'} : {text: `${isLowerBound ? lowerBoundMark : ''}${formatCompact(value)}`, ...quiet(value)};
}

/** A value that only the packet filter tells. */
export function countedCell(value: number | null, {missing = null}: Trafficked, high = Infinity): Cell {
	return value === null && missing !== null ? {text: missingMark, style: 'muted'} : {text: formatCompact(value), ...loaded(value, high, Infinity)};
}

/** A total since portop started. */
export function totalCell(figure: keyof TrafficTotals, row: Trafficked): Cell {
	const value = row.totals.sinceStart[figure];
	if (value === null) {
		return {text: row.missing === undefined || row.missing === null ? unknown : missingMark, style: 'muted'};
	}

	return {text: `${row.totals.isLowerBound ? lowerBoundMark : ''}${formatCompact(value)}`, ...quiet(value)};
}
