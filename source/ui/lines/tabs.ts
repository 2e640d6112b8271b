import type {ViewMessage} from '../../protocol/protocol.ts';
import type {Summary, ViewName} from '../../model/snapshot.ts';
import {withKey} from '../keys/keymap.ts';
import type {UiState} from '../state/state.ts';
import {ownerMarks} from '../text/owners.ts';
import {composeSegments, shorter, type Segment} from '../text/segments.ts';
import {oneLine} from '../text/text-width.ts';
import type {Theme} from '../text/theme.ts';

/** The views in the order of their keys. */
export const tabs = ['ports', 'connections', 'states', 'probes', 'errors', 'alerts'] as const satisfies readonly ViewName[];
type Tab = (typeof tabs)[number];

/** The tab of a view: the outgoing connections are another way to look at the ports. */
export function tabOf(view: ViewName): Tab {
	return view === 'outgoing' ? 'ports' : view;
}

const viewTitles: Readonly<Record<ViewName, string>> = {
	ports: 'Ports', connections: 'Connections', states: 'States', probes: 'Probes', errors: 'Errors', alerts: 'Alerts', outgoing: 'Outgoing',
};

/** Where room is short. */
const shortTitles: Readonly<Partial<Record<ViewName, string>>> = {connections: 'Conns'};

/** The views with the open one inverse and counted; at the right what is missing, and why. */
export function tabsLine(ui: UiState, message: ViewMessage | null, theme: Theme): string {
	const hasFailed = message?.summary.sources.some(({state}) => state === 'failed') === true;
	const segments = tabs.map((tab): Segment => {
		const key = withKey(ui, `show-${tab}`, name => `${name} `);
		if (tab === tabOf(ui.view)) {
			return {variants: [` ${key}${viewTitles[ui.view]}${countText(ui, message)} `], priority: 0, style: 'selected'};
		}

		const titles = [viewTitles[tab], ...shortTitles[tab] === undefined ? [] : [shortTitles[tab]]].map(title => `${key}${title}`);
		// Why there is nothing to see matters more than the names of the other views; a hint matters more than names in full.
		return hasFailed
			? {variants: [...titles, key.trimEnd()], priority: [...titles.map(() => 3), 1]}
			: {variants: titles, priority: titles.map((_, place) => place === titles.length - 1 ? 1 : 3)};
	});
	return composeSegments(segments, message === null ? [] : hints(message), ui.columns, theme);
}

/** ` 140/1200` of the rows match the filter; ` 1200` where there is none. */
function countText({view}: UiState, message: ViewMessage | null): string {
	if (view === 'states' || message?.query.view !== view) {
		return '';
	}

	const {matching, total, query: {filter, showsZero}} = message;
	// Counters that have counted nothing are no news.
	const all = view === 'errors' && !showsZero ? matching : total;
	return filter === '' ? ` ${all}` : ` ${matching}/${total}`;
}

function hints({summary, content}: ViewMessage): readonly Segment[] {
	const problems = problemTexts(summary);
	const hasFailed = summary.sources.some(({state}) => state === 'failed');
	if (problems.length > 0) {
		return [{
			variants: shorter(`${hasFailed ? '✗' : '!'} ${problems.join('; ')}`),
			priority: 2,
			style: hasFailed ? 'bad' : 'warning',
		}];
	}

	// By privilege, not by what the rows show: it would come and go while one scrolls.
	const hasOwners = ['ports', 'outgoing', 'connections'].includes(content.view);
	const isMissingOwners = hasOwners && !summary.privileges.seesAllProcesses;
	return isMissingOwners ? [{variants: [`? ${ownerMarks.denied.meaning}`, '? needs root'], priority: 2, style: 'muted'}] : [];
}

/** Each source that is not well, with its reason; those that failed first. */
export function problemTexts({sources}: Summary): readonly string[] {
	return sources
		.filter(({state}) => state !== 'ok')
		.toSorted((one, other) => Number(other.state === 'failed') - Number(one.state === 'failed'))
		.map(({name, problem, state}) => oneLine(`${name}: ${problem ?? state}`));
}
