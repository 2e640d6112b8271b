import {withKey} from '../keys/keymap.ts';
import type {Handlers} from '../state/actions.ts';
import type {Naming} from '../text/address.ts';
import {withNotice, withSession, withUi} from '../state/update.ts';

/** Seconds between samples that `+` and `-` go through. */
export const intervalSteps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60] as const;

const nextNamings: Readonly<Record<Naming, {readonly naming: Naming; readonly text: string}>> = {
	columns: {naming: 'all', text: 'Service names in addresses too'},
	all: {naming: 'none', text: 'Numbers only'},
	none: {naming: 'columns', text: 'Names in their own columns, numbers in addresses'},
};

/** Settings of the whole program: pause, names, interval; the size of the screen and the status line's message. */
export const settingsHandlers: Handlers<'reset-totals' | 'toggle-pause' | 'next-naming' | 'change-interval' | 'resized' | 'background-known' | 'overlay-painted' | 'notice-expired'> = {
	'reset-totals': state => withNotice(state, `Second set of totals started${withKey(state.ui, 'reset-totals', key => ` (${key} restarts it)`)}`),

	'toggle-pause': state => withUi(state, {paused: !state.ui.paused}),

	'next-naming'(state) {
		const {naming, text} = nextNamings[state.ui.naming];
		return withNotice(withUi(state, {naming}), text);
	},

	'change-interval'(state, {by}) {
		const {intervalSeconds} = state.ui;
		// An interval from the command line may lie between two steps.
		const next = by === 1
			? intervalSteps.find(step => step > intervalSeconds)
			: intervalSteps.findLast(step => step < intervalSeconds);
		return next === undefined
			? withNotice(state, `The interval stays ${intervalSeconds} s`, 'warning')
			: withNotice(withUi(state, {intervalSeconds: next}), `A sample every ${next} s`);
	},

	'resized'(state, {columns, rows}) {
		const {ui} = state;
		// What the terminal showed before may be cut off now.
		return ui.columns === columns && ui.rows === rows ? state : withSession(withUi(state, {columns, rows}), {paintedOverlay: null});
	},

	'background-known': (state, {background}) => state.ui.background === background ? state : withUi(state, {background}),

	'overlay-painted': (state, {overlay}) => state.ui.overlay === overlay ? withSession(state, {paintedOverlay: overlay}) : state,

	'notice-expired': (state, {notice}) => state.ui.notice === notice ? withUi(state, {notice: null}) : state,
};
