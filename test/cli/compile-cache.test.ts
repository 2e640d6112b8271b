import assert from 'node:assert/strict';
import {
	chmodSync,
	chownSync,
	existsSync,
	globSync,
	mkdirSync,
	mkdtempSync,
	rmSync,
	statSync,
	symlinkSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterEach, beforeEach, test} from 'node:test';
import {execute} from '../helpers/execute.ts';
import {portop} from '../helpers/portop.ts';
import {requires} from '../helpers/requirements.ts';
import {mountSilentFileSystem, whyNoSilentFileSystem} from '../helpers/silent-file-system.ts';

/* Compiled code is taken from a folder into which nobody else can put any. */

let folder: string;
let home: string;
let shared: string;

beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'portop-cache-'));
	home = path.join(folder, 'home');
	shared = path.join(folder, 'tmp');
	mkdirSync(home);
	mkdirSync(shared, {mode: 0o777});
});

afterEach(() => {
	rmSync(folder, {recursive: true});
});

async function run(env: NodeJS.ProcessEnv): Promise<string> {
	const [program, ...words] = portop('--version');
	const {stdout} = await execute(program!, words, {env: {PATH: process.env['PATH'], TMPDIR: shared, ...env}, timeout: 10_000, killSignal: 'SIGKILL'});
	assert.match(stdout, /^\d/);
	assert.deepEqual(globSync('**', {cwd: shared}), ['.'], 'nothing in a folder of everybody');
	return stdout;
}

const filesIn = (place: string) => globSync('**/*', {cwd: place, withFileTypes: true}).filter(entry => entry.isFile()).length;

test('it is kept below HOME, or where XDG says, for its owner only', async () => {
	await run({HOME: home});
	const cache = path.join(home, '.cache/portop');
	assert.ok(filesIn(cache) > 0);
	assert.equal(statSync(cache).mode & 0o777, 0o700);

	const elsewhere = path.join(folder, 'elsewhere');
	mkdirSync(elsewhere);
	await run({HOME: home, XDG_CACHE_HOME: elsewhere});
	assert.ok(filesIn(path.join(elsewhere, 'portop')) > 0);
});

test('not where others may write, nor behind a link', async () => {
	const cache = path.join(home, '.cache/portop');
	mkdirSync(cache, {recursive: true});
	for (const mode of [0o777, 0o755]) {
		chmodSync(cache, mode);
		await run({HOME: home});
		assert.equal(filesIn(cache), 0);
	}

	rmSync(cache, {recursive: true});
	const target = path.join(folder, 'target');
	mkdirSync(target, {mode: 0o700});
	symlinkSync(target, cache);
	await run({HOME: home});
	assert.equal(filesIn(target), 0);
});

test('not below a folder that another user may change', requires({root: true}), async () => {
	const base = path.join(home, '.cache');
	mkdirSync(base);
	for (const [name, mode, owner] of [['another user\'s', 0o755, 65_534], ['for all to write', 0o777, 0], ['for a group to write', 0o775, 0]] as const) {
		chmodSync(base, mode);
		chownSync(base, owner, 65_534);
		for (const env of [{HOME: home}, {HOME: home, XDG_CACHE_HOME: base}]) {
			await run(env);
			assert.ok(!existsSync(path.join(base, 'portop')), name);
		}
	}

	chownSync(base, 0, 0);
	chmodSync(base, 0o755);
	chmodSync(folder, 0o777);
	await run({HOME: home});
	assert.ok(!existsSync(path.join(base, 'portop')), 'nor where the home itself may be exchanged');
	chmodSync(folder, 0o700);
	await run({HOME: home});
	assert.ok(filesIn(path.join(base, 'portop')) > 0);
});

test('a home in which no folder can be made takes no time', async () => {
	// With `recursive` Node.js tries for ever to make a folder there.
	await run({HOME: '/proc'});
	await run({HOME: home, XDG_CACHE_HOME: '/proc/none'});
	assert.ok(!existsSync('/proc/none'));
});

test('a home that does not answer holds nothing up', requires({root: true, missing: whyNoSilentFileSystem}), async () => {
	using _ = mountSilentFileSystem(home);
	for (const env of [{HOME: home}, {HOME: path.join(home, 'me')}, {HOME: '/', XDG_CACHE_HOME: home}]) {
		assert.match(await run(env), /^\d/);
	}
});

test('without a home of one\'s own there is none', requires({root: true}), async () => {
	await run({});
	await run({HOME: 'relative'});
	await run({HOME: '/nonexistent'});
	// As sudo -E leaves it.
	const others = path.join(folder, 'others');
	mkdirSync(others);
	await execute('chown', ['65534', others]);
	await run({HOME: others});
	assert.ok(!existsSync(path.join(others, '.cache')));
});
