import assert from 'node:assert/strict';
import {
	chmod,
	mkdtemp,
	rm,
	writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {test, type TestContext} from 'node:test';
import {setTimeout as wait} from 'node:timers/promises';
import {guardOf, readToken, watchToken} from '../../../source/commands/serve/serve-token.ts';
import {UsageError} from '../../../source/cli/flags/usage-error.ts';

function unexpected(problem: string): never {
	throw new Error(problem);
}

async function tokenFile(t: TestContext, text: string | Uint8Array): Promise<string> {
	const folder = await mkdtemp(path.join(os.tmpdir(), 'portop-test-'));
	t.after(async () => rm(folder, {recursive: true}));
	const file = path.join(folder, 'token');
	await writeFile(file, text, {mode: 0o600});
	return file;
}

test('the file\'s only word, without the newline at its end', async t => {
	const {guard, warning} = await readToken(await tokenFile(t, ' secret-1.2_3~+/==\n'));
	assert.deepEqual([guard('Bearer secret-1.2_3~+/=='), guard('Bearer secret'), guard(undefined), warning], [true, false, false, null]);
});

test('what holds no token is refused', async t => {
	for (const [text, message] of [
		['', /^--token-file: .*token is empty; .*openssl rand/],
		[' \n\n', /is empty/],
		['two words', /holds more than a token/],
		['two\nlines', /holds more than a token/],
		['schlüssel', /holds more than a token/],
		[Uint8Array.of(0xFF, 0xFE), /it is not UTF-8/],
		['x'.repeat(100_000), /larger than/],
	] as const) {
		const file = await tokenFile(t, text);
		await assert.rejects(readToken(file), (error: unknown) => error instanceof UsageError && message.test(error.message), String(message));
	}

	await assert.rejects(readToken('/nowhere/token'), /^UsageError: --token-file: \/nowhere\/token cannot be read: there is no such file$/);
	await assert.rejects(readToken('/'), /it is a directory/);
});

test('a token that another user may exchange is refused', async t => {
	const file = await tokenFile(t, 'secret');
	for (const [place, mode] of [[file, 0o666], [path.dirname(file), 0o777]] as const) {
		await chmod(place, mode);
		await assert.rejects(readToken(file), (error: unknown) => error instanceof UsageError && error.message.startsWith(`--token-file: ${file} is not safe: every user may write to ${place};`));
		await chmod(place, 0o700);
	}

	const {guard} = await readToken(file);
	assert.ok(guard('Bearer secret'));
});

test('a file that everybody may read is warned of', async t => {
	const file = await tokenFile(t, 'secret');
	await chmod(file, 0o644);
	const {warning} = await readToken(file);
	assert.match(warning ?? '', /every user of this machine may read .*token; chmod o-r takes that away/);
});

test('no token is ever shown by an empty header', () => {
	const guard = guardOf('secret');
	assert.deepEqual(['', 'Bearer', 'Bearer ', 'Bearer  ', 'Bearer secret secret'].map(header => guard(header)), [false, false, false, false, false]);
});

test('a new token holds after SIGHUP; what is none is told, and the one before holds', async t => {
	const file = await tokenFile(t, 'first');
	const problems: string[] = [];
	using token = await watchToken(file, problem => {
		problems.push(problem);
	});
	const holds = (word: string) => token.guard?.(`Bearer ${word}`) === true;
	assert.deepEqual([holds('first'), holds('second')], [true, false]);
	await writeFile(file, 'second');
	process.emit('SIGHUP');
	while (!holds('second')) {
		await wait(5);
	}

	assert.ok(!holds('first'));
	await writeFile(file, '');
	process.emit('SIGHUP');
	while (problems.length === 0) {
		await wait(5);
	}

	assert.match(problems[0]!, /is empty.*; the token before still holds$/);
	assert.ok(holds('second'));
});

test('a new token holds soon without a signal', async t => {
	const file = await tokenFile(t, 'first');
	using token = await watchToken(file, unexpected);
	await writeFile(file, 'second');
	while (token.guard?.('Bearer second') !== true) {
		await wait(50);
	}

	assert.equal(token.guard('Bearer first'), false);
});

test('without a file there is no token', async () => {
	const listeners = process.listenerCount('SIGHUP');
	{
		using token = await watchToken(null, unexpected);
		assert.equal(token.guard, null);
		assert.equal(process.listenerCount('SIGHUP'), listeners + 1, 'the signal would end the process');
	}

	assert.equal(process.listenerCount('SIGHUP'), listeners);
});
