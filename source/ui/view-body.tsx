import type {JSX} from 'react';
import type {RowOf, ViewMessage} from '../protocol/protocol.ts';
import type {ViewName} from '../model/snapshot.ts';
import {formatZone} from '../text/format-duration.ts';
import {Lines} from './components/lines.tsx';
import {PlainTable} from './components/plain-table.tsx';
import {TableView} from './components/table-view.tsx';
import {boxPlace, emptyText} from './lines/body.ts';
import type {UiState} from './state/state.ts';
import type {CellContext} from './tables/column.ts';
import {overlay} from './text/box.ts';
import {fill} from './text/lines.ts';
import type {Theme} from './text/theme.ts';
import {viewRegistry} from './views/registry.ts';
import type {LiveTable, WholeTable} from './views/shared/view.ts';
import {previewHeight, previewLines} from './views/preview.ts';
import {possibleColumns, situationOf} from './views/shown-columns.ts';
import {tableSize} from './views/shown-view.ts';

type ViewBodyProps = {
	readonly ui: UiState;
	/** The last message; of another view for a moment after the key that chooses a view. */
	readonly message: ViewMessage;
	/** A dialog that lies over the view. */
	readonly box: readonly string[] | null;
	readonly height: number;
	readonly theme: Theme;
};

type TableProps<Row> = ViewBodyProps & {
	readonly rows: readonly Row[];
	/** The message, once it is of the view that is shown. */
	readonly answer: ViewMessage | null;
};

/** The view that is shown, between the header and the status line. */
export function ViewBody(props: ViewBodyProps): JSX.Element {
	const {ui, message} = props;
	const answer = message.content.view === ui.view ? message : null;
	return bodyOf(ui.view, {...props, answer, rows: answer?.content.rows ?? []});
}

function bodyOf<Name extends ViewName>(view: Name, props: TableProps<RowOf<Name>>): JSX.Element {
	const {table} = viewRegistry[view];
	// Each view has widths of its own.
	return table.kind === 'live' ? <LiveBody key={view} {...props} table={table}/> : <WholeBody key={view} {...props} table={table}/>;
}

/** A table, and what stands around it. */
function LiveBody<Row extends RowOf<ViewName>>({ui, message, answer, rows, table, box, height, theme}: TableProps<Row> & {readonly table: LiveTable<Row>}): JSX.Element {
	const {mark, isIdle, around} = table;
	const {summary: now} = message;
	const context: CellContext = {
		naming: ui.naming, figures: ui.figures, commonScale: ui.commonScale, grouping: ui.grouping, now, utc: ui.utc, zone: formatZone(now.timeMilliseconds, ui.utc),
	};
	const size = tableSize(ui);
	const below = previewHeight(ui, answer);
	const situation = situationOf({...ui, wasReset: now.resetAtMilliseconds !== null});
	return (
		<TableView
			arrange={drawn => {
				const upper = around === undefined
					? fill(drawn.lines, height - below)
					: around.arrange(drawn, {
						message: answer, room: {width: ui.columns, height: height - below}, now, ui,
					}, theme);
				const lines = below === 0 ? upper : [...upper, ...previewLines(ui, message, below, theme)];
				return box === null ? lines : overlay(lines, box, ui.columns, boxPlace(ui));
			}}
			empty={answer === null ? '' : emptyText(ui, answer)}
			height={size.height}
			input={{
				columns: possibleColumns(table, situation),
				chosen: situation.chosen,
				rows,
				selected: answer?.selected ?? null,
				sort: ui.sorts[ui.view],
				width: size.width,
				context,
				isStale: ui.failure !== null,
				firing: message.firing,
				...(mark !== undefined && {mark}),
				...(isIdle !== undefined && {isIdle}),
			}}
			theme={theme}
			widthsFor={`${ui.columns} ${message.query.filter}`}
		/>
	);
}

function WholeBody<Row>({ui, message, answer, rows, table, box, height, theme}: TableProps<Row> & {readonly table: WholeTable<Row>}): JSX.Element {
	// ink-table draws components: no dialog can lie over its lines, so that it stands alone.
	if (box !== null) {
		return <Lines lines={overlay(fill([], height), box, ui.columns)}/>;
	}

	const below = previewHeight(ui, answer);
	const room = height - below;
	const shown = rows.slice(0, room - 1);
	const texts = table.draw({
		rows: shown,
		selected: answer?.selected ?? null,
		sort: ui.sorts[ui.view],
		width: ui.columns,
		commonScale: ui.commonScale,
		isStale: ui.failure !== null,
		firing: message.firing,
	});
	const plainTable = <PlainTable {...texts} theme={theme}/>;
	return below === 0
		? plainTable
		: <>{plainTable}<Lines lines={[...fill([], room - 1 - shown.length), ...previewLines(ui, message, below, theme)]}/></>;
}
