import type {ViewMessage} from '../../protocol/protocol.ts';
import type {Summary, ViewName} from '../../model/snapshot.ts';
import {formatCount} from '../../text/format-number.ts';
import {withKey} from '../keys/keymap.ts';
import type {UiState} from '../state/state.ts';
import {
	composeSegments,
	placeSegments,
	shorter,
	type Segment,
} from '../text/segments.ts';
import {oneLine, textWidth} from '../text/text-width.ts';
import type {Theme} from '../text/theme.ts';
import {viewRegistry} from '../views/registry.ts';
import {tabs, tabOf} from '../views/shown-view.ts';
import {unreadText} from './unread.ts';

/** A longer name gives way to its short form as soon as room is wanted. */
const maxName = 8;

/** The room of the blanks around the open tab and of its count, ` 1234/5678`. */
const openRoom = 12;
/** A longer hint gives way to the counts of the tabs. */
const maxHint = 40;

/** Returns the views with the open one inverse and counted; at the right what is missing, and why. */
export function tabsLine(ui: UiState, message: ViewMessage | null, theme: Theme): string {
	return composeSegments(tabSegments(ui, message), message === null ? [] : hints(message), ui.columns, theme);
}

/** Returns the view whose tab is at a column; null where there is none. */
export function tabAt(ui: UiState, message: ViewMessage | null, column: number): ViewName | null {
	const segments = tabSegments(ui, message);
	const found = placeSegments(segments, message === null ? [] : hints(message), ui.columns)
		.find(({text, column: first}) => column >= first && column < first + textWidth(text));
	return found === undefined ? null : tabs[segments.indexOf(found.segment)] ?? null;
}

/** Returns how to see the owners that rows on the screen lack, where the line of the tabs has no room to say so; else null. */
export function remedyLeftOut(ui: UiState, message: ViewMessage): string | null {
	const {problem = null} = message.summary.sources.find(({name}) => name === 'processes') ?? {};
	if (problem === null || !problem.startsWith('run ') || !hidesOwner(message)) {
		return null;
	}

	const [hint] = hints(message);
	const isSaid = placeSegments(tabSegments(ui, message), hints(message), ui.columns).some(({segment: {style}}) => style !== undefined && style === hint?.style);
	return isSaid ? null : problem.split(' (', 1)[0] ?? null;
}

function tabSegments(ui: UiState, message: ViewMessage | null): readonly Segment[] {
	const hasFailed = message?.summary.sources.some(({state}) => state === 'failed') === true;
	const shortened = shortenedTabs(ui);
	return tabs.map((tab, place): Segment => {
		const {title, shortTitle, command} = viewRegistry[tab];
		const key = withKey(ui, command, name => `${name} `);
		if (tab === tabOf(ui.view)) {
			const {title: shown, shortTitle: shortShown = shown} = viewRegistry[ui.view];
			const [name, shortName] = [shortened.has(tab) ? shortShown : shown, shortShown].map(each => ` ${key}${each}${countText(ui, message)}`);
			const closed = closedTexts(ui, message).map(text => `${name}${text} `);
			return {variants: [...closed, `${name} `, `${shortName} `], priority: [...closed.map(() => 1.55), 1.2, 0], style: 'selected'};
		}

		const titles = [...shortened.has(tab) ? [] : [title], ...shortTitle === undefined ? [] : [shortTitle]].map(each => `${key}${each}`);
		// Where names are short, counts that come and go would move the tabs behind them: there are none behind the last one.
		const hasCount = shortened.size === 0 || place === tabs.length - 1;
		const counted = hasCount ? countOf(tab, message).map(count => `${titles[0]} ${count}`) : [];
		// A hint matters more than the counts and the longest name, and less than names in full; why there is nothing to see matters more than names at all.
		// Of the last tabs the key alone is left first.
		const fullName = title.length > maxName ? 3 : (hasFailed ? 3.2 : 1.4 + (place / tabs.length / 10));
		const lastName = hasFailed ? 3 : 1 + (place / tabs.length / 10);
		return {variants: [...counted, ...titles, key.trimEnd()], priority: [...counted.map(() => tab === 'alerts' ? 2.5 : 4), ...titles.slice(1).map(() => fullName), lastName, 0.9]};
	});
}

/** Returns the tabs that have their short names at a width: the same whichever is open, so that tabs do not move from view to view. */
function shortenedTabs(ui: UiState): ReadonlySet<ViewName> {
	const withShort = tabs.filter(tab => viewRegistry[tab].shortTitle !== undefined);
	const isLong = (tab: ViewName) => viewRegistry[tab].title.length > maxName;
	const labels = tabs.map(tab => withKey(ui, viewRegistry[tab].command, name => `${name} `) + viewRegistry[tab].title);
	let used = textWidth(labels.join('  ')) + openRoom;
	const shortened = new Set<ViewName>();
	for (const tab of [...withShort.filter(each => isLong(each)), ...withShort.filter(each => !isLong(each)).toReversed()]) {
		if (used <= ui.columns) {
			break;
		}

		const {title, shortTitle = title} = viewRegistry[tab];
		used -= textWidth(title) - textWidth(shortTitle);
		shortened.add(tab);
	}

	return shortened;
}

/** The number of things in a view that is not open, as a list: empty where it is not known, or nothing. */
function countOf(tab: ViewName, message: ViewMessage | null): readonly number[] {
	const count = message?.counts[tab] ?? 0;
	return count === 0 ? [] : [count];
}

/** ` 140/1200` of the rows match the filter; ` 1200` where there is none. */
function countText({view}: UiState, message: ViewMessage | null): string {
	if (message?.query.view !== view) {
		return '';
	}

	const {count} = viewRegistry[view];
	const all = count === undefined ? message.total : count(message);
	// Nothing to be seen is not none.
	if (all === null || (all === 0 && unreadText(view, message) !== null)) {
		return '';
	}

	return message.query.filter === '' ? ` ${all}` : ` ${message.matching}/${message.total}`;
}

/** ` +12 closed`, ` +12`: connections that closed are listed too, for a while; ` +4096 of 9000 closed` where not all of them are. */
function closedTexts({view}: UiState, message: ViewMessage | null): readonly string[] {
	if (message?.query.view !== view || message.closed.listed === 0) {
		return [];
	}

	const {listed, leftOut} = message.closed;
	const isWhole = leftOut === 0 || message.query.filter !== '';
	const count = ` +${formatCount(listed)}`;
	return [`${count}${isWhole ? '' : ` of ${formatCount(listed + leftOut)}`} closed`, count];
}

function hints(message: ViewMessage): readonly Segment[] {
	const {summary} = message;
	const lacksOwner = hidesOwner(message);
	// That some owners are hidden matters only to the rows that lack theirs.
	const problems = problemTexts({sources: summary.sources.filter(({name, state}) => name !== 'processes' || state === 'failed' || lacksOwner)});
	const hasFailed = summary.sources.some(({state}) => state === 'failed');
	if (problems.length > 0) {
		const mark = hasFailed ? '✗' : '!';
		const whole = `${mark} ${problems.join('; ')}`;
		// Without what follows the problem itself.
		const brief = `${mark} ${problems.map(problem => problem.split(', ', 1)[0]).join('; ')}`;
		const variants = whole === brief || hasFailed ? shorter(whole) : [whole, ...shorter(brief)];
		return [{
			variants,
			priority: variants.map(text => !hasFailed && textWidth(text) > maxHint ? 5 : 2),
			style: hasFailed ? 'bad' : 'warning',
		}];
	}

	return [];
}

/** Returns each source that is not well, with its reason; those that failed first. */
export function problemTexts({sources}: Pick<Summary, 'sources'>): readonly string[] {
	return sources
		.filter(({state}) => state !== 'ok')
		.toSorted((one, other) => Number(other.state === 'failed') - Number(one.state === 'failed'))
		.map(({name, problem, state}) => oneLine(name === 'processes' && problem !== null ? problem : `${name}: ${problem ?? state}`));
}

/** Whether a row on the screen, or the one whose detail is open, has an owner that cannot be seen. */
function hidesOwner({content, detail}: ViewMessage): boolean {
	const shown = [...content.rows, ...detail === null || detail === 'gone' ? [] : [detail.row]];
	return shown.some(row => 'owners' in row ? row.owners.status === 'denied' : ('grouping' in row && row.kind === 'unknown'));
}
