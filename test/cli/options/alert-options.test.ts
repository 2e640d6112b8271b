import assert from 'node:assert/strict';
import {
	mkdir,
	mkdtemp,
	rm,
	writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {test, type TestContext} from 'node:test';
import {parseCommandLine} from '../../../source/cli/options/command-line.ts';
import type {MonitorOptions} from '../../../source/cli/options/options.ts';
import {UsageError} from '../../../source/cli/flags/usage-error.ts';

async function fileWith(t: TestContext, text: string): Promise<string> {
	const folder = await mkdtemp(path.join(tmpdir(), 'portop-config-'));
	t.after(async () => {
		await rm(folder, {recursive: true});
	});
	const file = path.join(folder, 'portop.toml');
	await writeFile(file, text);
	return file;
}

async function monitor(...words: readonly string[]): Promise<MonitorOptions> {
	const task = await parseCommandLine(words, {});
	assert.strictEqual(task.command, 'monitor');
	return task.options;
}

const parse = async (...words: readonly string[]) => parseCommandLine(words, {});
const refusal = (message: RegExp) => (error: unknown) => error instanceof UsageError && message.test(error.message);

test('rules of the file come first, then those of the flags', async t => {
	const file = await fileWith(t, '[[alert]]\nname = "a"\nwhen = "connections > 5"\nonAlert = ["page"]');
	const {alertRules} = await monitor('--config', file, '--alert', 'connections > 5', '--alert=rtt p95 > 50ms for 1m');
	assert.deepEqual(alertRules.map(({name, onAlert}) => [name, onAlert]), [['a', ['page']], ['connections > 5', null], ['rtt p95 > 50ms for 1m', null]]);
});

test('without a word detectors look and the bell is silent', async t => {
	const {detects, bell, alertRules} = await monitor('--config', await fileWith(t, ''));
	assert.deepEqual({detects, bell, alertRules}, {detects: true, bell: false, alertRules: []});
});

test('flags win over the file', async t => {
	const file = await fileWith(t, 'bell = true\ndetectors = false\nutc = true');
	const other = await fileWith(t, 'bell = false\ndetectors = true\nutc = false');
	const settings = ({bell, detects, utc}: MonitorOptions) => ({bell, detects, utc});
	assert.deepEqual(settings(await monitor('--config', file)), {bell: true, detects: false, utc: true});
	assert.deepEqual(settings(await monitor('--config', other)), {bell: false, detects: true, utc: false});
	assert.deepEqual(settings(await monitor('--config', other, '--bell', '--no-detectors', '--utc')), {bell: true, detects: false, utc: true});
});

test('the user\'s file is read without a flag, and by the monitor only', async t => {
	const folder = path.dirname(await fileWith(t, ''));
	await mkdir(path.join(folder, 'portop'));
	await writeFile(path.join(folder, 'portop/config.toml'), 'colour = 1');
	await assert.rejects(parseCommandLine([], {XDG_CONFIG_HOME: folder}), new RegExp(`^UsageError: ${folder}/portop/config.toml:1:1: unknown key`));
	for (const words of [['list'], ['probe', 'host'], ['--help'], ['--version']]) {
		await parseCommandLine(words, {XDG_CONFIG_HOME: folder});
	}
});

test('no two alerts have the same name', async t => {
	const file = await fileWith(t, '[[alert]]\nname = "connections > 5"\nwhen = "peers > 5"');
	await assert.rejects(parse('--config', file, '--alert', 'connections  > 5'), refusal(/^--alert: there is an alert 'connections > 5' already; leave one of them out$/));
	await assert.rejects(parse('--alert', 'peers > 5', '--alert', 'peers > 5'), refusal(/^--alert: there is an alert 'peers > 5' already/));
});

test('a bad rule is shown with a caret under what is wrong', async () => {
	await assert.rejects(parse('--alert', 'connections > x'), refusal(/^--alert: .*\n {2}connections > x\n {16}\^$/));
	await assert.rejects(parse('--alert', 'conections > 5'), refusal(/^--alert: .*'connections'.*\n {2}conections > 5\n {2}\^{10}$/));
});

test('more rules than can be watched are refused', async () => {
	const rules = Array.from({length: 201}, (_, index) => `--alert=peers > ${index}`);
	await assert.rejects(parse(...rules), refusal(/^201 alerts are more than the 200 that can be watched/));
	const {alertRules} = await monitor(...rules.slice(1));
	assert.equal(alertRules.length, 200);
});

test('list and probe take none of it', async () => {
	for (const words of [['--alert', 'peers > 5'], ['--config', 'file'], ['--bell'], ['--no-detectors']]) {
		await assert.rejects(parse('list', ...words), refusal(/^--[-a-z]+ is not for portop list; it belongs to portop(?:, portop serve)?(?:, portop record)?(?:, portop replay FILE)?(?:, portop config)?$/));
		await assert.rejects(parse('probe', 'host', ...words), refusal(/^--[-a-z]+ is not for portop probe; it belongs to portop(?:, portop serve)?(?:, portop record)?(?:, portop replay FILE)?(?:, portop config)?$/));
	}
});
