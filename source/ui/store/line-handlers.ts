import type {FilterError} from '../../filter/filter-error.ts';
import type {Handlers} from '../state/actions.ts';
import {editLine, type Line} from '../state/line-editor.ts';
import {
	typedLine,
	type AppState,
	type HistoryName,
	type LineKind,
	type TypedLine,
	type UiState,
} from '../state/state.ts';
import {withNotice, withSession, withUi} from '../state/update.ts';
import {filterNameOf, filterOf, withFilter} from '../views/shown-view.ts';
import {suggestedRule, suggestedTarget} from '../views/suggestions.ts';
import {withoutTrail} from './place-handlers.ts';

/** Says what is wrong with a filter; null when it is good. */
export type CheckFilter = (source: string) => FilterError | null;

/** The particulars of a kind of line. */
type LineRules = {
	/** The lines that ↑ and ↓ go through. */
	readonly history: (ui: UiState) => HistoryName;
	/** The line as it is opened, and a notice about it. */
	readonly suggestion: (state: AppState) => Line & {readonly note: string | null};
	/** Says what is wrong with a text while it is typed; absent: only the sampler knows. */
	readonly check?: (ui: UiState, text: string) => FilterError | null;
	/** The line that waits for the answer to what was sent; absent: the one that was typed. */
	readonly sent?: (text: string) => Line;
};

/** The maximum number of lines in a history; the oldest are forgotten. */
const maxHistory = 50;

/**
The line of text that is typed. A filter begins empty, so that `/443` means port 443 after any earlier filter (↑ brings that
back); what stands in the line is what the table shows while it is valid. A target works from every view; on a connection it
begins with the peer. A rule begins with the column that the table is sorted by and the selected row, the cursor where the
limit goes. Only the sampler knows whether a target, a rule or a moment is good: until it has answered, the line stays.
*/
export function lineHandlers(checkFilter: CheckFilter): Handlers<'open-filter' | 'open-target' | 'open-rule' | 'open-moment' | 'travelled-arrived' | 'edit-line' | 'recall-line' | 'apply-line' | 'probe-added-arrived' | 'rule-added-arrived'> {
	const rules: Readonly<Record<LineKind, LineRules>> = {
		filter: {
			history: filterNameOf,
			suggestion: () => ({text: '', cursor: 0, note: null}),
			// The log is searched by words, of which none is wrong.
			check: (ui, text) => filterNameOf(ui) === 'log' ? null : checkFilter(text),
		},
		target: {
			history: () => 'target',
			suggestion({ui, data}) {
				const text = suggestedTarget(ui, data);
				return {text, cursor: text.length, note: null};
			},
			sent: text => ({text, cursor: text.length}),
		},
		rule: {
			history: () => 'rule',
			suggestion: ({ui, data}) => suggestedRule(ui, data),
			// Once sent, the cursor stays: a mistake is mostly where one typed, not behind the filter.
		},
		moment: {
			history: () => 'moment',
			suggestion: () => ({text: '', cursor: 0, note: null}),
		},
	};

	function open(state: AppState, kind: LineKind): AppState {
		const {history, suggestion} = rules[kind];
		const {note, ...line} = suggestion(state);
		return write(withUi(state, {notice: note === null ? null : {text: note, kind: 'information'}}), {
			kind,
			...line,
			recalled: state.session.histories[history(state.ui)].length,
			request: null,
			problem: null,
			filterBefore: kind === 'filter' ? filterOf(state.ui) : null,
			replaces: null,
		});
	}

	/** Shows a line whose text may have changed: the problem of the text before no longer applies. */
	function write(state: AppState, line: TypedLine): AppState {
		const problem = rules[line.kind].check?.(state.ui, line.text) ?? null;
		const shown = withUi(state, {overlay: {...line, problem}});
		return problem !== null || line.filterBefore === null ? shown : withUi(shown, {filters: withFilter(state.ui, line.text.trim())});
	}

	return {
		'open-filter': state => open(state, 'filter'),
		'open-target': state => open(state, 'target'),
		'open-rule': state => open(state, 'rule'),
		'open-moment': state => open(state, 'moment'),

		'edit-line'(state, {edit}) {
			const {overlay} = state.ui;
			if (overlay?.kind === 'help') {
				return withUi(state, {overlay: {...overlay, search: overlay.search === null ? null : editLine(overlay.search, edit)}, scroll: 0});
			}

			const line = editableLine(state.ui);
			const edited = line === null ? null : editLine(line, edit);
			// A long paste does not fit: what is too much changes nothing, and is not checked again and again.
			return line === null || edited === null || (edited.text === line.text && edited.cursor === line.cursor) ? state : write(state, {...line, ...edited});
		},

		'recall-line'(state, {by}) {
			const line = editableLine(state.ui);
			if (line === null) {
				return state;
			}

			const history = state.session.histories[rules[line.kind].history(state.ui)];
			const recalled = Math.max(0, Math.min(line.recalled + by, history.length));
			const text = history[recalled] ?? '';
			return recalled === line.recalled
				? state
				: write(state, {
					...line, recalled, text, cursor: text.length,
				});
		},

		'apply-line'(state) {
			const {overlay} = state.ui;
			if (overlay?.kind === 'help') {
				// Nothing typed, nothing searched for.
				return withUi(state, {overlay: {...overlay, search: overlay.search?.text.trim() === '' ? null : overlay.search, isTyping: false}});
			}

			const line = editableLine(state.ui);
			if (line === null) {
				return state;
			}

			const {history, sent} = rules[line.kind];
			const text = line.text.trim();
			const remembered = remembering(state, history(state.ui), text);
			if (line.filterBefore !== null) {
				// With a mistake the line stays open, the caret under it.
				return line.problem === null ? withUi(remembered, {overlay: null}) : state;
			}

			if (text === '') {
				return withUi(state, {overlay: null});
			}

			const request = state.session.nextRequest;
			return withUi(withSession(remembered, {nextRequest: request + 1}), {
				overlay: {
					...line, ...sent?.(text), request, problem: null,
				},
			});
		},

		'probe-added-arrived'(state, {message: {request, identity, problem}}) {
			const line = waitingLine(state.ui, 'target', request);
			if (identity === null) {
				return line === null ? state : refused(state, line, problem ?? 'the target was refused');
			}

			// A line that was left before it was answered; it is probed all the same.
			return line === null
				? withNotice(state, 'The target was added to the probes')
				: withNotice(withUi(state, {
					...withoutTrail(state.ui), overlay: null, view: 'probes',
				}), `Probing ${line.text}`);
		},

		'travelled-arrived'(state, {message: {request, problem}}) {
			if (request === null) {
				return problem === null ? state : withNotice(state, problem, 'warning');
			}

			const line = waitingLine(state.ui, 'moment', request);
			return line === null ? state : (problem === null ? withUi(state, {overlay: null}) : refused(state, line, problem));
		},

		'rule-added-arrived'(state, {message: {request, name, rule, replaced, problem}}) {
			const line = waitingLine(state.ui, 'rule', request);
			if (name === null) {
				return line === null ? state : refused(state, line, problem ?? 'the rule was refused');
			}

			// A line that was left before it was answered: its rule holds all the same.
			const {detail} = state.ui;
			const shown = withUi(state, {
				// The detail of a rule stays with it.
				detail: replaced !== null && detail === `rule ${replaced}` ? `rule ${name}` : detail,
				...line !== null && {overlay: null},
			});
			return withNotice(shown, replaced === null ? `Rule added for this session: ${name}` : `Rule changed for this session: ${rule?.text ?? name}`);
		},
	};
}

/** The state with a line as the newest of its history, where it stands once. */
export function remembering(state: AppState, name: HistoryName, line: string): AppState {
	const {histories} = state.session;
	return line === ''
		? state
		: withSession(state, {histories: {...histories, [name]: [...histories[name].filter(other => other !== line), line].slice(-maxHistory)}});
}

/** null when none is open, or when it waits for its answer: what was sent stays as it was sent. */
function editableLine(ui: UiState): TypedLine | null {
	const line = typedLine(ui);
	return line?.request === null ? line : null;
}

/** Returns the line that waits for the answer to a request; null when it was left. */
export function waitingLine(ui: UiState, kind: LineKind, request: number): TypedLine | null {
	const line = typedLine(ui);
	return line?.kind === kind && line.request === request ? line : null;
}

function refused(state: AppState, line: TypedLine, problem: string): AppState {
	return withUi(state, {overlay: {...line, request: null, problem}});
}
