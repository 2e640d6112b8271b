import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ViewMessage} from '../../../source/protocol/protocol.ts';
import {Announcer} from '../../../source/ui/plain/announcer.ts';
import {plainText, plainTexts} from '../../../source/ui/plain/plain-text.ts';
import {initialState} from '../../../source/ui/store/initial-state.ts';
import type {AppState, UiState} from '../../../source/ui/state/state.ts';
import {aMoment} from '../../builders/moment.ts';
import {anOverview} from '../../builders/overview.ts';
import {
	baseUi,
	messageFor,
	samplePorts,
	sampleStates,
	sampleTime,
} from '../screen/samples.ts';
import {reduceAll, start} from '../store/fixtures.ts';

const drawing = /[\u{2500}-\u{259F}\u{2800}-\u{28FF}]/u;

function listen(ui: UiState = baseUi) {
	const initial: AppState = {...initialState(start), ui};
	let said = '';
	const announcer = new Announcer(initial, text => {
		said += text;
	});
	return {
		announcer,
		initial,
		/** What is said of a state. */
		of(state: AppState): string {
			said = '';
			announcer.update(state);
			return said;
		},
		get said() {
			return said;
		},
	};
}

const withMessage = (state: AppState, message: ViewMessage): AppState => ({...state, data: {message}});
const ports = (selected: number) => messageFor(baseUi, {view: 'ports', rows: samplePorts}, {selected});

test('the machine and the view are said once, then the row that is moved to, and nothing where nothing changes', () => {
	const {of, initial} = listen();
	const first = of(withMessage(initial, ports(0)));
	assert.match(first, /^web-1, /);
	assert.match(first, /\n.*tcp 1444 udp 16, .*, in 12 Mbit\/s, out 988 Mbit\/s, retransmissions 2\.5\/s\n/);
	assert.match(first, /\n\?: the keys. q: quit.\nPorts, rows: \d+\nselected: /);
	assert.match(first, /Port 22, Proto tcp, Address 0\.0\.0\.0, Process sshd\(812\)/);
	assert.doesNotMatch(first, drawing);
	const same = withMessage(initial, ports(0));
	assert.equal(of(same), '', 'a sample that changes figures alone');
	const moved = of(withMessage(initial, ports(1)));
	assert.match(moved, /^2 of \d+: /);
	assert.equal(moved.split('\n').length, 2);
});

test('each view in words', () => {
	for (const [view, content] of [
		['states', {view: 'states', rows: sampleStates}],
		['overview', {view: 'overview', rows: samplePorts, overview: anOverview()}],
	] as const) {
		const ui: UiState = {...baseUi, view};
		const {of, initial} = listen(ui);
		const message = messageFor(ui, content, {selected: 0});
		const state = withMessage(initial, message);
		const text = of(state);
		assert.match(text, view === 'states' ? /\nselected: State \w+, tcp \d+/ : /\nno active alerts\n[\s\S]*selected: Port 22 tcp/);
		assert.doesNotMatch(text, drawing);
	}
});

test('a line is echoed as it is typed, and what happens meanwhile waits', () => {
	const {of, initial, announcer} = listen();
	const shown = withMessage(initial, ports(0));
	of(shown);
	const open = reduceAll(shown, {type: 'open-filter'});
	assert.equal(of(open), 'Filter: ');
	const typed = reduceAll(open, {type: 'edit-line', edit: {insert: '2'}}, {type: 'edit-line', edit: {insert: '23'}});
	assert.equal(of(typed), '223');
	const erased = reduceAll(typed, {type: 'edit-line', edit: {erase: 'left'}});
	assert.equal(of(erased), '\b \b');
	announcer.say('meanwhile');
	assert.equal(of(reduceAll(erased, {type: 'edit-line', edit: {cursor: 'start'}}, {type: 'edit-line', edit: {insert: '1'}})), '\nFilter: 122');
	assert.equal(of(reduceAll(erased, {type: 'close'})), '\nmeanwhile\n');
	const wrong = reduceAll(open, {type: 'edit-line', edit: {insert: 'rtt>'}});
	of(open);
	of(wrong);
	announcer.problem();
	assert.match(of(wrong), /^$/);
});

test('events, messages, pauses, the help and dialogs are said', () => {
	const session = listen();
	const {of, initial, announcer} = session;
	const shown = withMessage(initial, ports(0));
	of(shown);
	assert.equal(of(shown), '');
	announcer.events([{
		sequence: 1,
		count: 1,
		kind: 'listener-vanished',
		at: aMoment(sampleTime),
		weight: 'warning',
		subject: {kind: 'port', identity: 'x', text: 'tcp 0.0.0.0:22 (sshd)'},
		message: 'tcp 0.0.0.0:22 (sshd) is closed',
		before: null,
		after: null,
		lastedSeconds: null,
		lastedIsMinimum: false,
		alert: null,
	}]);
	assert.match(session.said, /^\d\d:\d\d:\d\d warning: tcp 0\.0\.0\.0:22 \(sshd\): is closed\n$/);
	assert.equal(of(reduceAll(shown, {type: 'toggle-pause'})), 'Paused\n');
	assert.match(of(reduceAll(shown, {type: 'change-interval', by: 1})), /A sample every 2 s\n/);
	const help = of(reduceAll(shown, {type: 'open-help'}));
	assert.match(help, /\nq: Quit\n/);
	assert.doesNotMatch(help, drawing);
	const named: AppState = {...shown, ui: {...shown.ui, namedFilters: [{name: 'one', filter: '22'}, {name: 'two', filter: '443'}]}};
	of(named);
	const dialog = of(reduceAll(named, {type: 'open-named-filters'}));
	assert.match(dialog, /selected: one, 22\ntwo, 443\n/);
	assert.equal(of(reduceAll(named, {type: 'open-named-filters'}, {type: 'move', step: {unit: 'row', by: 1}})), 'selected: two, 443\n');
	assert.doesNotMatch(dialog, drawing);
});

test('drawn lines become sentences; a chart has none', () => {
	assert.equal(plainText('│ \u{1B}[1mRTT\u{1B}[22m   12ms   –  │'), 'RTT, 12ms, unknown');
	assert.equal(plainText('▶ one    22'), 'selected: one, 22');
	assert.deepEqual(plainTexts(['  6bit/s ┤╭──╮', '', '╭────╮', '  peak ⣿⣿ 3']), ['peak, 3']);
});
