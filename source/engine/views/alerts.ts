import type {AlertRow} from '../../model/alert.ts';
import {listedRows, wordTest, type View} from './view.ts';

/** Lists what fires, then the log, in its one order. */
export const alertsView: View<'alerts'> = {
	// The rows of the log say themselves what they are.
	subjectKind: null,
	ending: {refusal: 'K ends the process of a port or a connection: in the Ports and Connections views'},
	open({sample, filter}) {
		const {rows} = sample.alerts;
		const matches = wordTest(filter);
		return {
			...listedRows(rows, ({identity}) => identity),
			matches: row => matches(filteredText(rows[row]!)),
			compare: (a, b) => a - b,
			isThere: null,
			total: rows.length,
		};
	},
	content: ({sample: {alerts}}, rows) => ({view: 'alerts', rows: Array.from(rows, row => alerts.rows[row]!)}),
	detail({sample: {alerts}}, identity) {
		const details = alerts.details(identity);
		return details === undefined ? 'gone' : {view: 'alerts', ...details};
	},
};

/** Returns the text in which a filter's words are looked for. */
function filteredText(row: AlertRow): string {
	const {subject, message} = row.type === 'alert' ? row.alert : row.event;
	return `${subject.text} ${message} ${row.type === 'alert' ? `${row.alert.severity} ${row.alert.source}` : `${row.event.weight} ${row.event.kind}`}`;
}
