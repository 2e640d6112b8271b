/* What can lie over what: by keys alone, so that only what a user can do is tried. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {views, type ViewName} from '../../../source/model/snapshot.ts';
import type {ViewMessage, ViewRows} from '../../../source/protocol/protocol.ts';
import {everywhere} from '../../../source/ui/keys/binding.ts';
import {bindings} from '../../../source/ui/keys/bindings.ts';
import {keymapOf, resolve} from '../../../source/ui/keys/keymap.ts';
import {statusLines} from '../../../source/ui/lines/status-line.ts';
import type {ActionType} from '../../../source/ui/state/actions.ts';
import {defaultAppearance, defaultKeys} from '../../../source/ui/state/appearance.ts';
import {modeOf, type AppState, type Mode} from '../../../source/ui/state/state.ts';
import {initialState} from '../../../source/ui/store/initial-state.ts';
import {isSameQuery, queryOf} from '../../../source/ui/store/query.ts';
import {plainTheme} from '../../../source/ui/text/theme.ts';
import {baseProbe} from '../screen/probe-samples.ts';
import {sampleInterfaces} from '../screen/traffic-samples.ts';
import {
	aCloseProposal,
	candidate,
	connection,
	press,
	reduce,
	start,
	summary,
} from './fixtures.ts';

/** The state after some keys. */
const contents: Readonly<Partial<Record<ViewName, ViewRows>>> = {
	connections: {view: 'connections', rows: [connection(0), connection(1)]},
	probes: {view: 'probes', rows: [baseProbe]},
};

/** The sampler's answer to what is asked for now. */
function message(state: AppState, more: Partial<ViewMessage> = {}): ViewMessage {
	const {ui} = state;
	const content = contents[ui.view]!;
	const {length} = content.rows;
	return {
		type: 'view',
		past: null,
		summary,
		query: queryOf(state),
		content,
		first: 0,
		listed: length,
		matching: length, closed: {listed: 0, leftOut: 0},
		total: length,
		selected: 0,
		detail: ui.detail === null ? null : 'gone',
		preview: null,
		interfaces: queryOf(state).interfaces ? sampleInterfaces : null,
		firing: {},
		about: [],
		counts: {},
		...more,
	};
}

function answered(state: AppState): AppState {
	return reduce(state, {type: 'view-arrived', message: message(state)});
}

/** A view with its first row selected. */
function showing(key: '3' | '6'): AppState {
	const appearance = {...defaultAppearance, namedFilters: [{name: 'web', filter: 'port:443'}, {name: 'ssh', filter: 'port:22'}]};
	return answered(press(initialState({...start, appearance}), key));
}

function withCandidates(state: AppState): AppState {
	// The first question of the session.
	const found = {
		type: 'end-candidates', request: 1, candidates: [candidate(7)], problem: null,
	} as const;
	return reduce(state, {type: 'end-candidates-arrived', message: found});
}

function withProposal(state: AppState): AppState {
	return reduce(state, {
		type: 'close-proposed-arrived', message: {
			type: 'close-proposed', request: 1, proposal: aCloseProposal(), problem: null,
		},
	});
}

function statusText({ui, data}: AppState): string {
	return statusLines({
		ui, data, theme: plainTheme, keyHelp: keymapOf(ui.keys).help, openText: null,
	}).join('\n');
}

/** Each thing that can lie over a view, opened from there. */
const opened: Readonly<Record<Exclude<Mode, 'view' | 'detail' | 'too-small'>, () => AppState>> = {
	filter: () => press(showing('3'), '/', '4', '4'),
	target: () => press(showing('3'), 'a', 'x'),
	rule: () => press(showing('3'), 'A', '5'),
	moment: () => press(showing('3'), '@', '1'),
	help: () => press(showing('3'), '?'),
	'help-search': () => press(showing('3'), '?', '/', 'x'),
	interfaces: () => answered(press(showing('3'), 'i')),
	'named-filters': () => press(showing('3'), '\'', 'j'),
	sort: () => press(showing('3'), 's'),
	columns: () => press(showing('3'), 'C'),
	'nothing-to-end': () => press(showing('3'), 'K'),
	end: () => withCandidates(press(showing('3'), 'K')),
	close: () => withProposal(press(showing('3'), 'X')),
	remove: () => press(showing('6'), 'd'),
};
const overlays = Object.entries(opened) as ReadonlyArray<readonly [keyof typeof opened, () => AppState]>;

const openers: ReadonlySet<ActionType> = new Set(bindings.map(({action: {type}}) => type).filter(type => /^(?:open|propose)-/.test(type)));

test('z and Z zoom the charts of the interfaces, and the sampler is asked for them', () => {
	const open = answered(press(showing('3'), 'i'));
	const zoomed = press(open, 'z', 'z', 'Z');
	assert.equal(zoomed.ui.zoom, 1);
	assert.equal(queryOf(zoomed).chart.seconds, 600);
	assert.ok(!isSameQuery(queryOf(open), queryOf(zoomed)));
	assert.equal(press(showing('3'), 'i', 'z').ui.zoom, 0, 'there is no chart yet');
	assert.match(statusText(open), /z zoom/);
});

test('only the tables and their details open something: what lies over them opens nothing more', () => {
	const found = new Map<Mode, Set<string>>();
	for (const mode of everywhere) {
		for (const view of views) {
			for (const key of bindings.flatMap(({keys}) => keys)) {
				const action = resolve(mode, key, {view, keys: defaultKeys});
				if (action !== undefined && openers.has(action.type)) {
					found.set(mode, new Set([...found.get(mode) ?? [], key]));
				}
			}
		}
	}

	assert.deepEqual(found.keys().toArray().toSorted(), ['detail', 'view']);
	assert.deepEqual([...found.get('view')!].toSorted(), ['\'', '/', '?', '@', 'A', 'C', 'K', 'X', 'a', 'd', 'enter', 'h', 'i', 's', 'v']);
	assert.deepEqual([...found.get('detail')!].toSorted(), ['?', '@', 'K', 'X', 'd', 'h', 'i'], 'lines, but that of a moment, and named filters are the table\'s alone');
});

function isOfHelp(mode: Mode): boolean {
	return mode === 'help' || mode === 'help-search';
}

for (const [mode, open] of overlays) {
	test(`${mode}: no key opens a second one, and what is below comes back`, () => {
		const state = open();
		assert.equal(modeOf(state.ui), mode);
		for (const key of bindings.flatMap(({keys}) => keys)) {
			const after = modeOf(press(state, key).ui);
			// A view's keys are the way to the view; the dialog without a process stays what it is; the help is searched within it.
			assert.ok(after === mode || after === 'view' || (isOfHelp(after) && isOfHelp(mode)), `${key}: ${after}`);
		}

		// A search is cleared before the help is closed.
		const closed = mode === 'help-search' ? press(state, 'escape', 'escape') : press(state, 'escape');
		assert.equal(modeOf(closed.ui), 'view');
		assert.equal(closed.ui.view, state.ui.view);
		assert.equal(queryOf(closed).filter, '');
	});

	test(`${mode}: stays as it is while samples come, sizes change and messages go`, () => {
		const state = open();
		const before = statusText({...state, ui: {...state.ui, notice: null}});
		const resized = reduce(answered(state), {type: 'resized', columns: 100, rows: 40});
		const back = reduce(answered(resized), {type: 'resized', columns: 80, rows: 24});
		const noticed = reduce(back, {
			type: 'ended-arrived',
			message: {
				type: 'ended', request: 0, message: 'ended', ok: true,
			},
		});
		assert.equal(modeOf(noticed.ui), mode);
		const {notice} = noticed.ui;
		assert.ok(notice);
		const expired = reduce(noticed, {type: 'notice-expired', notice});
		assert.equal(modeOf(expired.ui), mode);
		assert.equal(statusText(expired), before);
		assert.equal(modeOf(press(expired, 'ctrl-l', 'ctrl-z').ui), mode);
	});

	test(`${mode}: a sampler that is started again leaves it open, unless it would wait for ever`, () => {
		const restarted = reduce(open(), {type: 'sampler-restarted', reason: 'x'});
		assert.equal(modeOf(restarted.ui), mode === 'nothing-to-end' ? 'view' : mode);
	});

	test(`${mode}: a sampler that fails closes what it would have to answer`, () => {
		const failed = reduce(open(), {type: 'sampler-failed', reason: 'x'});
		assert.equal(modeOf(failed.ui), mode === 'interfaces' || isOfHelp(mode) ? mode : 'view');
		assert.equal(queryOf(failed).filter, '', 'the filter before the line was opened');
		assert.equal(modeOf(press(failed, 'escape', 'escape').ui), 'view');
	});
}

test('over a detail lie the help, the interfaces and both dialogs, and closing them comes back to it', () => {
	const detail = (key: '3' | '6') => {
		const pressed = press(showing(key), 'enter');
		return answered(pressed);
	};

	const cases = [
		['3', ['?'], 'help'],
		['3', ['i'], 'interfaces'],
		['3', ['K'], 'nothing-to-end'],
		['6', ['d'], 'remove'],
	] as const;
	for (const [view, keys, mode] of cases) {
		const below = detail(view);
		assert.equal(modeOf(below.ui), 'detail');
		const over = press(below, ...keys);
		assert.equal(modeOf(over.ui), mode);
		assert.equal(queryOf(over).detail, below.ui.detail, 'which goes on being asked for');
		const closed = press(over, 'escape');
		assert.equal(modeOf(closed.ui), 'detail');
		assert.deepEqual({...closed.ui, notice: null}, {...below.ui, notice: null});
		assert.equal(modeOf(press(closed, 'escape').ui), 'view');
	}

	const asked = press(detail('3'), 'K');
	const dialog = withCandidates(asked);
	assert.equal(modeOf(dialog.ui), 'end');
	assert.equal(modeOf(press(dialog, 'n').ui), 'detail');
	assert.equal(modeOf(press(dialog, 'y').ui), 'detail');
	for (const key of ['/', '\'', 'a', 'A']) {
		const pressed = press(detail('3'), key);
		assert.equal(modeOf(pressed.ui), 'detail', key);
	}
});

test('a text over a detail begins at its top, and so does the detail after it; a dialog does not move it', () => {
	const {ui} = press(showing('3'), 'enter');
	const scrolled: AppState = {...showing('3'), ui: {...ui, scroll: 3}};
	for (const key of ['?', 'i']) {
		assert.equal(press(scrolled, key).ui.scroll, 0);
		assert.equal(press(scrolled, key, 'escape').ui.scroll, 0);
	}

	assert.equal(press(scrolled, 'K').ui.scroll, 3);
	assert.equal(press(scrolled, 'K', 'escape').ui.scroll, 3);
	assert.ok(press(scrolled, '?', 'down').ui.scroll > 0, 'the help scrolls');
});

test('the one case of two: the help stays when a sampler fails, over the interfaces that it had sent last', () => {
	const interfaces = opened.interfaces();
	const failed = reduce(press(interfaces, 'i', '?'), {type: 'sampler-failed', reason: 'x'});
	assert.equal(modeOf(failed.ui), 'help');
	assert.equal(queryOf(failed).interfaces, true);
	const closed = press(failed, 'escape');
	assert.equal(modeOf(closed.ui), 'interfaces');
	assert.equal(modeOf(press(closed, 'escape').ui), 'view');
	assert.equal(modeOf(press(closed, 'escape', '?', 'escape').ui), 'view', 'they are opened by nothing else');

	const detail = answered(press(showing('3'), 'enter'));
	const overDetail = answered(press(detail, 'i'));
	let last = reduce(press(overDetail, 'i', '?'), {type: 'sampler-failed', reason: 'x'});
	for (const mode of ['help', 'interfaces', 'detail', 'view']) {
		assert.equal(modeOf(last.ui), mode);
		last = press(last, 'escape');
	}
});

test('a late answer to a line that was left changes nothing that was opened since', () => {
	const target = press(showing('3'), 'a', 'x', 'enter', 'escape');
	const rule = press(showing('3'), 'A', '5', 'enter', 'escape');
	for (const key of ['?', 'i', '/', '\'', 'a', 'A', 'K']) {
		const over = press(target, key);
		const added = reduce(over, {
			type: 'probe-added-arrived',
			message: {
				type: 'probe-added', request: 1, identity: 'probe 9', problem: null,
			},
		});
		assert.deepEqual({...added.ui, notice: null}, {...over.ui, notice: null}, key);
		assert.match(added.ui.notice?.text ?? '', /was added/);
		const overRule = press(rule, key);
		const ruled = reduce(overRule, {
			type: 'rule-added-arrived',
			message: {
				type: 'rule-added', request: 1, name: 'connections > 5', rule: null, replaced: null, problem: null,
			},
		});
		assert.deepEqual({...ruled.ui, notice: null}, {...overRule.ui, notice: null}, key);
		assert.match(ruled.ui.notice?.text ?? '', /Rule added/);
	}
});

test('a late answer to a dialog that was left opens nothing', () => {
	for (const key of ['?', '/', 'a', 'i']) {
		const over = press(showing('3'), 'K', 'escape', key);
		assert.equal(withCandidates(over), over, key);
	}
});

test('in a line that was refused, ↑ begins with the line before it', () => {
	const sent = press(showing('3'), 'a', 'ctrl-u', 'a', 'enter');
	const refused = reduce(sent, {
		type: 'probe-added-arrived',
		message: {
			type: 'probe-added', request: 1, identity: null, problem: 'no such host',
		},
	});
	assert.match(statusText(refused), /^Probe: a +\n✗ no such host/);
	const again = press(press(refused, 'escape'), 'a', 'ctrl-u', 'b', 'enter');
	const refusedAgain = reduce(again, {
		type: 'probe-added-arrived',
		message: {
			type: 'probe-added', request: 2, identity: null, problem: 'no such host',
		},
	});
	assert.match(statusText(press(refusedAgain, 'up')), /^Probe: a +\n/);
	assert.match(statusText(press(refusedAgain, 'down')), /^Probe: +\n/);
	assert.match(statusText(press(refusedAgain, 'down', 'up')), /^Probe: b +\n/, 'what was sent is the newest');
});

test('each line has its own history', () => {
	let state = press(showing('3'), '/', '2', '2', 'enter', '/', 'enter');
	state = press(state, 'a', 'ctrl-u', 'x', 'enter', 'escape');
	state = press(state, 'A', 'ctrl-a', 'ctrl-k', 'y', 'enter', 'escape');
	assert.match(statusText(press(state, '/', 'up')), /^\/22 /);
	assert.match(statusText(press(state, 'a', 'up')), /^Probe: x /);
	assert.match(statusText(press(state, 'A', 'up')), /^Alert when: y /);
});

test('/ searches the help; Enter keeps what was found, Esc clears it, then closes the help', () => {
	const typed = press(showing('3'), '?', '/', 'r', 't', 't');
	assert.equal(modeOf(typed.ui), 'help-search');
	assert.match(statusText(typed), /Search the help: rtt/);
	const kept = press(typed, 'enter');
	assert.deepEqual([modeOf(kept.ui), kept.ui.overlay?.kind === 'help' && kept.ui.overlay.search?.text], ['help', 'rtt']);
	const whole = press(kept, 'escape');
	assert.deepEqual([modeOf(whole.ui), whole.ui.overlay?.kind === 'help' && whole.ui.overlay.search], ['help', null]);
	assert.equal(modeOf(press(whole, 'escape').ui), 'view');
	assert.equal(modeOf(press(typed, 'escape').ui), 'help', 'while it is typed, too');
	assert.equal(modeOf(press(typed, 'backspace', 'backspace', 'backspace', 'enter', 'escape').ui), 'view', 'nothing is nothing to search for');
});
