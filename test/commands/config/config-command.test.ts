import assert from 'node:assert/strict';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {test, type TestContext} from 'node:test';
import {checkConfig} from '../../../source/commands/config/config-command.ts';
import {parseCommandLine} from '../../../source/cli/options/command-line.ts';
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

const check = async (configFile: string | null = null, environment = {}) => checkConfig({configFile, environment});

async function optionsOf(...words: readonly string[]) {
	const task = await parseCommandLine(['config', ...words], {HOME: '/h'});
	assert.strictEqual(task.command, 'config');
	return task.options;
}

test('a good file is said to be good', async t => {
	const file = await fileWith(t, 'interval = 2\n');
	assert.deepEqual(await check(file), {isGood: true, lines: [`${file} is good`]});
});

test('every mistake has a line', async t => {
	const file = await fileWith(t, 'interval = 0\nports = "x"\n[keys]\nquit = "s"\n');
	const {isGood, lines} = await check(file);
	assert.equal(isGood, false);
	assert.deepEqual(lines.map(line => line.slice(file.length).split(' ', 1)[0]), [':1:1:', ':2:1:', ':4:1:']);
});

test('what is wrong together is told too', async t => {
	const rules = Array.from({length: 201}, (_, index) => `[[alert]]\nwhen = "connections > ${index}"\n`).join('');
	const file = await fileWith(t, rules);
	assert.deepEqual(await check(file), {isGood: false, lines: [`${file}: 201 alerts are more than the 200 that can be watched; leave some out`]});
});

test('without a file it is told where it would be, which is no mistake', async () => {
	assert.deepEqual(await check(null, {HOME: '/nowhere'}), {isGood: true, lines: ['There is no configuration file: it would be /nowhere/.config/portop/config.toml']});
	assert.deepEqual(await check(null, {XDG_CONFIG_HOME: '/x', HOME: '/nowhere'}), {isGood: true, lines: ['There is no configuration file: it would be /x/portop/config.toml']});
	assert.deepEqual(await check(), {isGood: true, lines: ['There is no configuration file, and HOME does not say where it would be']});
	await assert.rejects(check('/nowhere/portop.toml'), UsageError);
});

test('either --check or --example', async () => {
	assert.deepEqual(await optionsOf('--check', '--config', 'f'), {action: 'check', configFile: 'f', environment: {HOME: '/h'}});
	assert.deepEqual(await optionsOf('--example'), {action: 'example', configFile: null, environment: {HOME: '/h'}});
	for (const words of [[], ['--check', '--example'], ['--check', 'file']]) {
		await assert.rejects(optionsOf(...words), UsageError, words.join(' '));
	}
});
