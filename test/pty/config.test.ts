/* The built program with a configuration file: what it says is what the screen shows. */
import assert from 'node:assert/strict';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {test, type TestContext} from 'node:test';
import {CommandError, execute} from '../helpers/execute.ts';
import {startInPty} from './driver.ts';
import {listen, program, startMonitor} from './monitor-session.ts';

const bounded = {timeout: 30_000};
const escape = '\u{1B}';

async function fileWith(t: TestContext, text: string): Promise<string> {
	const folder = await mkdtemp(path.join(tmpdir(), 'portop-config-'));
	t.after(async () => {
		await rm(folder, {recursive: true});
	});
	const file = path.join(folder, 'portop.toml');
	await writeFile(file, text);
	return file;
}

test('view, columns, order, keys, names and interval are those of the file', bounded, async t => {
	using listener = await listen();
	const file = await fileWith(t, `
view = "connections"
interval = 0.5
numeric = true
utc = true

[views.connections]
columns = ["remote", "local", "state", "user"]
sort = "local"
descending = true

[views.ports]
columns = ["port", "user"]
sort = "rtt"

[filters]
nothing = "port:1 and port:2"
here = "sport:${listener.port}"

[keys]
quit = "Q"
down = ["J", "down"]
named-filters = "f"
show-ports = "P"
`);
	await using session = await startInPty({command: [...program, '--config', file], columns: 100, env: {NO_COLOR: undefined}});
	await session.waitFor(/3 Connections \d+/, {timeout: 10_000});
	const screen = await session.waitFor(/every 0\.5s/);
	assert.match(screen.join('\n'), /^ {2}Peer +Local▼ +State +User *$/m);
	assert.match(screen[2] ?? '', /^1 Overview {2}P Ports/);
	assert.match(screen[0] ?? '', /UTC$/);
	assert.match(screen.at(-1) ?? '', /^Q quit/);

	session.press('f');
	await session.waitFor(/▶ nothing +port:1 and port:2/);
	session.press('j');
	session.press('J');
	await session.waitFor(/▶ here +sport:/);
	session.press('\r');
	await session.waitFor(new RegExp(`filter: sport:${listener.port}`));
	await session.waitFor(/3 Connections 1\/\d+/);
	session.press(escape);
	await session.waitFor(shown => !shown.join('\n').includes('filter: '));

	session.press('P');
	await session.waitFor(/^sorted by RTT ▼ {2}Q quit/m);
	session.press('q');
	session.press('?');
	await session.waitFor(/Q +Quit/);
	session.press('q');
	await session.waitFor(/P Ports \d+/);
	session.press('Q');
	assert.deepEqual(await session.exit, {code: 0, signal: null});
});

test('Ctrl-C quits whatever the file says, and NO_COLOR wins over its theme', bounded, async t => {
	const file = await fileWith(t, 'theme = "high-contrast"\n[keys]\nquit = []\n');
	await using session = await startMonitor({arguments: ['--config', file], env: {NO_COLOR: '1'}});
	session.press('q');
	session.press('>');
	await session.waitFor(/▲Proto|Proto▲|▼Proto|Proto▼/);
	const sequences = session.output().toString().split(`${escape}[`);
	const colors = sequences.filter(sequence => /^(?:[\d;]*;)?3[1-7][;m]/.test(sequence));
	assert.deepEqual(colors, []);
	session.press('\u{3}');
	assert.deepEqual(await session.exit, {code: 130, signal: null});
});

test('watched ports of the file are listed beside the others, and probes are probed', bounded, async t => {
	using listener = await listen();
	using other = await listen();
	const file = await fileWith(t, `ports = [${listener.port}, 9]\nprobes = ["connect://127.0.0.1:${other.port}"]\nprobeInterval = 0.2\n`);
	await using session = await startMonitor({arguments: ['--config', file], columns: 200, rows: 50});
	await session.waitFor(new RegExp(String.raw`\b${listener.port} +tcp +OPEN .*\dµs`), {timeout: 10_000});
	const screen = await session.waitFor(/\b9 +tcp +CLOSED/);
	assert.match(screen.join('\n'), new RegExp(String.raw`\b${other.port} +tcp +OPEN`));
	session.press('6');
	await session.waitFor(new RegExp(String.raw`127\.0\.0\.1:${other.port} .*OPEN`));
});

test('a mistake ends it before the screen is taken, and portop config tells all of them', bounded, async t => {
	const file = await fileWith(t, 'view = "port"\n[keys]\nquit = "s"\n');
	await using session = await startInPty({command: [...program, '--config', file], columns: 150});
	await session.waitFor(/^portop: \/.*portop\.toml:1:1: unknown view 'port'; did you mean 'ports'\?$/m);
	assert.deepEqual(await session.exit, {code: 2, signal: null});
	assert.ok(!session.output().toString().includes(`${escape}[?1049h`));

	const portop = async (...words: readonly string[]) => execute(program[0], [program[1], ...words]);
	await assert.rejects(portop('config', '--check', '--config', file), (error: unknown) => {
		assert.ok(error instanceof CommandError);
		assert.equal(error.code, 2);
		assert.match(error.output.stderr, /^\/\S+:1:1: .*\n\/\S+:3:1: quit: 's' is a key of sort already.*\n$/);
		return true;
	});
	const example = await portop('config', '--example');
	const good = await fileWith(t, example.stdout);
	const checked = await portop('config', '--check', '--config', good);
	assert.equal(checked.stdout, `${good} is good\n`);
	const [, schema = ''] = /^ #:schema (.*)$/m.exec(example.stdout) ?? [];
	assert.equal(schema, path.resolve(program[1], '../../docs/config.schema.json'));
});
