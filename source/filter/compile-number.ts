import type {FilterExpression, Interval, NumberField} from './expression.ts';
import type {FilterFields} from './fields.ts';

type NumberExpression = Extract<FilterExpression, {kind: 'number'}>;

/** Returns whether the quantity is known and in one of the intervals; for a process id, one owner's is enough. */
export function compileNumber<Row>({field, intervals}: NumberExpression, fields: FilterFields<Row>): (row: Row) => boolean {
	const includes = compileIntervals(intervals);
	if (field === 'pid') {
		return row => {
			for (const pid of fields.pids(row)) {
				if (includes(pid)) {
					return true;
				}
			}

			return false;
		};
	}

	const read = reader(field, fields);
	return row => {
		const value = read(row);
		return value !== null && includes(value);
	};
}

function reader<Row>(field: Exclude<NumberField, 'pid'>, fields: FilterFields<Row>): (row: Row) => number | null {
	switch (field) {
		case 'rtt': {
			return row => fields.rttMicroseconds(row);
		}

		case 'retrans': {
			return row => fields.retransmissions(row);
		}

		case 'rx': {
			return row => fields.receiveBitsPerSecond(row);
		}

		case 'tx': {
			return row => fields.sendBitsPerSecond(row);
		}

		case 'sendq': {
			return row => fields.sendQueueBytes(row);
		}

		case 'recvq': {
			return row => fields.receiveQueueBytes(row);
		}

		case 'age': {
			return row => fields.ageSeconds(row);
		}
	}
}

function compileIntervals(intervals: readonly Interval[]): (value: number) => boolean {
	return value => {
		for (const {minimum, maximum, exclusive} of intervals) {
			if (exclusive ? value > minimum && value < maximum : value >= minimum && value <= maximum) {
				return true;
			}
		}

		return false;
	};
}
