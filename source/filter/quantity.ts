import {comparedNumbers} from '../fields/filter-numbers.ts';
import type {Measure} from '../text/measure.ts';
import {quote} from '../text/quote.ts';
import {wholeNumber} from '../text/units.ts';
import type {Interval, NumberField} from './expression.ts';
import {FilterSyntaxError, partOf, type Span} from './filter-error.ts';

const numberAndUnit = /^(?<number>\d+(?:\.\d+)?|\.\d+)(?<unit>\D*)$/;

/**
One value of a field as a person writes it (`20ms`, `1.5M`, `64Ki`), in the unit of the field.
Throws FilterSyntaxError, marking `span`.
*/
export function parseQuantity(field: NumberField, text: string, span: Span): number {
	const {measure} = field === 'pid' ? wholeNumber : comparedNumbers[field].unit;
	return parseMeasured(measure, text, span);
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
