/* Acknowledging alerts, adding and removing rules, the bell, the filter of the log. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {parseRule} from '../../../source/alerts/rules/rule.ts';
import type {SortKey, ViewMessage, ViewRows} from '../../../source/protocol/protocol.ts';
import {socketStates} from '../../../source/model/socket.ts';
import {connectionColumns} from '../../../source/ui/views/connections/columns.ts';
import {errorColumns} from '../../../source/ui/views/errors/columns.ts';
import {outgoingColumns} from '../../../source/ui/views/outgoing/columns.ts';
import {portColumns} from '../../../source/ui/views/ports/columns.ts';
import {probeColumns} from '../../../source/ui/views/probes/columns.ts';
import type {Action} from '../../../source/ui/state/actions.ts';
import {effectsOf} from '../../../source/ui/store/effects.ts';
import {queryOf} from '../../../source/ui/store/query.ts';
import {modeOf, type AppState} from '../../../source/ui/state/state.ts';
import {withUi} from '../../../source/ui/state/update.ts';
import {
	checkAlert,
	sampleAlertDetail,
	sampleAlerts,
	sampleAlertsView,
	sampleCounters,
	sampleRule,
} from '../screen/alert-samples.ts';
import {sampleProbes} from '../screen/probe-samples.ts';
import {sampleConnections, samplePorts, sampleStates} from '../screen/samples.ts';
import {sampleOutgoing} from '../screen/traffic-samples.ts';
import {
	lineOf,
	reduce,
	reduceAll,
	removalOf,
	stateAfter,
	summary,
} from './fixtures.ts';

const enter: Action = {type: 'apply-line'};
const type = (text: string): readonly Action[] => Array.from(text, insert => ({type: 'edit-line', edit: {insert}}));

/** A view with its rows on the screen. */
function showing(content: ViewRows, selected = 0, more: Partial<ViewMessage> = {}, from = stateAfter()): AppState {
	const shown = reduce(from, {type: 'show-view', view: content.view});
	return reduce(shown, {
		type: 'view-arrived',
		message: {
			type: 'view',
			past: null,
			summary,
			query: queryOf(shown),
			content,
			first: 0,
			listed: content.rows.length,
			matching: content.rows.length,
			closed: {listed: 0, leftOut: 0},
			total: content.rows.length,
			selected: content.rows.length === 0 ? null : selected,
			detail: null,
			preview: null,
			interfaces: null,
			firing: {},
			about: [],
			counts: {},
			...more,
		},
	});
}

const alerts: ViewRows = {view: 'alerts', rows: sampleAlerts};
const ports: ViewRows = {view: 'ports', rows: samplePorts};

function effects(state: AppState, action: Action) {
	return effectsOf(state, action, reduce(state, action));
}

/** The answer to the rule that was sent last. */
function answer(state: AppState, problem: string | null = null): Action<'rule-added-arrived'> {
	const request = lineOf(state, 'rule')?.request ?? 0;
	const name = problem === null ? 'connections > 5' : null;
	return {
		type: 'rule-added-arrived',
		message: {
			type: 'rule-added', request, name, rule: null, replaced: null, problem,
		},
	};
}

test('an alert is acknowledged by its row or its detail; an event is not', () => {
	const one: Action = {type: 'acknowledge', all: false};
	assert.deepEqual(effects(showing(alerts, 0), one), [{type: 'send', message: {type: 'acknowledge', identity: 'alert 3'}}]);
	assert.match(reduce(showing(alerts, 0), one).ui.notice?.text ?? '', /Acknowledged: tcp6 \*:443/);
	assert.match(reduce(showing(alerts, 1), one).ui.notice?.text ?? '', /already/);
	assert.deepEqual(effects(showing(alerts, 2), one), []);
	assert.equal(reduce(showing(alerts, 2), one).ui.notice?.kind, 'warning');
	assert.deepEqual(effects(showing(ports), one), []);
	const opened = reduce(showing(alerts, 0), {type: 'open-own-detail'});
	const {message} = opened.data;
	assert.ok(message);
	const withDetail = reduce(opened, {
		type: 'view-arrived', message: {
			...message, query: queryOf(opened), detail: sampleAlertDetail, selected: 3,
		},
	});
	assert.deepEqual(effects(withDetail, one), [{type: 'send', message: {type: 'acknowledge', identity: 'alert 3'}}]);
});

test('! acknowledges all that fire, from any view, and says how many', () => {
	const all: Action = {type: 'acknowledge', all: true};
	const counts = {
		critical: 2, warning: 1, unacknowledged: 2, fired: 3,
	};
	const state = showing(ports, 0, {summary: {...summary, alerts: counts}});
	assert.deepEqual(effects(state, all), [{type: 'send', message: {type: 'acknowledge', identity: null}}]);
	assert.equal(reduce(state, all).ui.notice?.text, 'Acknowledged 2 alerts');
	assert.match(reduce(showing(ports), all).ui.notice?.text ?? '', /^No alert/);
});

test('a rule is removed only after it was named and confirmed; a detector and a fixed check have none', () => {
	const propose: Action = {type: 'propose-removal'};
	const proposed = reduce(showing(alerts, 0), propose);
	assert.equal(modeOf(proposed.ui), 'remove');
	assert.deepEqual(proposed.ui.overlay, {
		kind: 'remove', what: 'rule', identity: 'busy web', text: 'busy web',
	});
	assert.deepEqual(effects(proposed, {type: 'confirm-removal'}), [{type: 'send', message: {type: 'remove-rule', name: 'busy web'}}]);
	assert.equal(reduce(proposed, {type: 'confirm-removal'}).ui.notice?.text, 'Removed busy web');
	assert.deepEqual(effects(proposed, {type: 'close'}), []);
	const over = reduce(showing(alerts, 5), propose);
	assert.equal(removalOf(over)?.text, 'busy web', 'of an alert that is over');
	for (const [row, reason] of [[1, /detector/], [2, /detector/], [3, /choose one/]] as const) {
		const refused: AppState = reduce(showing(alerts, row), propose);
		assert.equal(refused.ui.overlay, null);
		assert.match(refused.ui.notice?.text ?? '', reason);
	}

	const content = {...alerts, rows: [{type: 'alert', identity: checkAlert.identity, alert: checkAlert} as const]};
	assert.match(reduce(showing(content, 0), propose).ui.notice?.text ?? '', /\[fixedChecks\] of the configuration file/);
});

test('a rule that is gone is not offered for removal in the detail of its alert', () => {
	const opened = reduce(showing(alerts, 0), {type: 'open-own-detail'});
	const {message} = opened.data;
	assert.ok(message);
	const gone = reduce(opened, {type: 'view-arrived', message: {...message, query: queryOf(opened), detail: {...sampleAlertDetail, rule: null}}});
	assert.match(reduce(gone, {type: 'propose-removal'}).ui.notice?.text ?? '', /removed already/);
});

test('a rule begins with the sorted column and the selected row, the cursor where the limit goes', () => {
	const line = (content: ViewRows, key: SortKey, selected = 0) => {
		const state = showing(content, selected);
		const sorted = withUi(state, {sorts: {...state.ui.sorts, [content.view]: {key, descending: true}}});
		const opened = reduce(sorted, {type: 'open-rule'});
		const {text = '', cursor = 0} = lineOf(opened, 'rule') ?? {};
		return [`${text.slice(0, cursor)}│${text.slice(cursor)}`, opened.ui.notice === null ? '' : 'instead'];
	};

	assert.deepEqual(line(ports, 'acceptQueue', 2), ['acceptQueue > │ where sport:443', '']);
	assert.deepEqual(line(ports, 'address', 1), ['connections > │ where sport:53 proto:udp', 'instead']);
	assert.deepEqual(line({view: 'outgoing', rows: sampleOutgoing}, 'totalOpened'), ['outgoing opened > │ where dst:203.0.113.9 dport:5432', '']);
	assert.deepEqual(line({view: 'connections', rows: sampleConnections}, 'rtt', 1), ['rtt > │ where sport:22', '']);
	assert.deepEqual(line({view: 'connections', rows: sampleConnections}, 'rtt', 5), ['outgoing rtt > │ where dst:203.0.113.255 dport:443', '']);
	assert.deepEqual(line({view: 'probes', rows: sampleProbes}, 'p95'), [`probe rttP95 > │ where process:"${sampleProbes[0]?.target}"`, '']);
	assert.deepEqual(line({view: 'states', rows: sampleStates}, 'tcp', 6), ['state close-wait > │', '']);
	assert.deepEqual(line({view: 'errors', rows: sampleCounters, latest: []}, 'rate'), ['TcpExtListenOverflows > │', '']);
	assert.deepEqual(line({view: 'ports', rows: []}, 'send'), ['send > │', '']);
});

test('with a number in it every suggested rule is one', () => {
	const views: ReadonlyArray<readonly [ViewRows, ReadonlyArray<SortKey | null>]> = [
		[ports, portColumns.map(({sort}) => sort)],
		[{view: 'outgoing', rows: sampleOutgoing}, outgoingColumns.map(({sort}) => sort)],
		[{view: 'connections', rows: sampleConnections}, connectionColumns.map(({sort}) => sort)],
		[{view: 'probes', rows: sampleProbes}, probeColumns.map(({sort}) => sort)],
		[{view: 'errors', rows: sampleCounters, latest: []}, errorColumns.map(({sort}) => sort)],
		[{view: 'states', rows: sampleStates}, ['total']],
		[alerts, ['time']],
	];
	assert.equal(sampleStates.length, socketStates.length);
	for (const [content, keys] of views) {
		for (const key of keys) {
			for (const selected of content.rows.keys()) {
				const state = showing(content, selected);
				const sorted = key === null ? state : withUi(state, {sorts: {...state.ui.sorts, [content.view]: {key, descending: true}}});
				const typed = reduceAll(sorted, {type: 'open-rule'}, ...type('5'));
				const {text = ''} = lineOf(typed, 'rule') ?? {};
				const parsed = parseRule(text);
				assert.ok(parsed.ok, `${text}: ${parsed.ok ? '' : parsed.error.message}`);
			}
		}
	}
});

test('a rule is sent once; when it is good the line goes, else it says what is wrong', () => {
	const typed = reduceAll(showing(ports, 2), {type: 'open-rule'}, ...type('5'));
	assert.equal(modeOf(typed.ui), 'rule');
	assert.deepEqual(effects(typed, enter), [{
		type: 'send', message: {
			type: 'add-rule', request: 1, text: 'connections > 5 where sport:443', replaces: null,
		},
	}]);
	const asking = reduce(typed, enter);
	assert.deepEqual(effects(asking, enter), []);
	assert.equal(reduceAll(asking, ...type('x')), asking, 'what was sent stays');
	const good = reduce(asking, answer(asking));
	assert.equal(modeOf(good.ui), 'view');
	assert.match(good.ui.notice?.text ?? '', /connections > 5/);
	const bad = reduce(asking, answer(asking, 'there is such a rule already'));
	assert.equal(lineOf(bad, 'rule')?.problem, 'there is such a rule already');
	const corrected = reduceAll(bad, ...type('0'));
	assert.equal(lineOf(corrected, 'rule')?.problem, null);
	assert.deepEqual(effects(bad, enter).map(effect => effect.type === 'send' && effect.message.type === 'add-rule' && effect.message.request), [2]);
});

test('Esc leaves the line; ↑ brings back what was typed, which is bounded', () => {
	let state = reduceAll(showing(ports), {type: 'open-rule'}, {type: 'close'});
	assert.equal(modeOf(state.ui), 'view');
	for (let index = 0; index < 80; index++) {
		state = reduceAll(state, {type: 'open-rule'}, {type: 'edit-line', edit: {erase: 'start'}}, ...type(`loss > ${index} or`), enter);
		state = reduce(state, answer(state));
	}

	assert.equal(state.session.histories.rule.length, 50);
	const recalled = reduceAll(state, {type: 'open-rule'}, {type: 'recall-line', by: -1});
	assert.match(lineOf(recalled, 'rule')?.text ?? '', /^loss > 79 or/);
	assert.deepEqual(recalled.session.histories.target, []);
	const left = reduceAll(showing(ports), {type: 'open-rule'}, enter);
	const late = reduce(reduce(left, {type: 'close'}), answer(left));
	assert.match(late.ui.notice?.text ?? '', /Rule added for this session/);
	const empty = reduceAll(showing(alerts), {type: 'open-rule'}, {type: 'edit-line', edit: {erase: 'start'}}, enter);
	assert.equal(modeOf(empty.ui), 'view', 'Enter in the empty line too');
});

test('the line of a rule takes a row from the table, and does not wait for a sampler that died', () => {
	const state = showing(ports);
	const opened = reduce(state, {type: 'open-rule'});
	assert.equal(queryOf(opened).rows, queryOf(state).rows - 1);
	const asking = reduceAll(opened, ...type('5'), enter);
	const restarted = reduce(asking, {type: 'sampler-restarted', reason: 'x'});
	assert.equal(lineOf(restarted, 'rule')?.problem, 'the sampler died before it answered: Enter tries again');
	const failed = reduce(asking, {type: 'sampler-failed', reason: 'x'});
	assert.equal(failed.ui.overlay, null);
	assert.equal(reduce(failed, {type: 'open-rule'}).ui.overlay, null);
});

test('the bell rings once when alerts fired since the last picture, if it is wanted', () => {
	const arriving = (state: AppState, fired: number) => {
		const {message} = state.data;
		assert.ok(message);
		return {type: 'view-arrived', message: {...message, summary: {...summary, alerts: {...summary.alerts, fired}}}} as const;
	};

	const quiet = withUi(showing(ports), {bell: false});
	const loud = withUi(showing(ports), {bell: true});
	assert.deepEqual(effects(quiet, arriving(quiet, 3)), []);
	assert.deepEqual(effects(loud, arriving(loud, 3)), [{type: 'bell'}]);
	const after = reduce(loud, arriving(loud, 3));
	assert.deepEqual(effects(after, arriving(after, 3)), []);
	assert.deepEqual(effects(after, arriving(after, 4)), [{type: 'bell'}]);
	assert.deepEqual(effects(after, arriving(after, 0)), [], 'a sampler that was started again counts anew');
});

test('errors and alerts share a filter of plain words, none of which is wrong', () => {
	const filtered = reduceAll(showing(alerts), {type: 'open-filter'}, ...type('dport = nonsense ('), {type: 'apply-line'});
	assert.equal(filtered.ui.filters.log, 'dport = nonsense (');
	assert.equal(modeOf(filtered.ui), 'view');
	assert.equal(queryOf(reduce(filtered, {type: 'show-view', view: 'errors'})).filter, 'dport = nonsense (');
	assert.equal(queryOf(reduce(filtered, {type: 'show-view', view: 'ports'})).filter, '', 'which hides no socket');
});

test('e asks for every counter, and alerts have one order', () => {
	const shown = showing({view: 'errors', rows: sampleCounters, latest: []});
	assert.equal(queryOf(shown).showsZero, false);
	assert.equal(queryOf(reduce(shown, {type: 'toggle-zero'})).showsZero, true);
	for (const action of [{type: 'next-sort', by: 1}, {type: 'reverse-sort'}] as const) {
		const state = showing(alerts);
		assert.deepEqual(reduce(state, action).ui.sorts, state.ui.sorts);
		assert.match(reduce(state, action).ui.notice?.text ?? '', /one order/);
	}

	assert.equal(reduce(shown, {type: 'propose-end'}).ui.overlay, null);
});

const watched: ViewRows = {view: 'alerts', rows: sampleAlertsView};

test('a rule is edited in its own line by Enter or e, its place and name stay, and a mistake loses nothing', () => {
	for (const action of [{type: 'open-detail'}, {type: 'edit-rule'}] as const) {
		const opened: AppState = reduce(showing(watched, 2), action);
		assert.deepEqual([lineOf(opened, 'rule')?.text, lineOf(opened, 'rule')?.replaces], [sampleRule.text, 'busy web']);
		const changed: AppState = reduceAll(opened, {type: 'edit-line', edit: {erase: 'word-left'}}, ...type('sport:80'));
		const text = 'connections > 1000 for 30s critical where sport:80';
		assert.deepEqual(effects(changed, enter), [{
			type: 'send', message: {
				type: 'add-rule', request: 1, text, replaces: 'busy web',
			},
		}]);
		const asking: AppState = reduce(changed, enter);
		const bad: AppState = reduce(asking, answer(asking, 'a value is missing'));
		assert.deepEqual([lineOf(bad, 'rule')?.text, lineOf(bad, 'rule')?.replaces, lineOf(bad, 'rule')?.problem], [text, 'busy web', 'a value is missing']);
		const good: AppState = reduce(asking, {
			type: 'rule-added-arrived',
			message: {
				type: 'rule-added', request: 1, name: 'busy web', rule: {...sampleRule, text}, replaced: 'busy web', problem: null,
			},
		});
		assert.equal(modeOf(good.ui), 'view');
		assert.equal(good.ui.notice?.text, `Rule changed for this session: ${text}`);
	}

	const closed = reduceAll(showing(watched, 2), {type: 'edit-rule'}, {type: 'close'});
	assert.equal(closed.ui.overlay, null);
});

test('a rule is removed by its own row; a fixed check is neither edited nor removed, Enter opens its detail', () => {
	const proposed = reduce(showing(watched, 4), {type: 'propose-removal'});
	assert.deepEqual(removalOf(proposed), {
		kind: 'remove', what: 'rule', identity: 'state close-wait > 100 for 30s', text: 'state close-wait > 100 for 30s',
	});
	for (const action of [{type: 'edit-rule'}, {type: 'propose-removal'}] as const) {
		const refused: AppState = reduce(showing(watched, 5), action);
		assert.equal(refused.ui.overlay, null);
		assert.match(refused.ui.notice?.text ?? '', /\[fixedChecks\] of the configuration file/);
	}

	assert.equal(reduce(showing(watched, 5), {type: 'open-detail'}).ui.detail, 'check accept queue');
	assert.match(reduce(showing(ports), {type: 'edit-rule'}).ui.notice?.text ?? '', /Alerts view/);
	assert.match(reduce(showing(watched, 8), {type: 'edit-rule'}).ui.notice?.text ?? '', /choose one/);
});

test('the rule of an alert is edited where it is on the screen; the detail of a rule follows its new name', () => {
	const ofAlert = reduce(showing(watched, 0), {type: 'edit-rule'});
	assert.equal(lineOf(ofAlert, 'rule')?.text, sampleRule.text);
	assert.match(reduce(showing(alerts, 0), {type: 'edit-rule'}).ui.notice?.text ?? '', /list below/);
	assert.match(reduce(showing(watched, 1), {type: 'edit-rule'}).ui.notice?.text ?? '', /detector/);
	const opened = reduce(showing(watched, 4), {type: 'open-own-detail'});
	const renamed = reduce(opened, {
		type: 'rule-added-arrived',
		message: {
			type: 'rule-added', request: 9, name: 'loss > 1%', rule: null, replaced: 'state close-wait > 100 for 30s', problem: null,
		},
	});
	assert.equal(renamed.ui.detail, 'rule loss > 1%');
	const ofRow = reduce(showing(watched, 4), {type: 'edit-rule'});
	const [effect] = effects(ofRow, {
		type: 'rule-added-arrived',
		message: {
			type: 'rule-added', request: 9, name: 'loss > 1%', rule: null, replaced: 'state close-wait > 100 for 30s', problem: null,
		},
	});
	assert.deepEqual(effect?.type === 'send' && effect.message.type === 'query' && effect.message.move, {to: 'row', identity: 'rule loss > 1%'}, 'the cursor too');
	const removing = reduceAll(renamed, {type: 'confirm-removal'});
	assert.equal(removing.ui.detail, 'rule loss > 1%', 'nothing was proposed');
});
