import assert from 'node:assert/strict';
import {
	chmod,
	chown,
	mkdtemp,
	readdir,
	readFile,
	readlink,
	rm,
	stat,
	symlink,
	writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {it, type TestContext} from 'node:test';
import {saveColumns, type Saved} from '../../../source/cli/config/save-columns.ts';
import {requires} from '../../helpers/requirements.ts';

async function folderOf(t: TestContext): Promise<string> {
	const folder = await mkdtemp(path.join(os.tmpdir(), 'portop-columns-'));
	t.after(async () => rm(folder, {recursive: true, force: true}));
	return folder;
}

async function saved(saving: Promise<Saved>): Promise<void> {
	const {ok, message} = await saving;
	assert.ok(ok, message);
}

async function refusedFor(saving: Promise<Saved>, reason: RegExp): Promise<void> {
	const {ok, message} = await saving;
	assert.ok(!ok);
	assert.match(message, reason);
}

async function modeOf(file: string): Promise<number> {
	const {mode} = await stat(file);
	return mode & 0o777;
}

const columns = ['port', 'rtt'];
const section = '[views.ports]\ncolumns = ["port", "rtt"]\n';

it('a user without a configuration file gets one, with its folders', async t => {
	const file = path.join(await folderOf(t), 'config', 'portop', 'config.toml');
	assert.deepEqual(await saveColumns(file, 'ports', columns), {ok: true, message: `Columns of ports are in ${file}`});
	assert.equal(await readFile(file, 'utf8'), section);
	assert.equal(await modeOf(path.dirname(file)), 0o700);
	assert.deepEqual(await readdir(path.dirname(file)), ['config.toml']);
});

it('nothing is made where nothing is chosen', async t => {
	const folder = await folderOf(t);
	await saved(saveColumns(path.join(folder, 'a', 'config.toml'), 'ports', null));
	assert.deepEqual(await readdir(folder), []);
});

it('a file keeps its mode, its links and its byte order mark', async t => {
	const folder = await folderOf(t);
	const file = path.join(folder, 'real.toml');
	const link = path.join(folder, 'config.toml');
	await writeFile(file, '\u{FEFF}# mine\n');
	await chmod(file, 0o640);
	await symlink('real.toml', link);
	await saved(saveColumns(link, 'ports', columns));
	assert.equal(await readFile(file, 'utf8'), `\u{FEFF}# mine\n\n${section}`);
	assert.equal(await modeOf(file), 0o640);
	assert.equal(await readlink(link), 'real.toml');
});

it('what may not be changed stays as it is, and the reason is said', async t => {
	const folder = await folderOf(t);
	const good = '# mine\n';
	const refused = async (name: string, reason: RegExp) => {
		const file = path.join(folder, name);
		const before = await readdir(folder);
		const {ok, message} = await saveColumns(file, 'ports', columns);
		assert.ok(!ok);
		assert.match(message, reason);
		assert.match(message, new RegExp(name));
		assert.deepEqual(await readdir(folder), before, 'no other file is left');
	};

	const write = async (name: string, content: string | Uint8Array) => writeFile(path.join(folder, name), content);
	await write('read-only.toml', good);
	await chmod(path.join(folder, 'read-only.toml'), 0o444);
	await refused('read-only.toml', /^Not written: it is read-only/);
	await write('broken.toml', 'utc = \n');
	await refused('broken.toml', /^Not written: it is not good TOML any more/);
	await write('other.toml', 'views = 5\n');
	await refused('other.toml', /^Not written: write it by hand: views\.ports\.columns/);
	await write('bytes.toml', new Uint8Array([0xFF, 0xFE]));
	await refused('bytes.toml', /^Not written: it is not UTF-8/);
	await write('large.toml', `#${'x'.repeat(70_000)}\n`);
	await refused('large.toml', /^Not written: it is larger than 64 KiB/);
	await symlink('nowhere.toml', path.join(folder, 'dangling.toml'));
	await refused('dangling.toml', /^Not written: it is a link to a file that is not there/);
	await refused('read-only.toml/config.toml', /^Not written: a part of its path is no folder/);
	assert.equal(await readFile(path.join(folder, 'read-only.toml'), 'utf8'), good);
	const {message} = await saveColumns(null, 'ports', columns);
	assert.match(message, /neither XDG_CONFIG_HOME nor HOME/);
});

it('a device or a folder is no configuration file', async t => {
	const folder = await folderOf(t);
	for (const file of [folder, '/dev/null']) {
		const {message} = await saveColumns(file, 'ports', columns);
		assert.match(message, /^Not written: it is no regular file/);
	}
});

it('a file or folder of another user is left alone, even by root', requires({root: true}), async t => {
	const folder = await folderOf(t);
	const file = path.join(folder, 'config.toml');
	await writeFile(file, '# theirs\n');
	await chown(file, 1234, 1234);
	await refusedFor(saveColumns(file, 'ports', columns), /^Not written: it belongs to user 1234/);
	assert.equal(await readFile(file, 'utf8'), '# theirs\n');
	await rm(file);
	await chown(folder, 1234, 1234);
	await refusedFor(saveColumns(path.join(folder, 'a', 'b', 'config.toml'), 'ports', columns), /^Not written: its folder belongs to user 1234/);
	assert.deepEqual(await readdir(folder), []);
});
