import type {PortRange} from '../model/port.ts';
import type {FilterExpression} from './expression.ts';
import type {FilterFields} from './fields.ts';

type PortExpression = Extract<FilterExpression, {kind: 'port'}>;

/** Returns whether the port of the wanted side, or of either, is in one of the ranges. */
export function compilePort<Row>({side, ranges}: PortExpression, fields: FilterFields<Row>): (row: Row) => boolean {
	const includes = compileRanges(ranges);
	switch (side) {
		case 'local': {
			return row => includes(fields.localPort(row));
		}

		case 'remote': {
			return row => includes(fields.remotePort(row));
		}

		case 'any': {
			return row => includes(fields.localPort(row)) || includes(fields.remotePort(row));
		}
	}
}

function compileRanges(ranges: readonly PortRange[]): (port: number | null) => boolean {
	const [range] = ranges;
	if (range !== undefined && ranges.length === 1) {
		const {first, last} = range;
		return port => port !== null && port >= first && port <= last;
	}

	// A list costs the same however long it is: one bit for each port.
	const bits = new Uint32Array(65_536 / 32);
	for (const {first, last} of ranges) {
		for (let port = first; port <= last; port++) {
			bits[port >>> 5] = (bits[port >>> 5] ?? 0) | (1 << (port & 31));
		}
	}

	return port => port !== null && (((bits[port >>> 5] ?? 0) >>> (port & 31)) & 1) === 1;
}
