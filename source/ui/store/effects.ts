import type {ViewName} from '../../model/snapshot.ts';
import type {Move, Query, ToSampler} from '../../protocol/protocol.ts';
import type {Action, ActionType} from '../state/actions.ts';
import {
	chosenCandidate,
	modeOf,
	type AppState,
	type Overlay,
	type Removal,
	type TypedLine,
} from '../state/state.ts';
import {filterOf} from '../views/shown-view.ts';
import {firingAlert} from './alert-handlers.ts';
import {waitingLine} from './line-handlers.ts';
import {moveOf} from './move-handlers.ts';
import {isSameQuery, queryOf} from './query.ts';
import {selectionOf} from './selection.ts';

/** An effect of an action outside of the state. Plain data; commands/monitor/monitor.ts carries it out. */
export type Effect =
	| {readonly type: 'send'; readonly message: ToSampler}
	| {readonly type: 'copy'; readonly text: string}
	/** Writes the columns of a view to the configuration file; null: they are chosen by their priority. */
	| {readonly type: 'write-columns'; readonly view: ViewName; readonly columns: readonly string[] | null}
	| {readonly type: 'redraw'}
	| {readonly type: 'bell'}
	| {readonly type: 'suspend'}
	| {readonly type: 'quit'; readonly exitCode: number};

/** 128 + SIGINT, as a shell has it. */
const interruptedCode = 130;

/** Returns the effects of an action that took one state to the next. Pure. */
export function effectsOf(before: AppState, action: Action, after: AppState): readonly Effect[] {
	return [...acknowledgeEffects(before, action), ...queryEffects(before, action, after), ...settingEffects(before, after), ...requestEffects(before, after), ...(actionEffects[action.type]?.(before, after) ?? [])];
}

function acknowledgeEffects(before: AppState, action: Action): readonly Effect[] {
	if (action.type !== 'acknowledge') {
		return [];
	}

	const identity = action.all ? null : firingAlert(before)?.identity;
	return identity === undefined ? [] : [send({type: 'acknowledge', identity})];
}

/** Once for however many alerts fired since the last picture. */
function bellEffects(before: AppState, {ui, data}: AppState): readonly Effect[] {
	const fired = data.message?.summary.alerts.fired ?? 0;
	return ui.bell && fired > (before.data.message?.summary.alerts.fired ?? 0) ? [{type: 'bell'}] : [];
}

function send(message: ToSampler): Effect {
	return {type: 'send', message};
}

function queryEffects(before: AppState, action: Action, after: AppState): readonly Effect[] {
	const query = queryOf(after);
	const ask = (move: Extract<ToSampler, {readonly type: 'query'}>['move']) => [send({type: 'query', query, move})];
	if (action.type === 'move' && modeOf(before.ui) === 'view') {
		return ask(moveOf(action.step, before.ui));
	}

	if (action.type === 'travel') {
		return [send({type: 'travel', to: action.to, query})];
	}

	if (action.type === 'select-row') {
		return ask({to: 'row', identity: action.identity});
	}

	if (action.type === 'probe-added-arrived' && action.message.identity !== null && waitingLine(before.ui, 'target', action.message.request) !== null) {
		return ask({to: 'row', identity: action.message.identity});
	}

	if (action.type === 'rule-added-arrived' && action.message.name !== null && action.message.replaced !== null && after.ui.view === 'alerts' && after.ui.detail === null) {
		return ask({to: 'row', identity: `rule ${action.message.name}`});
	}

	return isSameQuery(queryOf(before), query) ? [] : ask(pinning(before, query, after));
}

/**
The cursor goes with the row whose detail is opened, and to where it was at the place that is gone back to; a new order is seen from its
top.
*/
function pinning({ui: before}: AppState, {view, sort, detail}: Query, {ui: after}: AppState): Move | null {
	const last = before.trail.at(-1);
	const isBack = last !== undefined && after.trail.length === before.trail.length - 1 && after.view === last.view && after.detail === last.detail;
	const isSameTable = after.view === before.view && filterOf(after) === filterOf(before);
	if (!isBack && view === before.view && (sort.key !== before.sorts[view].key || sort.descending !== before.sorts[view].descending)) {
		return {to: 'top'};
	}

	const identity = isBack ? (isSameTable ? null : last.selected) : (detail === before.detail ? null : detail);
	return identity === null ? null : {to: 'opened', identity};
}

function settingEffects({ui: before}: AppState, {ui: after}: AppState): readonly Effect[] {
	return after.intervalSeconds === before.intervalSeconds ? [] : [send({type: 'interval', seconds: after.intervalSeconds})];
}

/** Sends what a dialog or a line has just begun to wait for. */
function requestEffects({ui: before}: AppState, {ui: {overlay, view, utc}}: AppState): readonly Effect[] {
	if (overlay === null || !('request' in overlay)) {
		return [];
	}

	const {request} = overlay;
	if (request === null || request === requestOf(before.overlay)) {
		return [];
	}

	if (overlay.kind === 'end') {
		return [send({
			type: 'propose-end', request, view, identity: overlay.identity,
		})];
	}

	if (overlay.kind === 'close') {
		return [send({type: 'propose-close', request, identity: overlay.identity})];
	}

	const text = overlay.text.trim();
	return [send(lineMessage(overlay, request, text, utc))];
}

function lineMessage({kind, replaces}: TypedLine, request: number, text: string, isUtc: boolean): ToSampler {
	switch (kind) {
		case 'target': {
			return {type: 'add-probe', request, text};
		}

		case 'moment': {
			return {
				type: 'travel-to', request, text, isUtc,
			};
		}

		// A filter asks for nothing.
		case 'filter':
		case 'rule': {
			return {
				type: 'add-rule', request, text, replaces,
			};
		}
	}
}

/** Returns the number of the request that an overlay belongs to; null where it asked for nothing. */
function requestOf(overlay: Overlay | null): number | null {
	return overlay !== null && 'request' in overlay ? overlay.request : null;
}

/** The effects of actions that have some of their own. */
const actionEffects: Partial<Record<ActionType, (before: AppState, after: AppState) => readonly Effect[]>> = {
	'confirm-end': endEffects,

	'confirm-close': ({ui: {overlay}}) => overlay?.kind === 'close' && overlay.proposal !== null ? [send({type: 'close', request: overlay.request, proposal: overlay.proposal})] : [],

	// Not drawn, so nothing will report that it is painted; the sampler waits for that all the same.
	'view-arrived': (before, after) => after.data === before.data ? [send({type: 'painted'})] : bellEffects(before, after),

	painted: () => [send({type: 'painted'})],

	'confirm-removal': ({ui: {overlay}}) => overlay?.kind === 'remove' ? [send(removalMessage(overlay))] : [],

	'reset-totals': () => [send({type: 'reset-totals'})],

	copy(before) {
		const selection = selectionOf(before);
		return selection === null ? [] : [{type: 'copy', text: selection.copyText}];
	},

	'write-columns': ({ui: {overlay, view, chosenColumns}}) => overlay?.kind === 'columns' ? [{type: 'write-columns', view, columns: chosenColumns[view] ?? null}] : [],

	redraw: () => [{type: 'redraw'}],

	suspend: () => [{type: 'suspend'}],

	quit: ({ui}) => [{type: 'quit', exitCode: ui.failure === null ? 0 : 1}],

	interrupt: () => [{type: 'quit', exitCode: interruptedCode}],
};

function removalMessage({what, identity}: Removal): ToSampler {
	return what === 'target' ? {type: 'remove-probe', identity} : {type: 'remove-rule', name: identity};
}

function endEffects({ui: {overlay, view}}: AppState): readonly Effect[] {
	if (overlay?.kind !== 'end') {
		return [];
	}

	const candidate = chosenCandidate(overlay);
	if (candidate === null) {
		return [];
	}

	const {request, identity, signal} = overlay;
	const {pid, startTicks, program} = candidate.process;
	return [send({
		type: 'end', request, view, identity, pid, startTicks, program, signal,
	})];
}
