import type {RowOf} from '../../protocol/protocol.ts';
import type {AlertRows} from './alert-rows.ts';
import type {Sample} from './sample.ts';
import {listedRows, wordTest, type View} from './view.ts';

/** Lists what fires, what is watched, then the log, in its one order. */
export const alertsView: View<'alerts'> = {
	// The rows of the log say themselves what they are.
	subjectKind: null,
	ending: {refusal: 'K ends the process of a port or a connection: in the Ports and Connections views'},
	open({sample, filter}) {
		const rows = rowsOf(sample);
		const matches = wordTest(filter);
		return {
			...listedRows(rows, ({identity}) => identity),
			matches: row => matches(filteredText(rows[row]!)),
			compare: (a, b) => a - b,
			isThere: null,
			total: rows.length,
		};
	},
	content({sample}, rows) {
		const all = rowsOf(sample);
		return {view: 'alerts', rows: Array.from(rows, row => all[row]!)};
	},
	detail({sample: {alerts}}, identity) {
		const details = alerts.details(identity);
		return details === undefined ? 'gone' : {view: 'alerts', ...details};
	},
};

/** The rows of a sample's alerts, which are made once. */
const known = new WeakMap<AlertRows, ReadonlyArray<RowOf<'alerts'>>>();

function rowsOf({alerts}: Sample): ReadonlyArray<RowOf<'alerts'>> {
	const made = known.get(alerts);
	if (made !== undefined) {
		return made;
	}

	const {rows, conditions} = alerts;
	const active = rows.filter(({type}) => type === 'alert');
	const all = [...active, ...conditions, ...rows.slice(active.length)];
	known.set(alerts, all);
	return all;
}

/** Returns the text in which a filter's words are looked for. */
function filteredText(row: RowOf<'alerts'>): string {
	if (row.type === 'condition') {
		const {kind, name, text, meaning, origin} = row.condition;
		return `${kind} ${name} ${text} ${meaning} ${origin}`;
	}

	const {subject, message} = row.type === 'alert' ? row.alert : row.event;
	return `${subject.text} ${message} ${row.type === 'alert' ? `${row.alert.severity} ${row.alert.source}` : `${row.event.weight} ${row.event.kind}`}`;
}
