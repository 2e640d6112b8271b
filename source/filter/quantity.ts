import type {Interval, NumberField} from './expression.ts';
import {
	FilterSyntaxError,
	partOf,
	quote,
	type Span,
} from './filter-error.ts';

/** How values of one kind are written. */
export type Measure = {
	/** `… is not a NOUN: HOW`. */
	readonly noun: string;
	readonly how: string;
	/** The value of one of a unit, in the accessor's unit; undefined where there is no such unit. */
	readonly unit: (name: string) => number | undefined;
	readonly integer: boolean;
};

/** Keyboards type µ as U+00B5 or as the Greek letter U+03BC. */
const microsecondsPer: ReadonlyMap<string, number> = new Map([
	['us', 1], ['\u{B5}s', 1], ['\u{3BC}s', 1], ['ms', 1e3], ['s', 1e6], ['m', 60e6], ['h', 3600e6], ['d', 86_400e6],
]);

/**
Durations.
@param secondsOfBare How long a number without a unit is.
@param accessorUnitMicroseconds The unit of the result.
*/
export function time(secondsOfBare: number, accessorUnitMicroseconds: number): Measure {
	return {
		noun: 'duration',
		how: `write a number and us, ms, s, m, h or d (${secondsOfBare === 1 ? 'seconds' : 'milliseconds'} without one)`,
		unit(name) {
			const microseconds = name === '' ? secondsOfBare * 1e6 : microsecondsPer.get(name);
			return microseconds === undefined ? undefined : microseconds / accessorUnitMicroseconds;
		},
		integer: false,
	};
}

const powers = ['', 'k', 'm', 'g', 't'];

/** Bits per second. */
export const rate: Measure = {
	noun: 'rate',
	how: 'write bits per second with k, M, G or T, as in 1.5M',
	unit(name) {
		// A capital B means bytes everywhere else: 1MB is refused rather than read as a megabit.
		const match = /^(?<prefix>[gkmt]?)(?:b|bit|bps|bit\/s)?$/.exec(name.replace(/^[GKMT]/, letter => letter.toLowerCase()));
		return match === null ? undefined : 1000 ** powers.indexOf(match.groups?.['prefix'] ?? '');
	},
	integer: false,
};

/** Bytes. */
export const size: Measure = {
	noun: 'size',
	how: 'write bytes with k, M, G (1000) or Ki, Mi, Gi (1024), as in 64Ki',
	unit(name) {
		const match = /^(?:(?<prefix>[gkmt])(?<binary>i)?)?b?$/.exec(name.toLowerCase());
		const base = match?.groups?.['binary'] === undefined ? 1000 : 1024;
		return match === null ? undefined : base ** powers.indexOf(match.groups?.['prefix'] ?? '');
	},
	integer: false,
};

const count: Measure = {
	noun: 'whole number',
	how: 'write digits only',
	unit: name => name === '' ? 1 : undefined,
	integer: true,
};

const measures: Readonly<Record<NumberField, Measure>> = {
	pid: count,
	retrans: count,
	rtt: time(1e-3, 1),
	age: time(1, 1e6),
	rx: rate,
	tx: rate,
	sendq: size,
	recvq: size,
};

const numberAndUnit = /^(?<number>\d+(?:\.\d+)?|\.\d+)(?<unit>\D*)$/;

/**
One value of a field as a person writes it (`20ms`, `1.5M`, `64Ki`), in the unit of the field's accessor.
Throws FilterSyntaxError, marking `span`.
*/
export function parseQuantity(field: NumberField, text: string, span: Span): number {
	return parseMeasured(measures[field], text, span);
}

/** One value as a person writes it, in the measure's unit. Throws FilterSyntaxError, marking `span`. */
export function parseMeasured(measure: Measure, text: string, span: Span): number {
	const match = numberAndUnit.exec(text);
	const factor = match === null ? undefined : measure.unit(match.groups?.['unit'] ?? '');
	const value = Number(match?.groups?.['number']) * (factor ?? NaN);
	if (!Number.isFinite(value) || (measure.integer && !Number.isSafeInteger(value))) {
		throw new FilterSyntaxError(`${quote(text)} is not a ${measure.noun}: ${measure.how}`, span);
	}

	// 16.1 × 1000 is 16100.000000000002; `=` should still find 16100.
	return Number(value.toPrecision(15));
}

/** A value, or a range with both ends included: `100-200`, `10ms-1s`, `5-10m` (the unit of the second counts for both). */
export function parseInterval(field: NumberField, text: string, span: Span): Interval {
	const range = /^(?<first>[^-]+)-(?<last>[^-]+)$/.exec(text);
	if (range === null) {
		const value = parseQuantity(field, text, span);
		return {minimum: value, maximum: value, exclusive: false};
	}

	const {first = '', last = ''} = range.groups ?? {};
	const unit = /[\d.]$/.test(first) ? numberAndUnit.exec(last)?.groups?.['unit'] ?? '' : '';
	const minimum = parseQuantity(field, first + unit, partOf(span, text, 0, first.length));
	const maximum = parseQuantity(field, last, partOf(span, text, first.length + 1, last.length));
	if (minimum > maximum) {
		throw new FilterSyntaxError(`the range ${quote(text)} is reversed: write ${quote(`${last}-${first}`)}`, span);
	}

	return {minimum, maximum, exclusive: false};
}
