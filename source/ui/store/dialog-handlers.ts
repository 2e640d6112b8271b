import {keyOf} from '../keys/keymap.ts';
import type {Handlers} from '../state/actions.ts';
import {chosenCandidate} from '../state/state.ts';
import {withNotice, withSession, withUi} from '../state/update.ts';
import {viewRegistry} from '../views/registry.ts';
import {filterNameOf, filterOf, withFilter} from '../views/shown-view.ts';
import {remembering} from './line-handlers.ts';
import {placeBefore} from './place-handlers.ts';
import {selectionOf} from './selection.ts';

/**
Ending a process, taking away a target or a rule, choosing a filter of the configuration. A dialog about a row belongs to the one
that was selected when it was opened, even if the table changes meanwhile; it names what it is about before anything happens, and
only a confirmation that follows does it.
*/
export const dialogHandlers: Handlers<'propose-end' | 'toggle-signal' | 'confirm-end' | 'end-candidates-arrived' | 'ended-arrived' | 'propose-removal' | 'confirm-removal' | 'open-named-filters' | 'apply-named-filter'> = {
	'propose-end'(state) {
		const identity = state.ui.detail ?? selectionOf(state)?.identity;
		if (identity === undefined) {
			return withNotice(state, 'No row is selected', 'warning');
		}

		const {withoutProcess: reason} = viewRegistry[state.ui.view];
		if (reason !== undefined) {
			return withNotice(state, `${reason}: choose a port or a connection`, 'warning');
		}

		const request = state.session.nextRequest;
		return withUi(withSession(state, {nextRequest: request + 1}), {
			notice: null,
			overlay: {
				kind: 'end', request, identity, candidates: null, problem: null, selected: 0, signal: 'SIGTERM',
			},
		});
	},

	'toggle-signal'(state) {
		const {overlay} = state.ui;
		return overlay?.kind === 'end'
			? withUi(state, {overlay: {...overlay, signal: overlay.signal === 'SIGTERM' ? 'SIGKILL' : 'SIGTERM'}})
			: state;
	},

	'confirm-end'(state) {
		const {overlay} = state.ui;
		const candidate = overlay?.kind === 'end' ? chosenCandidate(overlay) : null;
		if (candidate === null) {
			return state;
		}

		const {name, pid} = candidate.process;
		return withNotice(withUi(state, {overlay: null}), `Ending ${name} (${pid})…`);
	},

	'end-candidates-arrived'(state, {message: {request, candidates, problem}}) {
		const {overlay} = state.ui;
		if (overlay?.kind !== 'end' || overlay.request !== request) {
			return state;
		}

		const firstOther = candidates.findIndex(candidate => !candidate.isSelf);
		const selected = Math.max(0, firstOther);
		return withUi(state, {
			overlay: {
				...overlay, candidates, problem, selected,
			},
		});
	},

	'ended-arrived'(state, {message}) {
		return withNotice(state, message.message, message.ok ? 'information' : 'error');
	},

	'propose-removal'(state) {
		const proposal = viewRegistry[state.ui.view].removal?.(state) ?? {problem: `${keyOf(state.ui, 'remove') ?? 'This'} removes a target in the Probes view, a rule in the Alerts view`};
		return 'problem' in proposal
			? withNotice(state, proposal.problem, 'warning')
			: withUi(state, {overlay: {...proposal, kind: 'remove'}, notice: null});
	},

	'confirm-removal'(state) {
		const {overlay, detail} = state.ui;
		if (overlay?.kind !== 'remove') {
			return state;
		}

		const removed = withUi(state, {...(detail === overlay.identity || detail === `rule ${overlay.identity}`) && placeBefore(state.ui), overlay: null});
		return withNotice(removed, `Removed ${overlay.text}`);
	},

	'open-named-filters'(state) {
		const {namedFilters} = state.ui;
		// The one that is applied is the one to go on from.
		const current = namedFilters.findIndex(({filter}) => filter === filterOf(state.ui));
		return namedFilters.length === 0
			? withNotice(state, 'No named filters: write them below [filters] in the configuration file', 'warning')
			: withUi(state, {overlay: {kind: 'named-filters', selected: Math.max(0, current)}, notice: null});
	},

	'apply-named-filter'(state) {
		const {namedFilters, overlay} = state.ui;
		const filter = overlay?.kind === 'named-filters' ? namedFilters[overlay.selected]?.filter : undefined;
		return filter === undefined
			? state
			: remembering(withUi(state, {overlay: null, filters: withFilter(state.ui, filter)}), filterNameOf(state.ui), filter);
	},
};
