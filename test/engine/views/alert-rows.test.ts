import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {AlertEngine} from '../../../source/alerts/alert-engine.ts';
import {parseRule} from '../../../source/alerts/rules/rule.ts';
import {alertRows} from '../../../source/engine/views/alert-rows.ts';
import {
	busy,
	fields,
	observation,
	port,
} from '../../alerts/rows.ts';

/** Alerts of a web server that has more connections than the rule allows, and of a listener that appeared later. */
function busyServer(): AlertEngine {
	const parsed = parseRule('connections > 10 critical where port:443');
	assert.ok(parsed.ok);
	const book = new AlertEngine({rules: [parsed.rule], detects: false, fields});
	book.observe(observation(0, [busy(443, {ESTABLISHED: 5})]));
	book.observe(observation(1, [busy(443, {ESTABLISHED: 20}), port({port: 22})]));
	return book;
}

const https = 'tcp|0.0.0.0|443';

describe('the rows of the Alerts view', () => {
	it('are what fires, then the log', () => {
		const {rows, counts} = alertRows(busyServer());
		assert.deepEqual(rows.map(row => row.type === 'alert' ? `${row.alert.severity} ${row.alert.subject.identity}` : row.event.kind), [
			`critical ${https}`, 'alert-fired', 'listener-appeared',
		]);
		assert.deepEqual(counts, {
			critical: 1, warning: 0, unacknowledged: 1, fired: 1,
		});
	});

	it('know what fires on a row, by what it is and its identity', () => {
		const {firing} = alertRows(busyServer());
		assert.deepEqual([firing('port', https), firing('outgoing', https), firing('port', 'tcp|0.0.0.0|22')], ['critical', undefined, undefined]);
	});

	it('know of an alert the rule that raised it, and what else was logged about its subject', () => {
		const {rows, details} = alertRows(busyServer());
		const [alert, fired] = rows;
		const found = details(alert?.identity ?? '');
		assert.equal(found?.row, alert);
		assert.equal(found?.rule?.name, 'connections > 10 critical where port:443');
		assert.deepEqual(found?.related.map(({kind}) => kind), ['alert-fired']);
		const ofEvent = details(fired?.identity ?? '');
		assert.equal(ofEvent?.row, fired);
		assert.equal(ofEvent?.rule, found?.rule, 'the line of the log that it fires has it too');
		assert.deepEqual(ofEvent?.related, []);
	});

	it('have the rules and fixed checks, with what they have raised', () => {
		const engine = busyServer();
		const {conditions, details} = alertRows(engine);
		const [rule, ...checks] = conditions.map(({condition: {name, origin, active, fired, isOn}}) => ({
			name, origin, active, fired, isOn,
		}));
		assert.deepEqual(rule, {
			name: 'connections > 10 critical where port:443', origin: 'session', active: 1, fired: 1, isOn: true,
		});
		assert.deepEqual(checks.map(({isOn}) => isOn), Array.from({length: 8}, () => false), 'no limits were given');
		const found = details('rule connections > 10 critical where port:443');
		assert.equal(found?.rule?.threshold, 10);
		assert.deepEqual(found?.related.map(({kind}) => kind), ['alert-fired']);
	});

	it('have a rule that is edited in its place, with its name and command, and what it had raised is over', () => {
		const engine = busyServer();
		engine.addRule('loss > 5%');
		const {version} = engine;
		assert.match(engine.addRule('loss > 5', 'connections > 10 critical where port:443').problem ?? 'none', /none/);
		assert.ok(engine.version > version);
		const {conditions, rows} = alertRows(engine);
		assert.deepEqual(conditions.slice(0, 2).map(({condition: {name, active, fired}}) => [name, active, fired]), [['loss > 5', 0, 0], ['loss > 5%', 0, 0]]);
		assert.equal(rows[0]?.type === 'event' && rows[0].event.message.includes('the rule was changed'), true);
		assert.deepEqual(engine.addRule('loss > 5%', 'loss > 5'), {name: null, problem: 'there is such a rule already'});
		assert.match(engine.addRule('loss >', 'loss > 5').problem ?? '', /value/);
		assert.equal(engine.rule('loss > 5')?.threshold, 5, 'a mistake changes nothing');
		assert.deepEqual(engine.addRule('loss > 5', 'loss > 5'), {name: 'loss > 5', problem: null});
	});

	it('know no rule of any other line of the log', () => {
		const {rows, details} = alertRows(busyServer());
		const appeared = details(rows[2]?.identity ?? '');
		assert.equal(appeared?.row, rows[2]);
		assert.equal(appeared?.rule, null);
	});

	it('know no rule that was removed, and no row that is not there', () => {
		const book = busyServer();
		book.removeRule('connections > 10 critical where port:443');
		const {rows, details} = alertRows(book);
		assert.deepEqual(rows.map(row => row.type === 'event' ? row.event.kind : row.type), ['alert-cleared', 'alert-fired', 'listener-appeared']);
		assert.equal(details(rows[0]?.identity ?? '')?.rule, null);
		assert.equal(details('no such row'), undefined);
	});

	it('stay what they were when the alerts move on', () => {
		const book = busyServer();
		const before = alertRows(book);
		const {version, rows} = before;
		book.observe(observation(2, [busy(443, {ESTABLISHED: 5})]));
		assert.equal(before.firing('port', https), 'critical');
		assert.equal(before.rows, rows);
		const after = alertRows(book);
		assert.equal(after.firing('port', https), undefined);
		assert.ok(after.version > version);
	});
});
