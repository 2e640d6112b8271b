import {Box} from 'ink';
import type {JSX} from 'react';
import type {ViewRows} from '../protocol/protocol.ts';
import type {ViewName} from '../model/snapshot.ts';
import {formatZone} from '../text/format-duration.ts';
import {Lines} from './components/lines.tsx';
import {keyOf} from './keys/keymap.ts';
import {boxOver, emptyText, scrolled} from './lines/body.ts';
import {centered, fill} from './text/lines.ts';
import {overlay} from './text/box.ts';
import {alertMark} from './views/alerts/alert-mark.ts';
import {alertColumns} from './views/alerts/columns.ts';
import {connectionColumns} from './views/connections/columns.ts';
import {outgoingColumns} from './views/outgoing/columns.ts';
import {portColumnsFor} from './views/ports/columns.ts';
import {probeColumnsFor} from './views/probes/columns.ts';
import {detailLines} from './views/detail.ts';
import {headerLines} from './lines/header.ts';
import {helpLines} from './overlays/help.ts';
import {interfaceLines} from './overlays/interfaces.ts';
import type {KeyHelp} from './keys/key-help-type.ts';
import {statusLines} from './lines/status-line.ts';
import {portMark} from './views/ports/port-mark.ts';
import {probeMark} from './views/probes/probe-mark.ts';
import type {Theme} from './text/theme.ts';
import {isTooSmall, tooSmallLines} from './lines/too-small.ts';
import {bodyHeight, statusHeight, tableHeight} from './state/visible-rows.ts';
import type {DataState, UiState} from './state/state.ts';
import {ErrorsView} from './views/errors/errors-view.tsx';
import {StatesView} from './views/states/states-view.tsx';
import {TableView} from './components/table-view.tsx';

export type ScreenProps = {
	readonly ui: UiState;
	readonly data: DataState;
	readonly theme: Theme;
	readonly nowMilliseconds: number;
	readonly keyHelp: KeyHelp;
};

const headerHeight = 3;

const noRows: Readonly<Record<ViewName, ViewRows>> = {
	ports: {view: 'ports', rows: []},
	connections: {view: 'connections', rows: []},
	states: {view: 'states', rows: []},
	probes: {view: 'probes', rows: []},
	errors: {view: 'errors', rows: [], latest: []},
	alerts: {view: 'alerts', rows: []},
	outgoing: {view: 'outgoing', rows: []},
};

/**
The whole screen: exactly as many lines as the terminal has, none wider than it. Every string is cut here, because one
line too many would make Ink repaint everything.
*/
export function Screen(props: ScreenProps): JSX.Element {
	const {ui, data, theme, nowMilliseconds, keyHelp} = props;
	if (isTooSmall(ui)) {
		return <Box flexDirection='column' width={ui.columns} height={ui.rows}><Lines lines={tooSmallLines(ui)}/></Box>;
	}

	const openText = openLines(props);
	const status = statusLines({
		ui, data, theme, keyHelp, openText,
	});
	return (
		<Box flexDirection='column' width={ui.columns} height={ui.rows}>
			<Box flexDirection='column' height={headerHeight}><Lines lines={headerLines(ui, data, theme, nowMilliseconds)}/></Box>
			<Box flexDirection='column' height={bodyHeight(ui)}><Body {...props} openText={openText}/></Box>
			<Box flexDirection='column' height={statusHeight(ui)}><Lines lines={status}/></Box>
		</Box>
	);
}

/** The help, the interfaces or a detail, whichever is open. */
function openLines({ui, data, theme, keyHelp}: ScreenProps): readonly string[] | null {
	if (ui.helpOpen) {
		return helpLines(ui, data, keyHelp, theme);
	}

	if (ui.interfacesOpen) {
		return interfaceLines(ui, data, theme);
	}

	return ui.detail === null ? null : detailLines(ui, data, theme);
}

/** Between the header and the status line: the help, a detail or the view, whichever is open. */
function Body({ui, data, theme, keyHelp, nowMilliseconds, openText}: ScreenProps & {readonly openText: readonly string[] | null}): JSX.Element {
	const box = boxOver(ui, data, theme, keyHelp);
	const height = bodyHeight(ui);
	if (openText !== null) {
		const lines = fill(scrolled(ui, openText), height);
		return <Lines lines={box === null ? lines : overlay(lines, box, ui.columns)}/>;
	}

	const {message} = data;
	if (message === null) {
		return <Lines lines={fill(['', centered(emptyText(ui, null), ui.columns)], height)}/>;
	}

	// Between the key that chooses a view and its first rows there is a moment without any.
	const isAnswered = message.content.view === ui.view;
	const content = isAnswered ? message.content : noRows[ui.view];
	const chosen = ui.chosenColumns[ui.view];
	const common = {
		width: ui.columns, chosen, sort: ui.sorts[ui.view], isStale: ui.failure !== null, selected: isAnswered ? message.selected : null, firing: message.firing,
	};
	const table = {
		height,
		box,
		theme,
		empty: isAnswered ? emptyText(ui, message) : '',
		widthsFor: `${ui.columns} ${message.query.filter}`,
	};
	const now = message.summary.timeMilliseconds;
	const context = {
		naming: ui.naming, figures: ui.figures, nowMilliseconds, utc: ui.utc, zone: formatZone(now, ui.utc),
	};
	switch (content.view) {
		case 'ports': {
			return <TableView key='ports' {...table} input={{
				...common, context, columns: portColumnsFor(ui.measuresPorts, chosen), rows: content.rows, mark: portMark,
			}}/>;
		}

		case 'connections': {
			return <TableView key='connections' {...table} input={{
				...common, context, columns: connectionColumns, rows: content.rows,
			}}/>;
		}

		case 'probes': {
			return <TableView key='probes' {...table} input={{
				...common, context, columns: probeColumnsFor(ui.columns, chosen), rows: content.rows, mark: probeMark, isIdle: ({problem}) => problem !== null,
			}}/>;
		}

		case 'outgoing': {
			return <TableView key='outgoing' {...table} input={{
				...common, context, columns: outgoingColumns, rows: content.rows,
			}}/>;
		}

		case 'alerts': {
			return <TableView key='alerts' {...table} input={{
				...common, context, columns: alertColumns, rows: content.rows, mark: alertMark, isIdle: row => row.type === 'alert' && row.alert.acknowledged,
			}}/>;
		}

		case 'errors': {
			return <ErrorsView key='errors' {...table} tableHeight={tableHeight(ui)} rows={content.rows} latest={content.latest} latestKey={keyOf(ui, 'show-alerts')} wasReset={message.summary.resetAtMilliseconds !== null} input={{...common, context}}/>;
		}

		case 'states': {
			// ink-table draws components: no dialog can lie over its lines, so that it stands alone.
			return box === null ? <StatesView {...common} height={height} theme={theme} rows={content.rows}/> : <Lines lines={overlay(fill([], height), box, ui.columns)}/>;
		}
	}
}
