import {FilterSyntaxError, type FilterError, type Span} from '../../filter/filter-error.ts';
import {quote} from '../../text/quote.ts';
import {parseFilter, type FilterOptions} from '../../filter/parse.ts';
import {parseMeasured} from '../../filter/quantity.ts';
import type {AlertRule, RuleComparison} from '../../model/alert.ts';
import {seconds} from '../../text/units.ts';
import {metricNamed} from './metric-names.ts';
import type {AlertMetric} from './metrics.ts';
import {RuleReader, type RuleWord} from './rule-reader.ts';

/** `findService` finds the ports of a service name in a rule's filter. */
export type RuleOptions = FilterOptions;

export type ParsedRule =
	| {readonly ok: true; readonly rule: AlertRule}
	/** In the form of a filter's error: formatFilterError() draws its caret. */
	| {readonly ok: false; readonly error: FilterError};

/** A longer rule is a mistake, and its text would be repeated with each alert. */
export const maxRuleLength = 500;

const comparisons: Readonly<Record<string, RuleComparison>> = {
	'>': '>', '>=': '>=', '=>': '>=', '<': '<', '<=': '<=', '=<': '<=',
};

/**
Parses a rule in the user's spelling (docs/alerts.md):
`METRIC OPERATOR VALUE [for DURATION] [clear VALUE] [warning|critical] [where FILTER]`. Its name is its text, and it runs no
command: a caller that has more than the text sets `name`, `onAlert`, `onAlertTimeoutSeconds` and `origin`. Never throws.
*/
export function parseRule(text: string, options: RuleOptions = {}): ParsedRule {
	try {
		return {ok: true, rule: readRule(text, options)};
	} catch (error) {
		if (error instanceof FilterSyntaxError) {
			return {ok: false, error: {message: error.message, ...error.span}};
		}

		throw error;
	}
}

function readRule(source: string, options: RuleOptions): AlertRule {
	if (source.length > maxRuleLength) {
		throw new FilterSyntaxError(`a rule has at most ${maxRuleLength} characters`, {position: maxRuleLength, length: source.length - maxRuleLength});
	}

	const reader = new RuleReader(source);
	const named = readMetric(reader);
	const comparison = readComparison(reader);
	const value = readValue(reader, named);
	const clauses = readClauses(reader, {...value, comparison}, options);
	const text = source.trim().replaceAll(/\s+/g, ' ');
	return {
		name: text,
		metric: value.name,
		comparison,
		threshold: value.threshold,
		clearThreshold: clauses.clear ?? defaultClear(value.metric, comparison, value.threshold),
		forSeconds: clauses.for ?? 0,
		severity: clauses.severity ?? 'warning',
		filter: clauses.filter ?? '',
		onAlert: null,
		onAlertTimeoutSeconds: 10,
		text,
		origin: 'session',
	};
}

type Named = {readonly name: string; readonly metric: AlertMetric};

function readMetric(reader: RuleReader): Named & {readonly span: Span} {
	const words = reader.takeUntilOperator();
	const span = spanOf(words) ?? {position: reader.position, length: 0};
	if (words.length === 0) {
		throw new FilterSyntaxError('a metric goes first, as in connections > 1000', span);
	}

	const named = metricNamed(words.map(({text}) => text).join(' '));
	if (named.metric === null) {
		throw new FilterSyntaxError(named.problem, span);
	}

	return {...named, span};
}

function readComparison(reader: RuleReader): RuleComparison {
	const operator = reader.take();
	if (operator === null) {
		throw new FilterSyntaxError('what it is compared with is missing: write > >= < or <= and a value', {position: reader.position, length: 0});
	}

	const comparison = comparisons[operator.text];
	if (comparison === undefined) {
		throw new FilterSyntaxError(`a rule does not compare with ${quote(operator.text)}: write > >= < or <=`, operator);
	}

	return comparison;
}

type Value = Named & {readonly threshold: number};

function readValue(reader: RuleReader, {name, metric}: Named): Value {
	const {percentage} = metric;
	const isPercentage = percentage !== undefined && reader.isPercentage();
	const meant = isPercentage ? metricNamed(percentage) : {name, metric};
	const found = meant.metric === null ? {name, metric} : meant;
	return {...found, threshold: readQuantity(reader, found.metric.unit.measure, 'a value is missing')};
}

/** Returns a number with its unit, which may stand apart. */
function readQuantity(reader: RuleReader, measure: AlertMetric['unit']['measure'], missing: string): number {
	const value = reader.takeQuantity(unit => measure.unit(unit) !== undefined);
	if (value === null) {
		throw new FilterSyntaxError(`${missing}: ${measure.how}`, {position: reader.position, length: 0});
	}

	return parseMeasured(measure, value.text, value);
}

type Clauses = {
	readonly for?: number;
	readonly clear?: number;
	readonly severity?: AlertRule['severity'];
	readonly filter?: string;
};

type Compared = Value & {readonly comparison: RuleComparison};

function readClauses(reader: RuleReader, value: Compared, options: RuleOptions): Clauses {
	const clauses: Clauses = {};
	for (let word = reader.take(); word !== null; word = reader.take()) {
		const clause = readClause(reader, word, value, options);
		const [name = ''] = Object.keys(clause);
		if (Object.hasOwn(clauses, name)) {
			throw new FilterSyntaxError(name === 'severity' ? 'a rule has one severity' : `${quote(name)} is there twice`, word);
		}

		Object.assign(clauses, clause);
	}

	return clauses;
}

/** Returns the property that the word and its value set. */
function readClause(reader: RuleReader, word: RuleWord, value: Compared, options: RuleOptions): Clauses {
	const name = word.text.toLowerCase();
	switch (name) {
		case 'for': {
			return {for: readQuantity(reader, seconds.measure, 'a duration is missing')};
		}

		case 'clear': {
			return {clear: readClear(reader, value)};
		}

		case 'where': {
			return {filter: readFilter(reader, word, value.metric, options)};
		}

		case 'warning':
		case 'critical': {
			return {severity: name};
		}

		default: {
			throw new FilterSyntaxError(`${quote(word.text)} does not belong here: write for, clear, warning, critical or where`, word);
		}
	}
}

function readClear(reader: RuleReader, {metric, comparison, threshold}: Compared): number {
	const {unit} = metric;
	const start = reader.nextSpan();
	const clear = readQuantity(reader, unit.measure, 'the value at which it is over is missing');
	const isUp = comparison.startsWith('>');
	if (isUp ? clear > threshold : clear < threshold) {
		throw new FilterSyntaxError(`an alert that is over at ${unit.show(clear)} while it begins at ${unit.show(threshold)}: write a ${isUp ? 'smaller' : 'larger'} value`, start);
	}

	return clear;
}

/** Returns the rest of the rule. */
function readFilter(reader: RuleReader, where: RuleWord, metric: AlertMetric, options: RuleOptions): string {
	if (metric.state !== undefined || metric.counter !== undefined) {
		throw new FilterSyntaxError(`${metric.state === undefined ? 'counters' : 'states'} are of the whole machine and take no filter`, where);
	}

	const {text, position} = reader.takeRest();
	if (text === '') {
		throw new FilterSyntaxError('a filter is missing, as in where port:443', {position, length: 0});
	}

	const parsed = parseFilter(text, options);
	if (!parsed.ok) {
		const {error} = parsed;
		throw new FilterSyntaxError(error.message, {position: position + error.position, length: error.length});
	}

	// It would be looked for in names.
	const last = /(?:^|\s)(warning|critical)$/i.exec(text)?.[1];
	if (last !== undefined) {
		throw new FilterSyntaxError(`${quote(last)} goes before where (in quotes it is a part of the filter)`, {position: position + text.length - last.length, length: last.length});
	}

	return text;
}

/** Returns the default of `clear`, a tenth back from the threshold; counts stay whole, and percentages possible. */
function defaultClear({unit}: AlertMetric, comparison: RuleComparison, threshold: number): number {
	if (comparison.startsWith('>')) {
		return rounded(threshold * 0.9, unit.isCount);
	}

	const back = rounded(threshold * 1.1, unit.isCount);
	return back > unit.most ? (threshold + Math.max(threshold, unit.most)) / 2 : back;
}

function rounded(value: number, isCount: boolean): number {
	return isCount ? Math.round(value) : Number(value.toPrecision(15));
}

function spanOf(words: readonly RuleWord[]): Span | null {
	const [first] = words;
	const last = words.at(-1);
	return first === undefined || last === undefined ? null : {position: first.position, length: last.position + last.length - first.position};
}
