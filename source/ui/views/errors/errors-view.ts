import {keyOf, withKey} from '../../keys/keymap.ts';
import {fill} from '../../text/lines.ts';
import type {View} from '../shared/view.ts';
import {errorColumns, errorColumnsFor} from './columns.ts';
import {errorBlocks} from './detail.ts';
import {latestLines} from './latest-lines.ts';

/** Events that are listed above a preview. */
const eventsBefore = 6;

/** The kernel's error counters, and below them what happened last. */
export const errorsView: View<'errors'> = {
	name: 'errors',
	title: 'Errors',
	shortTitle: 'Errs',
	command: 'show-errors',
	// Counters that have counted nothing are no news.
	count: ({query: {showsZero}, matching, total}) => showsZero ? total : matching,
	table: {
		kind: 'live',
		columns: errorColumns,
		columnsNow: ({wasReset, chosen}) => errorColumnsFor(wasReset, chosen),
		around: {
			tableSize: ({width, height}) => ({width, height: height >= 12 ? Math.ceil(height * 0.6) : height}),
			// A blank line and a heading; where no event is, a line says so.
			linesBelow: message => 2 + (message?.content.view === 'errors' ? Math.max(1, Math.min(message.content.latest.length, eventsBefore)) : eventsBefore),
			// The events follow the rows, after a blank line.
			arrange({lines, used}, {message, room, now, ui}, theme) {
				const table = lines.slice(0, used + 1);
				const latest = message?.content.view === 'errors' ? message.content.latest : [];
				return fill([
					...table,
					...table.length < room.height
						? latestLines(latest, {
							width: room.width, now, utc: ui.utc, key: keyOf(ui, 'show-alerts'), startedAtMilliseconds: message?.summary.startedAtMilliseconds ?? now.timeMilliseconds,
						}, theme)
						: [],
				], room.height);
			},
		},
	},
	usualSort: {key: 'rate', descending: true},
	filter: 'log',
	source: 'counters',
	empty: 'No errors since portop started',
	remedy: ui => withKey(ui, 'every-counter', key => `. ${key} shows every counter`),
	detail: errorBlocks,
	copyText: row => row.name,
	withoutProcess: 'A counter has no process',
	suggestRule: row => ({metric: row?.name ?? 'TcpExtListenDrops', instead: '', scope: null}),
	isMachineWide: true,
};
