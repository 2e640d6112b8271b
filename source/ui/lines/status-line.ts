import {
	modeOf,
	typedLine,
	type DataState,
	type Notice,
	type UiState,
} from '../state/state.ts';
import {typedLines} from '../overlays/typed-line.ts';
import {keyOf} from '../keys/keymap.ts';
import type {KeyHelp} from '../keys/key-help.ts';
import {withReset} from '../views/shown-columns.ts';
import {filterOf} from '../views/shown-view.ts';
import {hiddenSort} from '../views/sorting.ts';
import {composeSegments, shorter, type Segment} from '../text/segments.ts';
import {oneLine, printable} from '../text/text-width.ts';
import {bodyHeight} from '../state/visible-rows.ts';
import type {StyleName, Theme} from '../text/theme.ts';
import {firstShown} from './body.ts';

const noticeStyles: Readonly<Record<Notice['kind'], {readonly symbol: string; readonly style: StyleName}>> = {
	information: {symbol: '', style: 'accent'},
	warning: {symbol: '! ', style: 'warning'},
	error: {symbol: '✗ ', style: 'bad'},
};

export type StatusInput = {
	readonly ui: UiState;
	readonly data: DataState;
	readonly theme: Theme;
	readonly keyHelp: KeyHelp;
	/** The lines of the help or detail that is open. */
	readonly openText: readonly string[] | null;
};

/** Returns the last line, or the last two while a line is typed; as many as `statusHeight` says. */
export function statusLines({ui, data, theme, keyHelp, openText}: StatusInput): readonly string[] {
	const keys = [...backSegment(ui, theme), ...keySegments(ui, theme, keyHelp)];
	const line = typedLine(ui);
	if (line !== null) {
		return typedLines(line, ui, keys, theme);
	}

	if (ui.overlay?.kind === 'help' && ui.overlay.isTyping) {
		const {text, cursor} = ui.overlay.search ?? {text: '', cursor: 0};
		const shown = printable(text);
		return [composeSegments([{
			variants: [`Search the help: ${shown} `], priority: 0, draw: drawn => drawCursor(drawn, 'Search the help: '.length + cursor, theme),
		}, ...keys], positionSegment(ui, data, openText), ui.columns, theme)];
	}

	const position = positionSegment(ui, data, openText);
	const shown = [...filterSegment(ui), ...sortSegment(ui, data)];
	if (ui.notice !== null) {
		return [composeSegments([...shown, noticeSegment(ui.notice)], position, ui.columns, theme)];
	}

	// The way out stays in sight next to the reason.
	return [ui.failure === null
		? composeSegments([...shown, ...keys], position, ui.columns, theme)
		: composeSegments([failureSegment(ui.failure), ...shown], [...keys.slice(0, 1).map(key => ({...key, priority: 0})), ...position], ui.columns, theme)];
}

function noticeSegment({kind, text}: Notice): Segment {
	const {symbol, style} = noticeStyles[kind];
	return {variants: [symbol + oneLine(text)], priority: 0, style};
}

/** Instead of the keys, as most of them can do nothing any more; the rows above are the last ones. */
function failureSegment(reason: string): Segment {
	return {variants: shorter(`✗ The sampler has stopped: ${oneLine(reason)}`), priority: 0, style: 'bad'};
}

function filterSegment(ui: UiState): readonly Segment[] {
	const applied = filterOf(ui);
	return applied === '' ? [] : [{variants: [`filter: ${oneLine(applied)}`], priority: 1, style: 'accent'}];
}

/** Returns the facts that no mark in the heading shows. */
function sortSegment(ui: UiState, data: DataState): readonly Segment[] {
	const {key, descending} = ui.sorts[ui.view];
	const title = modeOf(ui) === 'view' ? hiddenSort(withReset({ui, data}), {key, descending}) : null;
	const order = `${title} ${descending ? '▼' : '▲'}`;
	return title === null ? [] : [{variants: [`sorted by ${order}`, order], priority: 2, style: 'accent'}];
}

/** Draws the cursor at a UTF-16 index of a text. */
function drawCursor(text: string, cursor: number, theme: Theme): string {
	return text.slice(0, cursor) + theme.cursor(text.slice(cursor, cursor + 1)) + text.slice(cursor + 1);
}

/** The way back to what led here. */
function backSegment(ui: UiState, theme: Theme): readonly Segment[] {
	const key = modeOf(ui) === 'view' && ui.trail.length > 0 ? keyOf(ui, 'clear-filter') : null;
	return key === null ? [] : [{variants: [`${key} back`], priority: 9, draw: text => theme.accent(text.slice(0, key.length)) + text.slice(key.length)}];
}

/** Returns the keys that matter in this mode; the first ones of the table stay longest. */
function keySegments(ui: UiState, theme: Theme, keyHelp: KeyHelp): readonly Segment[] {
	const mode = modeOf(ui);
	return keyHelp.flatMap(({keys, label, modes, views}, index): readonly Segment[] => {
		if (label === undefined || !modes.includes(mode) || views?.includes(ui.view) === false) {
			return [];
		}

		// The first of its keys will do; the help names them all.
		const [key = keys] = keys.split(' ', 1);
		return [{
			variants: [`${key} ${label}`],
			priority: 10 + index,
			draw: text => theme.accent(text.slice(0, key.length)) + text.slice(key.length),
		}];
	});
}

/** Returns the range of rows or lines on the screen, where they are not all. */
function positionSegment(ui: UiState, {message}: DataState, openText: readonly string[] | null): readonly Segment[] {
	const position = (first: number, shown: number, all: number): readonly Segment[] => shown === 0 || shown >= all
		? []
		: [{variants: [`${first + 1}-${first + shown} of ${all}`], priority: 5, style: 'muted'}];
	if (openText !== null) {
		return position(firstShown(ui, openText.length), Math.min(bodyHeight(ui), openText.length), openText.length);
	}

	return message?.content.view === ui.view ? position(message.first, message.content.rows.length, message.listed) : [];
}
