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
import {readConfigFile} from '../../../source/cli/config/config-file.ts';
import {UsageError} from '../../../source/cli/flags/usage-error.ts';
import {requires} from '../../helpers/requirements.ts';
import {mountSilentFileSystem, whyNoSilentFileSystem} from '../../helpers/silent-file-system.ts';

/** A folder with files, by their paths. */
async function folderWith(t: TestContext, files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
	const folder = await mkdtemp(path.join(tmpdir(), 'portop-config-'));
	t.after(async () => {
		await rm(folder, {recursive: true});
	});
	for (const [name, content] of Object.entries(files)) {
		const file = path.join(folder, name);
		await mkdir(path.dirname(file), {recursive: true});
		await writeFile(file, content);
	}

	return folder;
}

const refusal = (message: string) => (error: unknown) => error instanceof UsageError && error.message === message;

test('the named file is read, else the one of XDG_CONFIG_HOME, else the one of ~/.config', async t => {
	const folder = await folderWith(t, {named: 'n = 1', 'xdg/portop/config.toml': '\u{FEFF}x = 1', 'home/.config/portop/config.toml': 'h = 1'});
	const at = (name: string) => path.join(folder, name);
	const environment = {XDG_CONFIG_HOME: at('xdg'), HOME: at('home')};
	assert.deepEqual(await readConfigFile(at('named'), environment), {name: at('named'), text: 'n = 1', distrust: null});
	assert.deepEqual(await readConfigFile(null, environment), {name: at('xdg/portop/config.toml'), text: 'x = 1', distrust: null});
	for (const folderOfXdg of ['', 'xdg', undefined]) {
		const home = await readConfigFile(null, {HOME: at('home'), ...(folderOfXdg !== undefined && {XDG_CONFIG_HOME: folderOfXdg})});
		assert.equal(home?.text, 'h = 1');
	}
});

test('a user need not have one', async t => {
	const folder = await folderWith(t, {file: ''});
	for (const environment of [{}, {HOME: ''}, {HOME: folder}, {HOME: path.join(folder, 'file')}, {XDG_CONFIG_HOME: folder, HOME: folder}]) {
		assert.equal(await readConfigFile(null, environment), null);
	}
});

test('a file that is named must be there', async t => {
	const folder = await folderWith(t, {});
	const file = path.join(folder, 'none');
	await assert.rejects(readConfigFile(file, {}), refusal(`--config: ${file} cannot be read: there is no such file`));
	await assert.rejects(readConfigFile(folder, {}), refusal(`--config: ${folder} cannot be read: it is a directory`));
});

test('what is no file of text is refused', async t => {
	const folder = await folderWith(t, {
		latin: Uint8Array.of(0x23, 0xE4), large: '#'.repeat(65_537), enough: '#'.repeat(65_536), 'home/.config/portop/config.toml/x': '',
	});
	await assert.rejects(readConfigFile(path.join(folder, 'latin'), {}), refusal(`--config: ${folder}/latin cannot be read: it is not UTF-8`));
	await assert.rejects(readConfigFile(path.join(folder, 'large'), {}), refusal(`--config: ${folder}/large cannot be read: it is larger than 64 KiB`));
	await assert.rejects(readConfigFile('/dev/zero', {}), refusal('--config: /dev/zero cannot be read: it is larger than 64 KiB'));
	const enough = await readConfigFile(path.join(folder, 'enough'), {});
	assert.equal(enough?.text.length, 65_536);
	const file = path.join(folder, 'home/.config/portop/config.toml');
	await assert.rejects(readConfigFile(null, {HOME: path.join(folder, 'home')}), refusal(`${file} cannot be read: it is a directory`));
});

test('a home that does not answer is not waited for', requires({root: true, missing: whyNoSilentFileSystem}), async t => {
	const folder = await folderWith(t, {});
	using _ = mountSilentFileSystem(folder);
	await assert.rejects(readConfigFile(null, {HOME: folder}), refusal(`${folder}/.config/portop/config.toml cannot be read: nothing came for 5 s`));
});
