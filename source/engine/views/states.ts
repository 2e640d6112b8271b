import {stateFields} from '../../fields/state.ts';
import {protocols, stateIndices} from '../../model/socket.ts';
import type {StateCount} from '../../model/state-count.ts';
import type {DetailOf, RowOf} from '../../protocol/protocol.ts';
import {connectionFilterFields} from './connections.ts';
import {rowOrder} from './order.ts';
import {countKey, mostFrequent, type Frequencies} from './row-details.ts';
import {chartsOf, historyOf} from './row-series.ts';
import type {Sample} from './sample.ts';
import {
	listedRows,
	rowTest,
	type PrintedView,
	type ViewSource,
} from './view.ts';

/** Counts the sockets in each state: all, or those under the filter. */
export const statesView: PrintedView<'states'> = {
	subjectKind: 'state',
	ending: {sockets: () => []},
	open(question) {
		const states = statesOf(question);
		const order = rowOrder<StateCount>(stateFields, question.sort, [stateFields.state]);
		return {
			...listedRows(states, ({state}) => state),
			matches: () => true,
			compare: (a, b) => order(states[a]!, states[b]!),
			isThere: null,
			total: states.length,
		};
	},
	content(source, rows) {
		const states = statesOf(source);
		return {view: 'states', rows: Array.from(rows, row => withHistory(source, states[row]!))};
	},
	detail(question, identity) {
		const row = statesOf(question).find(({state}) => state === identity);
		return row === undefined
			? 'gone'
			: {
				view: 'states', row: withHistory(question, row), charts: chartsOf(question, kindOf(question), identity, ['total']), ports: portsInState(question.sample, row),
			};
	},
	snapshot: source => ({summary: source.sample.summary, view: 'states', rows: statesOf(source)}),
};

function withHistory(source: ViewSource, row: StateCount): RowOf<'states'> {
	return {...row, history: historyOf(source, kindOf(source), row.state, ['total'])};
}

function kindOf({filter}: ViewSource): 'state' | 'filteredState' {
	return filter === '' ? 'state' : 'filteredState';
}

/** Under a filter the matching sockets are counted, with a history that begins when the filter is set. */
function statesOf(source: ViewSource): readonly StateCount[] {
	const {sample, filter, filteredStates} = source;
	return filteredStates.rows(sample, filter, () => rowTest(source, connectionFilterFields(sample.rowContext)));
}

function portsInState({table, rowContext}: Sample, {state}: StateCount): DetailOf<'states'>['ports'] {
	const {columns, liveCount} = table;
	const wanted = stateIndices[state];
	const ports: Frequencies<number> = new Map();
	for (let row = 0; row < liveCount; row++) {
		if (columns.state[row] === wanted) {
			countKey(ports, columns.localPort[row]!, row);
		}
	}

	return mostFrequent(ports).map(([port, {row, count: sockets}]) => ({
		port,
		service: rowContext.names.service(protocols[columns.protocol[row]!]!, port),
		sockets,
	}));
}
