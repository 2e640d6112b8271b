import type {FilterExpression} from './expression.ts';
import type {FindService} from './endpoint.ts';
import {FilterSyntaxError, type FilterError} from './filter-error.ts';
import {Parser} from './parser.ts';
import {tokenize} from './tokenizer.ts';

export type FilterOptions = {
	/** Finds the ports of a service name (`sport = :http`). Without it a service name is an error that says so. */
	readonly findService?: FindService;
};

export type ParsedFilter =
	| {readonly ok: true; readonly expression: FilterExpression}
	| {readonly ok: false; readonly error: FilterError};

/**
Returns the meaning of a filter in portop's language (docs/filter.md), which has the filters of ss(8) in it.
A blank source is everything. Never throws.
*/
export function parseFilter(source: string, options: FilterOptions = {}): ParsedFilter {
	try {
		return {ok: true, expression: new Parser(tokenize(source), options.findService).parse()};
	} catch (error) {
		if (error instanceof FilterSyntaxError) {
			return {ok: false, error: {message: error.message, ...error.span}};
		}

		throw error;
	}
}
