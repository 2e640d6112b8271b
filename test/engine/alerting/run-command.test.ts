import assert from 'node:assert/strict';
import process from 'node:process';
import {test} from 'node:test';
import {runCommand, type Command} from '../../../source/engine/alerting/run-command.ts';
import {requires} from '../../helpers/requirements.ts';
import {mountSilentFileSystem, whyNoSilentFileSystem} from '../../helpers/silent-file-system.ts';
import {isAlive, Scripts, until} from '../scripts.ts';

const run = async (words: readonly string[], known: Partial<Command> = {}) => runCommand({
	words, input: '{}\n', timeoutSeconds: 20, signal: new AbortController().signal, ...known,
});

test('the arguments reach the program as they are: there is no shell', async t => {
	const scripts = await Scripts.create(t);
	const program = await scripts.add('with blank', String.raw`printf '%s\n' "$#" "$@" > "$D/out"`);
	const words = ['a b', '$HOME', '; echo no', '`id`', '$(id)', '*', '', '"\'', String.raw`\n`, '&& true', '> file', 'ü'];
	assert.equal(await run([program, ...words]), null);
	assert.equal(await scripts.read('out'), `${[words.length, ...words].join('\n')}\n`);
});

test('the program is found in PATH, and has portop\'s environment', async t => {
	const scripts = await Scripts.create(t);
	assert.equal(await run(['sh', '-c', 'printf %s "$PATH" > "$1"', 'sh', scripts.path('out')]), null);
	assert.equal(await scripts.read('out'), process.env['PATH']);
});

test('standard input arrives whole, and ends', async t => {
	const scripts = await Scripts.create(t);
	const input = 'ä€😀'.repeat(100_000);
	const program = await scripts.add('reads', 'cat > "$D/out"');
	assert.equal(await run([program], {input}), null);
	assert.equal(await scripts.read('out'), input);
});

for (const [name, body] of [
	['does not read', 'exit 0'],
	['closes its standard input', 'exec <&-; exit 0'],
	['reads a part', 'head -c 5 > /dev/null'],
] as const) {
	test(`a program that ${name} is as good`, async t => {
		const scripts = await Scripts.create(t);
		const program = await scripts.add('program', body);
		for (const input of ['{}', 'x'.repeat(1_000_000)]) {
			assert.equal(await run([program], {input}), null);
		}
	});
}

test('output does not hold the program, and the beginning of standard error is told', async t => {
	const scripts = await Scripts.create(t);
	const program = await scripts.add('talks', String.raw`head -c 1000000 /dev/zero
printf 'no \033[31mroute\n\tto pager ' >&2
head -c 1000000 /dev/zero | tr '\0' x >&2
exit 3`);
	const problem = (await run([program])) ?? '';
	assert.ok(problem?.startsWith('ended with exit code 3: no ?[31mroute to pager xxx'), problem);
	assert.equal(problem.length, 'ended with exit code 3: '.length + 200 - 1);
});

test('what went wrong is told', async t => {
	const scripts = await Scripts.create(t);
	assert.equal(await run([await scripts.add('fails', 'exit 1')]), 'ended with exit code 1');
	assert.equal(await run([await scripts.add('dies', 'kill -SEGV $$')]), 'was ended by SIGSEGV');
	assert.match((await run([scripts.path('nowhere')]))!, /^could not be started: .*nowhere: (?:not found|No such file)/);
	assert.match((await run(['portop-no-such-program']))!, /^could not be started: portop-no-such-program: not found/);
	assert.match((await run([scripts.folder]))!, /^could not be started: .*: (?:permission denied|is a directory)/i);
	assert.match((await run(['sh', 'a\0b']))!, /^could not be started: /);
	assert.match((await run(['sh', 'x'.repeat(4_000_000)]))!, /^could not be started: .*E2BIG/);
});

test('what takes too long is ended, and its children with it', async t => {
	const scripts = await Scripts.create(t);
	const program = await scripts.add('hangs', 'sleep 1000 &\necho $! > "$D/child"\necho $$ > "$D/pid"\nwait');
	const startedAt = performance.now();
	assert.equal(await run([program], {timeoutSeconds: 1.5}), 'was ended after 1.5 s');
	assert.ok(performance.now() - startedAt >= 1500);
	assert.ok(!isAlive(await scripts.number('pid')));
	assert.ok(!isAlive(await scripts.number('child')));
});

for (const [name, body] of [
	['a program and a child', 'trap "" TERM\nsleep 1000 &\necho $! > "$D/child"\nwait'],
	['a child of a program that goes', '(trap "" TERM; echo ready > "$D/ready"; exec sleep 1000) &\nuntil [ -e "$D/ready" ]; do sleep 0.01; done\necho $! > "$D/child"\nwait'],
] as const) {
	test(`${name} that will not go is killed half a second later`, async t => {
		const scripts = await Scripts.create(t);
		const stop = new AbortController();
		const over = run([await scripts.add('stays', body)], {signal: stop.signal});
		const child = await scripts.number('child');
		const stoppedAt = performance.now();
		stop.abort();
		assert.equal(await over, null);
		assert.ok(performance.now() - stoppedAt >= 490);
		// SIGKILL takes its moment.
		await until(() => !isAlive(child));
	});
}

test('a program that goes when asked is waited for no longer', async t => {
	const scripts = await Scripts.create(t);
	const stop = new AbortController();
	const over = run([await scripts.add('goes', 'trap "echo bye > $D/bye; exit 0" TERM\necho $$ > "$D/pid"\nwhile :; do sleep 0.01; done')], {signal: stop.signal});
	await scripts.number('pid');
	stop.abort();
	assert.equal(await over, null);
	assert.equal(await scripts.read('bye'), 'bye\n');
});

test('what a program leaves running goes on, and holds nothing up', async t => {
	const scripts = await Scripts.create(t);
	assert.equal(await run([await scripts.add('leaves', 'sleep 1000 &\necho $! > "$D/child"')]), null);
	const child = await scripts.number('child');
	assert.ok(isAlive(child));
	process.kill(child);
});

test('a program whose file system does not answer is late as any other', requires({root: true, missing: whyNoSilentFileSystem}), async t => {
	const scripts = await Scripts.create(t);
	using _ = mountSilentFileSystem(scripts.folder);
	assert.equal(await run([scripts.path('page')], {timeoutSeconds: 0.2}), 'was ended after 0.2 s');
});
