import {Box} from 'ink';
import type {JSX} from 'react';
import {Lines} from './components/lines.tsx';
import {boxOver, emptyText, scrolled} from './lines/body.ts';
import {centered, fill} from './text/lines.ts';
import {overlay} from './text/box.ts';
import {detailLines} from './views/detail.ts';
import {headerLines} from './lines/header.ts';
import {helpLines} from './overlays/help.ts';
import {interfaceLines} from './overlays/interfaces.ts';
import type {KeyHelp} from './keys/key-help.ts';
import {statusLines} from './lines/status-line.ts';
import type {Theme} from './text/theme.ts';
import {tooSmallLines} from './lines/too-small.ts';
import {bodyHeight, statusHeight} from './state/visible-rows.ts';
import {isTooSmall, type DataState, type UiState} from './state/state.ts';
import {ViewBody} from './view-body.tsx';

export type ScreenProps = {
	readonly ui: UiState;
	readonly data: DataState;
	readonly theme: Theme;
	readonly nowMilliseconds: number;
	readonly keyHelp: KeyHelp;
};

const headerHeight = 3;

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

/** Returns the help, the interfaces or a detail, whichever is open. */
function openLines({ui, data, theme, keyHelp}: ScreenProps): readonly string[] | null {
	if (ui.overlay?.kind === 'help') {
		return helpLines(ui, data, keyHelp, theme);
	}

	if (ui.overlay?.kind === 'interfaces') {
		return interfaceLines(ui, data, theme);
	}

	return ui.detail === null ? null : detailLines(ui, data, theme);
}

/** Between the header and the status line: the help, a detail or the view, whichever is open. */
function Body({ui, data, theme, keyHelp, openText}: ScreenProps & {readonly openText: readonly string[] | null}): JSX.Element {
	const box = boxOver(ui, data, theme, keyHelp);
	const height = bodyHeight(ui);
	if (openText !== null) {
		const lines = fill(scrolled(ui, openText), height);
		return <Lines lines={box === null ? lines : overlay(lines, box, ui.columns)}/>;
	}

	const {message} = data;
	return message === null
		? <Lines lines={fill(['', centered(emptyText(ui, null), ui.columns)], height)}/>
		: <ViewBody box={box} height={height} message={message} theme={theme} ui={ui}/>;
}
