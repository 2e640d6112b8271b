import assert from 'node:assert/strict';
import {
	chmod,
	chown,
	mkdir,
	mkdtemp,
	rm,
	symlink,
	writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {test, type TestContext} from 'node:test';
import {followPath} from '../../source/process/who-may-change.ts';
import {requires} from '../helpers/requirements.ts';

const nobody = 65_534;

/** A folder with `way/to/file`, none of which another user may change. */
async function setUp(t: TestContext) {
	const folder = await mkdtemp(path.join(tmpdir(), 'portop-way-'));
	t.after(async () => rm(folder, {recursive: true}));
	const [way, to] = [path.join(folder, 'way'), path.join(folder, 'way/to')];
	await mkdir(to, {recursive: true, mode: 0o755});
	const file = path.join(to, 'file');
	await writeFile(file, '', {mode: 0o644});
	for (const place of [way, to]) {
		await chmod(place, 0o755);
	}

	return {
		folder, way, to, file,
	};
}

const problemWith = async (file: string) => {
	const {problem} = await followPath(file);
	return problem;
};

test('a file of this user\'s, below folders of this user\'s, is nobody else\'s', async t => {
	const {file} = await setUp(t);
	const {stats, problem} = await followPath(file);
	assert.equal(problem, null);
	assert.ok(stats?.isFile());
	assert.equal(await problemWith(path.relative('.', file)), null, 'a relative path');
});

test('who may write to a file, or to a folder on the way to it, is named', async t => {
	const {way, to, file} = await setUp(t);
	for (const place of [way, to, file]) {
		await chmod(place, 0o777);
		assert.equal(await problemWith(file), `every user may write to ${place}`);
		await chmod(place, 0o755);
	}

	await chmod(way, 0o1777);
	assert.equal(await problemWith(file), null, 'in a sticky folder everybody has what is his');
});

test('a group, and another owner', requires({root: true}), async t => {
	const {way, to, file} = await setUp(t);
	for (const place of [way, to, file]) {
		await chown(place, 0, nobody);
		await chmod(place, 0o775);
		assert.equal(await problemWith(file), `the group ${nobody} may write to ${place}`);
		await chmod(place, 0o755);
		await chown(place, nobody, 0);
		assert.equal(await problemWith(file), `${place} belongs to user ${nobody}`);
		await chown(place, 0, 0);
	}
});

test('a link leads through the folders of what it points to, too', async t => {
	const {folder, way, to, file} = await setUp(t);
	const link = path.join(folder, 'link');
	await symlink('way/to', link);
	assert.equal(await problemWith(`${link}/file`), null);
	assert.equal(await problemWith(`${link}/../to/file`), null, 'two dots are the folder of what the link points to');
	await chmod(way, 0o777);
	assert.equal(await problemWith(`${link}/file`), `every user may write to ${way}`);
	await chmod(way, 0o755);

	const open = path.join(folder, 'open');
	await mkdir(open);
	await chmod(open, 0o777);
	await symlink(file, path.join(open, 'link'));
	assert.equal(await problemWith(path.join(open, 'link')), `every user may write to ${open}`, 'who may exchange the link chooses the file');
	await symlink('loop', path.join(to, 'loop'));
	assert.match(await problemWith(path.join(to, 'loop')) ?? '', /loop is a link without an end$/);
});

test('what cannot be looked at is not trusted', async t => {
	const {to} = await setUp(t);
	const {stats, problem} = await followPath(path.join(to, 'none'));
	assert.equal(stats, null);
	assert.match(problem ?? '', /^not every folder on the way can be looked at: ENOENT/);
});
