import {counterFields} from '../../fields/counter.ts';
import type {ErrorCounter} from '../../model/error-counter.ts';
import type {RowOf} from '../../protocol/protocol.ts';
import {isQuiet} from './error-rows.ts';
import {placeOrder, steadyOrder, type Comparator} from './order.ts';
import {chartsOf, historyOf} from './row-series.ts';
import {
	listedRows,
	wordTest,
	type View,
	type ViewQuestion,
	type ViewSource,
} from './view.ts';

/** Rows of the log below the Errors view. */
const maxLatest = 60;

/** Lists the kernel's error counters. Between equal rows the order of the catalogue decides. */
export const errorsView: View<'errors'> = {
	subjectKind: 'counter',
	ending: {refusal: 'K ends the process of a port or a connection: in the Ports and Connections views'},
	open(question) {
		const {sample: {errors}, filter, sort, showsZero} = question;
		const matches = wordTest(filter);
		const isListed = (counter: ErrorCounter) => showsZero || !isQuiet(counter);
		return {
			...listedRows(errors, ({name}) => name),
			matches(row) {
				const counter = errors[row]!;
				return isListed(counter) && matches(`${counter.name} ${counter.title} ${counter.meaning}`);
			},
			compare: sort.key === 'rate' ? byRate(question) : placeOrder<ErrorCounter>(errors, counterFields, sort),
			isThere: null,
			total: errors.filter(counter => isListed(counter)).length,
		};
	},
	content(source, rows) {
		const {errors, alerts} = source.sample;
		return {view: 'errors', rows: Array.from(rows, row => withHistory(source, errors[row]!)), latest: alerts.rows.slice(0, maxLatest)};
	},
	detail(question, identity) {
		const row = question.sample.errors.find(({name}) => name === identity);
		return row === undefined ? 'gone' : {view: 'errors', row: withHistory(question, row), charts: chartsOf(question, 'counter', identity, ['rate'])};
	},
};

function byRate(question: ViewQuestion): Comparator<number> {
	const {errors} = question.sample;
	const order = steadyOrder<ErrorCounter>({
		rows: errors, identity: ({name}) => name, table: counterFields, tieBreakers: [],
	}, 'errors', question);
	return (a, b) => {
		const byAverage = order(a, b);
		return byAverage === 0 ? a - b : byAverage;
	};
}

function withHistory(source: ViewSource, counter: ErrorCounter): RowOf<'errors'> {
	return {...counter, history: historyOf(source, 'counter', counter.name, ['rate'])};
}
