import type {Names} from '../../collectors/names.ts';
import type {Alert, LogEvent, Severity} from '../../model/alert.ts';
import type {ListedView, Snapshot, ViewName} from '../../model/snapshot.ts';
import type {Move, Query, ViewMessage} from '../../protocol/protocol.ts';
import {ChangesSinceLooked} from '../views/changes.ts';
import {interfacesShown} from '../views/interfaces-shown.ts';
import {views} from '../views/registry.ts';
import type {SeriesSource} from '../series/series-source.ts';
import type {SeriesStore} from '../series/series-store.ts';
import type {PastSample} from '../history/time-travel.ts';
import type {Sample} from '../views/sample.ts';
import {SteadyValues, type SteadyFacts} from '../views/steady-values.ts';
import {FilteredStates} from '../views/state-counts.ts';
import type {ViewQuestion} from '../views/view.ts';
import {moveCursor, startingCursor, type Cursor} from './cursor.ts';
import {OrderedRows} from './row-set.ts';
import {TabCounts} from './tab-counts.ts';

/** The first samples know no rates, which most orders go by, and their alerts are still to come. */
const unsettledSamples = 4;

/** A view of one sample under one filter, in one order. */
type OpenView = {
	readonly sample: Sample;
	readonly filter: string;
	readonly sortName: string;
	readonly rows: OrderedRows;
	/** The number of rows that are present; the others vanished a moment ago. */
	readonly matching: number;
	readonly total: number;
	/** The number of rows that are connections that closed. */
	readonly closed: number;
	/** The series by which the rows are ordered were all there. */
	readonly isComplete: boolean;
};

/** More events at once are not announced. */
const maxAnnounced = 100;

/** Answers queries: filter, sort, cursor, window. Keeps what the last answer worked out, as most keys only move the cursor. */
export class ViewQueries {
	readonly #cursors = new Map<ViewName, Cursor>();
	readonly #open = new Map<ViewName, OpenView>();
	readonly #series: SeriesSource | null;
	readonly #filteredStates: FilteredStates;
	readonly #sendsEvents: boolean;
	/** The number of the newest event that was sent. */
	#lastEvent = 0;
	readonly #tabCounts = new TabCounts();
	readonly #steady = new SteadyValues();
	readonly #changes = new ChangesSinceLooked();
	#isAnswerComplete = true;

	/**
	Has answered nothing yet.
	@param store Is given what a filter counts; null where no series are kept.
	@param series What charts of now read.
	*/
	constructor(store: SeriesStore | null, sendsEvents = false, series: SeriesSource | null = store) {
		this.#sendsEvents = sendsEvents;
		this.#series = series;
		this.#filteredStates = new FilteredStates(store);
	}

	/** Whether the last answer had all series that it shows; else the next one has more. */
	get isAnswerComplete(): boolean {
		return this.#isAnswerComplete;
	}

	/** The order in which the rows of the last answer from a sample of now are. */
	get steady(): SteadyFacts {
		return this.#steady.facts;
	}

	/** Answers from a sample; `past` says what it is if it is one of the past. */
	answer(sample: Sample, names: Names, query: Query, move: Move | null, past: PastSample | null = null): ViewMessage {
		const {view, filter, sort, grouping, showsZero, detail, chart, looked} = query;
		const series = past === null ? this.#series : past.series;
		const question: ViewQuestion = {
			sample, names, filter, sort, grouping, showsZero, chart, series, changes: this.#changes,
			// Those of now go on from one sample to the next.
			...past === null
				? {filteredStates: this.#filteredStates, steady: this.#steady, looked}
				: {filteredStates: new FilteredStates(null), steady: past.steady, looked: null},
		};
		const opened = this.#view(question, view);
		const cursor = this.#cursorOf(view, sample);
		const window = moveCursor(cursor, move, opened.rows, query.rows);
		this.#cursors.set(view, window.cursor);
		const selected = window.rows.length === 0 ? null : window.cursor.index - window.cursor.first;
		const previewed = detail === null && selected !== null && opened.rows.length <= query.preview ? window.cursor.identity : null;
		const described = detail ?? previewed;
		const message: ViewMessage = {
			type: 'view',
			summary: sample.summary,
			past: past?.past ?? null,
			query,
			content: views[view].content(question, window.rows, selected === null ? null : window.rows[selected]!),
			first: window.cursor.first,
			listed: opened.rows.length,
			matching: opened.matching,
			total: opened.total,
			closed: {listed: opened.closed, leftOut: sample.closedLeftOut},
			selected,
			interfaces: query.interfaces ? interfacesShown(question) : null,
			firing: firingRows(sample, view, opened.rows, window.rows),
			detail: detail === null ? null : views[view].detail(question, detail),
			preview: previewed === null ? null : views[view].detail(question, previewed),
			...this.#sendsEvents && {events: past === null ? this.#newEvents(sample) : []},
			counts: this.#tabCounts.of(sample),
			about: described === null ? [] : alertsAbout(sample, view, described),
		};
		this.#isAnswerComplete = series?.isComplete ?? true;
		return message;
	}

	#newEvents({alerts}: Sample): readonly LogEvent[] {
		const events = alerts.rows
			.flatMap(row => row.type === 'event' && row.event.sequence > this.#lastEvent ? [row.event] : [])
			.toSorted((one, other) => one.sequence - other.sequence);
		this.#lastEvent = events.at(-1)?.sequence ?? this.#lastEvent;
		return events.slice(-maxAnnounced);
	}

	/** Returns the cursor as it was left. While the first samples still find their order, one that was not moved stays on the first row. */
	#cursorOf(view: ViewName, {summary: {tick}}: Sample): Cursor {
		const cursor = this.#cursors.get(view);
		return cursor === undefined || (!cursor.isMoved && tick <= unsettledSamples) ? startingCursor : cursor;
	}

	#view(question: ViewQuestion, view: ViewName): OpenView {
		const {sample, filter, sort, grouping, showsZero} = question;
		const sortName = `${sort.key} ${String(sort.descending)} ${grouping} ${String(showsZero)}`;
		const before = this.#open.get(view);
		if (before?.isComplete === true && before.sample === sample && before.filter === filter && before.sortName === sortName) {
			return before;
		}

		// Only the view that is looked at is worth keeping: a table of the past is large.
		this.#open.clear();
		const rowSet = views[view].open(question);
		const {isThere, isClosed, total} = rowSet;
		const rows = new OrderedRows(rowSet);
		const opened: OpenView = {
			sample,
			filter,
			sortName,
			rows,
			// A row that vanished is shown for a moment, but does not count.
			matching: isThere === null ? rows.length : rows.count(isThere),
			total,
			closed: isThere === null || isClosed === undefined ? 0 : rows.count(isClosed),
			isComplete: question.series?.isComplete ?? true,
		};
		this.#open.set(view, opened);
		return opened;
	}
}

/** Returns the worst alert that fires on each of the rows that has one. */
function firingRows({alerts}: Sample, view: ViewName, ordered: OrderedRows, rows: Uint32Array): Readonly<Record<string, Severity>> {
	const {subjectKind} = views[view];
	if (subjectKind === null) {
		return {};
	}

	const identities = Array.from(rows, row => ordered.identity(row));
	return Object.fromEntries(identities.flatMap(identity => {
		const severity = alerts.firing(subjectKind, identity);
		return severity === undefined ? [] : [[identity, severity] as const];
	}));
}

function alertsAbout({alerts}: Sample, view: ViewName, identity: string): readonly Alert[] {
	const {subjectKind} = views[view];
	return subjectKind === null ? [] : alerts.about(subjectKind, identity);
}

/** Returns every matching row of a view that is there now, without a window: ports by port, connections as the kernel lists them. */
export function allRows(sample: Sample, names: Names, view: ListedView, filter: string): Snapshot {
	return views[view].snapshot({
		sample, names, filter, grouping: 'process', series: null, filteredStates: new FilteredStates(null),
	});
}
