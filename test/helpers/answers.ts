/* Answers to all questions about a sample, to be compared with those of later. */
import type {Sampler} from '../../source/engine/sampler.ts';
import {groupings} from '../../source/model/group.ts';
import {views} from '../../source/model/snapshot.ts';
import type {Query, ViewMessage} from '../../source/protocol/protocol.ts';
import {aQuery} from '../builders/query.ts';

/** Every view, each grouping, and details of the first row. */
function questions(): readonly Query[] {
	return [
		...views.map(view => aQuery(view, {rows: 50, showsZero: true, interfaces: true})),
		...groupings.map(grouping => aQuery('groups', {rows: 50, grouping})),
		aQuery('connections', {rows: 50, filter: 'state:established'}),
	];
}

/** Returns the answers to all questions, with the details of the first few rows of each. */
export function answersOf(sampler: Pick<Sampler, 'answer'>): readonly ViewMessage[] {
	return questions().flatMap(query => {
		// The Overview says more of the selected row.
		const answer = sampler.answer(query, {to: 'first'})!;
		const rows = answer.content.rows.slice(0, 5) as ReadonlyArray<{readonly identity?: string; readonly state?: string; readonly name?: string}>;
		const identities = rows.flatMap(({identity, state, name}) => identity ?? (query.view === 'states' ? state : name) ?? []);
		return [answer, ...identities.map(detail => sampler.answer({...query, detail}, null)!)];
	});
}

/** Returns everything of an answer that is of its moment: the cursor is not. The columns of which averages of ten minutes are made are of ten seconds. */
export function shown(answer: ViewMessage): unknown {
	return without(answer, key => key.endsWith('TenMinutes'));
}

/** The series of a moment, by the keys under which answers have them. */
const seriesKeys: ReadonlySet<string> = new Set(['history', 'charts', 'averages', 'series', 'receive', 'send', 'queue', 'drops']);

/** Returns the same without what is drawn or averaged over time. */
export function shownWithoutSeries(answer: ViewMessage): unknown {
	return without(answer, (key, value) => key === 'perMinute' || (seriesKeys.has(key) && typeof value !== 'number'));
}

function without({past, selected, first, summary: {alerts, ...summary}, ...others}: ViewMessage, isLeftOut: (key: string, value: unknown) => boolean): unknown {
	return JSON.parse(JSON.stringify({summary, ...others}, (key, value: unknown) => isLeftOut(key, value) ? undefined : value));
}
