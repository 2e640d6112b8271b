import type {RowOf} from '../../../protocol/protocol.ts';
import {
	alertWords,
	changeText,
	durationText,
	weightWords,
} from '../../text/alert-text.ts';
import {formatMoment} from '../../../text/format-duration.ts';
import {
	numberColumn,
	textColumn,
	wordColumn,
	type Cell,
	type Column,
} from '../../tables/column.ts';
import {fit, truncate} from '../../text/text-width.ts';
import {conditionText, originWords} from './conditions.ts';

type Row = RowOf<'alerts'>;

/** The Alerts table: what fires, what is watched, then the log. It has one order, so that no column sorts. */
export const alertColumns: ReadonlyArray<Column<Row>> = [
	{
		...wordColumn(11, {
			id: 'time', title: 'Time', priority: 0,
			meaning: 'Since when it fires, or when it happened; with the date where that is another day\'s. The heading names the zone. Of a rule: default, config, --alert, session, where it is from',
			cell: (row: Row, {now, utc}) => row.type === 'condition'
				? {text: originWords[row.condition.origin].short, style: 'muted'}
				: {text: formatMoment(alertWords(row).at.timeMilliseconds, now.timeMilliseconds, utc)},
		}),
		heading: ({zone}) => `Time ${zone}`,
	},
	wordColumn(8, {
		id: 'weight', title: 'Level', priority: 0,
		meaning: 'critical, warning or info; in capitals while an alert is active and not acknowledged. A rule or a fixed check is one',
		cell(row) {
			if (row.type === 'condition') {
				return {text: row.condition.kind, style: 'accent'};
			}

			const {text, style} = weightWords[alertWords(row).weight];
			return {text: row.type === 'alert' && !row.alert.acknowledged ? text.toUpperCase() : text, style};
		},
	}),
	textColumn({widths: [14, 20, 44]}, {
		id: 'subject', title: 'About', priority: 0,
		meaning: 'The port, peer, target, state, counter or source of data; the name of a rule or check',
		cell: row => row.type === 'condition' ? {text: row.condition.name} : {text: alertWords(row).subject, style: 'accent'},
	}),
	{
		...textColumn({widths: [20, 28, 300]}, {
			id: 'message', title: 'What', priority: 0,
			meaning: 'What fires, or what happened; of a rule whether it has fired, and when it does',
			cell: (row: Row) => row.type === 'condition' ? conditionCell(row) : {text: alertWords(row).message},
		}),
		takesRest: true,
	},
	textColumn({widths: [12, 18, 30]}, {
		id: 'change', title: 'Before → after', priority: 2,
		meaning: 'The value before and the new one; of an alert that fires, when it began and now',
		cell: row => row.type === 'condition' ? {text: ''} : {text: changeText(row), style: 'muted'},
	}),
	numberColumn(5, {
		id: 'duration', title: 'For', priority: 1,
		meaning: 'For how long the alert has fired; of an event, for how long the value before had lasted (>5m: at least)',
		cell: (row, {now}) => ({text: row.type === 'condition' ? '' : durationText(row, now)}),
	}),
];

/** The sentence about a rule is longer than most lines: it does not take the room of what an alert is about. */
const wantedSentence = 60;

function conditionCell({condition}: Extract<Row, {readonly type: 'condition'}>): Cell {
	const text = conditionText(condition);
	const style = condition.isOn ? (condition.active > 0 ? {style: 'warning'} as const : {}) : {style: 'vanished'} as const;
	return {text: truncate(text, wantedSentence), pieces: width => [{text: fit(text, width), ...style}]};
}
