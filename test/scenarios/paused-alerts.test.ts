import assert from 'node:assert/strict';
import {test} from 'node:test';
import {parseRule} from '../../source/alerts/rules/rule.ts';
import type {Query} from '../../source/protocol/protocol.ts';
import {Sampler} from '../../source/engine/sampler.ts';
import {FakeMachine} from '../builders/fake-machine.ts';
import {samplerOptions} from '../builders/sampler-options.ts';

const query: Query = {
	view: 'states', filter: '', sort: {key: 'state', descending: false}, rows: 20, grouping: 'process', detail: null, preview: 0, showsZero: false, interfaces: false, chart: {seconds: 120, buckets: 60}, looked: null, moves: 0, paused: true,
};

test('what fires is counted while the display is paused, and while it stands still otherwise', async t => {
	const sampler = new Sampler(samplerOptions(), {openSockets: new FakeMachine().openSockets});
	t.after(() => {
		sampler.close();
	});
	await sampler.tick();
	const frozen = sampler.answer(query, null);
	assert.equal(frozen?.summary.alerts.fired, 0);
	const {problem} = sampler.addRule('state listen >= 0', null);
	assert.equal(problem, null);
	await sampler.tick();
	const paused = sampler.answer(query, null);
	assert.deepEqual([paused?.summary.tick, paused?.summary.alerts.warning, paused?.summary.alerts.fired], [frozen?.summary.tick, 1, 1]);
});

test('a sampler that follows a dead one says so, and its alerts have names of their own', async t => {
	const parsed = parseRule('state listen >= 0');
	assert.ok(parsed.ok);
	const sampler = new Sampler(samplerOptions({restarts: 1, alertRules: [parsed.rule]}), {openSockets: new FakeMachine().openSockets});
	t.after(() => {
		sampler.close();
	});
	await sampler.tick();
	const answer = sampler.answer({
		...query, view: 'alerts', paused: false, sort: {key: 'time', descending: true},
	}, null);
	const rows = answer?.content.view === 'alerts' ? answer.content.rows : [];
	assert.ok(rows.some(row => row.type === 'alert' && row.identity === 'alert 2.1'), JSON.stringify(rows.map(({identity}) => identity)));
	assert.ok(rows.some(row => row.type === 'event' && row.event.kind === 'source' && row.event.message.includes('restarted')));
});
