import assert from 'node:assert/strict';
import {hostname} from 'node:os';
import {test, type TestContext} from 'node:test';
import type {ExternalEvent} from '../../../source/alerts/alert-engine.ts';
import {AlertCommands} from '../../../source/engine/alerting/alert-commands.ts';
import {ruleOf, transition} from '../alert-transitions.ts';
import {isAlive, Scripts, until} from '../scripts.ts';

type Report = Omit<ExternalEvent, 'at'>;

function commandsIn(context: TestContext) {
	const reports: Report[] = [];
	const commands = new AlertCommands(event => {
		reports.push(event);
	});
	context.after(() => {
		commands.close();
	});
	return {commands, reports};
}

const alertOf = (line: string) => (JSON.parse(line) as {readonly alert: string}).alert;

const numbers = (first: number, last: number) => Array.from({length: last - first + 1}, (_, index) => first + index);

test('the command is run when the alert begins and when it ends, and reads what happened', async t => {
	const scripts = await Scripts.create(t);
	const {commands, reports} = commandsIn(t);
	const rule = ruleOf('too many clients', [await scripts.add('page', 'cat >> "$D/out"')]);
	commands.run(transition(rule, 7));
	commands.run(transition(rule, 7, 'cleared'));
	await until(async () => scripts.hasLines('out', 2));
	const lines = await scripts.lines('out');
	const [fired, cleared] = lines.map((line): unknown => JSON.parse(line));
	const document = {
		version: 1,
		host: hostname(),
		state: 'fired',
		alert: 'alert 7',
		rule: {name: 'too many clients', text: 'connections > 1000 critical where port:443'},
		severity: 'critical',
		subject: {kind: 'port', identity: 'tcp|0.0.0.0|443', text: 'tcp 0.0.0.0:443 (nginx)'},
		message: '1,204 connections, more than 1,000',
		value: '1,204',
		worst: '2,000',
		since: '2026-01-02T03:04:05.678Z',
		cleared: null,
		explanation: ['connections > 1000', 'a "second" line\nwith a break'],
	};
	assert.deepEqual(fired, document);
	assert.deepEqual(cleared, {
		...document, state: 'cleared', value: '12', cleared: '2026-01-02T04:00:00.000Z',
	});
	assert.deepEqual(reports, []);
});

test('detectors\' alerts and rules without a command run nothing', async t => {
	const scripts = await Scripts.create(t);
	const {commands, reports} = commandsIn(t);
	const page = await scripts.add('page', 'cat >> "$D/out"');
	commands.run(transition(null, 1));
	commands.run(transition(ruleOf('silent', null), 2));
	commands.run(transition(ruleOf('loud', [page]), 3));
	await until(async () => scripts.hasLines('out', 1));
	assert.match(await scripts.read('out'), /"alert":"alert 3"/);
	assert.deepEqual(reports, []);
});

test('of a rule one command runs at a time, in order', async t => {
	const scripts = await Scripts.create(t);
	const {commands} = commandsIn(t);
	const rule = ruleOf('slow', [await scripts.add('slow', String.raw`n=$(sed 's/.*"alert":"alert \([0-9]*\)".*/\1/')
echo "begin $n" >> "$D/out"
sleep 0.02
echo "end $n" >> "$D/out"`)]);
	for (const number of numbers(1, 6)) {
		commands.run(transition(rule, number));
	}

	await until(async () => scripts.hasLines('out', 12));
	assert.deepEqual(await scripts.lines('out'), numbers(1, 6).flatMap(number => [`begin ${number}`, `end ${number}`]));
});

test('several rules\' commands run at the same time, but not more than eight', async t => {
	const scripts = await Scripts.create(t);
	const {commands} = commandsIn(t);
	const program = await scripts.add('waits', 'echo begin >> "$D/out"\nuntil [ -e "$D/go" ]; do sleep 0.02; done\necho end >> "$D/out"');
	for (const number of numbers(1, 12)) {
		commands.run(transition(ruleOf(`rule ${number}`, [program]), number));
	}

	await until(async () => scripts.hasLines('out', 8));
	await scripts.write('go');
	await until(async () => scripts.hasLines('out', 24));
	let running = 0;
	let most = 0;
	for (const line of await scripts.lines('out')) {
		running += line === 'begin' ? 1 : -1;
		most = Math.max(most, running);
	}

	assert.equal(most, 8);
});

test('while one runs few wait; the others are left out, and that is reported once', async t => {
	const scripts = await Scripts.create(t);
	const {commands, reports} = commandsIn(t);
	const rule = ruleOf('flood', [await scripts.add('waits', 'until [ -e "$D/go" ]; do sleep 0.02; done\ncat >> "$D/out"')]);
	for (const number of numbers(1, 30)) {
		commands.run(transition(rule, number));
	}

	await scripts.write('go');
	await until(async () => scripts.hasLines('out', 17));
	const lines = await scripts.lines('out');
	assert.deepEqual(lines.map(line => alertOf(line)), [1, ...numbers(15, 30)].map(number => `alert ${number}`));
	assert.deepEqual(reports.map(({message}) => message), ['the command of \'flood\' was not run for 13 alerts: they came faster than it ended']);
});

test('a command that fails is reported with its alert, and the next one runs', async t => {
	const scripts = await Scripts.create(t);
	const {commands, reports} = commandsIn(t);
	const fails = await scripts.add('fails', 'echo "no route" >&2\nexit 7');
	const hangs = await scripts.add('hangs', 'sleep 1000');
	const failing = transition(ruleOf('bad', [fails]), 1);
	commands.run(failing);
	commands.run({...failing, state: 'cleared'});
	await until(() => reports.length === 2);
	const nowhere = scripts.path('nowhere');
	commands.run(transition(ruleOf('missing', [nowhere]), 2));
	await until(() => reports.length === 3);
	commands.run(transition(ruleOf('hangs', [hangs], {onAlertTimeoutSeconds: 0.1}), 3));
	await until(() => reports.length === 4);
	const report = {
		kind: 'alert-command', weight: 'warning', subject: failing.alert.subject, message: 'the command of \'bad\' ended with exit code 7: no route', alert: failing.alert,
	};
	assert.deepEqual(reports[0], report);
	assert.deepEqual(reports[1], report);
	assert.match(reports[2]!.message, /^the command of 'missing' could not be started: .*(?:not found|No such file)/);
	assert.equal(reports[3]!.message, 'the command of \'hangs\' was ended after 0.1 s');
});

test('closing ends what runs, starts no more and reports nothing', async t => {
	const scripts = await Scripts.create(t);
	const {commands, reports} = commandsIn(t);
	const rule = ruleOf('hangs', [await scripts.add('hangs', 'echo run >> "$D/out"\necho $$ > "$D/pid"\nexec sleep 1000')]);
	commands.run(transition(rule, 1));
	commands.run(transition(rule, 2));
	const pid = await scripts.number('pid');
	commands.close();
	commands.run(transition(rule, 3));
	await until(() => !isAlive(pid));
	// Another command would have begun by the time at which this one has ended.
	const {commands: others, reports: othersReports} = commandsIn(t);
	others.run(transition(ruleOf('fails', ['false']), 4));
	await until(() => othersReports.length === 1);
	assert.deepEqual(await scripts.lines('out'), ['run']);
	assert.deepEqual(reports, []);
});
