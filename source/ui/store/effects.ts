import type {Query, ToSampler} from '../../protocol/protocol.ts';
import type {Action, ActionType} from '../state/actions.ts';
import {
	chosenCandidate,
	modeOf,
	type AppState,
	type RemovalDialog,
} from '../state/state.ts';
import {firingAlert} from './alert-handlers.ts';
import {moveOf} from './move-handlers.ts';
import {isSameQuery, queryOf} from './query.ts';
import {selectionOf} from './selection.ts';

/** An effect of an action outside of the state. Plain data; commands/monitor/monitor.ts carries it out. */
export type Effect =
	| {readonly type: 'send'; readonly message: ToSampler}
	| {readonly type: 'copy'; readonly text: string}
	| {readonly type: 'redraw'}
	| {readonly type: 'bell'}
	| {readonly type: 'suspend'}
	| {readonly type: 'quit'; readonly exitCode: number};

/** 128 + SIGINT, as a shell has it. */
const interruptedCode = 130;

/** Returns the effects of an action that took one state to the next. Pure. */
export function effectsOf(before: AppState, action: Action, after: AppState): readonly Effect[] {
	return [...acknowledgeEffects(before, action), ...queryEffects(before, action, after), ...settingEffects(before, after), ...(actionEffects[action.type]?.(before, after) ?? [])];
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
	const query = queryOf(after.ui);
	const ask = (move: Extract<ToSampler, {readonly type: 'query'}>['move']) => [send({type: 'query', query, move})];
	if (action.type === 'move' && modeOf(before.ui) === 'view') {
		return ask(moveOf(action.step, before.ui));
	}

	if (action.type === 'probe-added-arrived' && action.message.identity !== null && action.message.request === before.ui.targetLine?.request) {
		return ask({to: 'row', identity: action.message.identity});
	}

	return isSameQuery(queryOf(before.ui), query) ? [] : ask(pinning(before, query));
}

/** The cursor goes with the row whose detail is opened, so that closing it comes back there. */
function pinning(before: AppState, {detail}: Query) {
	return detail !== null && before.ui.detail === null ? {to: 'row', identity: detail} as const : null;
}

function settingEffects({ui: before}: AppState, {ui: after}: AppState): readonly Effect[] {
	const interval = after.intervalSeconds === before.intervalSeconds
		? []
		: [send({type: 'interval', seconds: after.intervalSeconds})];
	if (after.end === null || after.end.request === before.end?.request) {
		return interval;
	}

	const {request, identity} = after.end;
	return [...interval, send({
		type: 'propose-end', request, view: after.view, identity,
	})];
}

/** The effects of actions that have some of their own. */
const actionEffects: Partial<Record<ActionType, (before: AppState, after: AppState) => readonly Effect[]>> = {
	'confirm-end': (before, after) => after.ui.end === null ? endEffects(before) : [],

	// Not drawn, so nothing will report that it is painted; the sampler waits for that all the same.
	'view-arrived': (before, after) => after.data === before.data ? [send({type: 'painted'})] : bellEffects(before, after),

	painted: () => [send({type: 'painted'})],

	'add-target'({ui: before}, {ui: {targetLine}}) {
		const request = targetLine?.request ?? null;
		return targetLine === null || request === null || request === before.targetLine?.request
			? []
			: [send({type: 'add-probe', request, text: targetLine.draft})];
	},

	'add-rule'({ui: before}, {ui: {ruleLine}}) {
		const request = ruleLine?.request ?? null;
		return ruleLine === null || request === null || request === before.ruleLine?.request
			? []
			: [send({type: 'add-rule', request, text: ruleLine.draft.trim()})];
	},

	'confirm-removal'({ui: {removal}}) {
		return removal === null ? [] : [send(removalMessage(removal))];
	},

	'reset-totals': () => [send({type: 'reset-totals'})],

	copy(before) {
		const selection = selectionOf(before);
		return selection === null ? [] : [{type: 'copy', text: selection.copyText}];
	},

	redraw: () => [{type: 'redraw'}],

	suspend: () => [{type: 'suspend'}],

	quit: ({ui}) => [{type: 'quit', exitCode: ui.failure === null ? 0 : 1}],

	interrupt: () => [{type: 'quit', exitCode: interruptedCode}],
};

function removalMessage({what, identity}: RemovalDialog): ToSampler {
	return what === 'target' ? {type: 'remove-probe', identity} : {type: 'remove-rule', name: identity};
}

function endEffects({ui: {end, view}}: AppState): readonly Effect[] {
	const candidate = end === null ? null : chosenCandidate(end);
	if (end === null || candidate === null) {
		return [];
	}

	const {request, identity, signal} = end;
	const {pid, startTicks} = candidate.process;
	return [send({
		type: 'end', request, view, identity, pid, startTicks, signal,
	})];
}
