import assert from 'node:assert/strict';
import {compileFilter} from '../../source/filter/compile.ts';
import type {FilterExpression} from '../../source/filter/expression.ts';
import {formatFilterError, type FilterError} from '../../source/filter/filter-error.ts';
import {parseFilter, type FilterOptions} from '../../source/filter/parse.ts';
import type {ServicePorts} from '../../source/filter/endpoint.ts';
import {testFields, type TestRow} from './row.ts';

const services: Readonly<Record<string, ServicePorts>> = {
	ssh: {tcp: 22, udp: null}, http: {tcp: 80, udp: 80}, https: {tcp: 443, udp: null}, ntp: {tcp: null, udp: 123}, split: {tcp: 1, udp: 2},
};

export const options: FilterOptions = {
	findService: name => services[name],
};

/** The meaning of a filter that must be right. */
export function parsed(source: string, parseOptions: FilterOptions = options): FilterExpression {
	const result = parseFilter(source, parseOptions);
	if (!result.ok) {
		assert.fail(formatFilterError(source, result.error));
	}

	return result.expression;
}

/** The error of a filter that must be wrong. */
export function errorOf(source: string, parseOptions: FilterOptions = options): FilterError {
	const result = parseFilter(source, parseOptions);
	if (result.ok) {
		assert.fail(`${source} was understood as ${JSON.stringify(result.expression)}`);
	}

	return result.error;
}

/** Whether a row passes a filter. */
export function isMatch(source: string, row: TestRow): boolean {
	return compileFilter(parsed(source), testFields)(row);
}

/** The filters that pass the row. */
export function matched(row: TestRow, sources: readonly string[]): readonly string[] {
	return sources.filter(source => isMatch(source, row));
}

/** The filters that do not pass the row. */
export function unmatched(row: TestRow, sources: readonly string[]): readonly string[] {
	return sources.filter(source => !isMatch(source, row));
}
