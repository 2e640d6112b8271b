/* What `npm pack` makes, installed into an empty folder, is a portop that runs. */
import assert from 'node:assert/strict';
import {
	mkdir,
	mkdtemp,
	readFile,
	rm,
	writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {execute} from '../helpers/execute.ts';
import {root} from '../helpers/portop.ts';
import {findOldNode} from '../helpers/old-node.ts';
import {requires} from '../helpers/requirements.ts';
import {startInPty} from '../pty/driver.ts';

const oldNode = await findOldNode();

describe('the package', requires({tools: ['npm', 'setsid']}), () => {
	let folder: string;
	let env: NodeJS.ProcessEnv;
	let program: string;

	before(async () => {
		folder = await mkdtemp(path.join(tmpdir(), 'portop-pack-'));
		env = environment();
		const empty = path.join(folder, 'empty');
		await mkdir(empty);
		await writeFile(path.join(empty, 'package.json'), '{}');
		// dist/ is as `npm test` has just built it: building it again would pull it away from under other tests.
		const packed = await execute('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {cwd: root, env});
		const tarball = tarballName(packed.stdout);
		await execute('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', path.join(folder, tarball)], {cwd: empty, env});
		program = path.join(empty, 'node_modules/.bin/portop');
	});

	after(async () => {
		await rm(folder, {recursive: true});
	});

	test('brings what it needs and nothing of the workshop', async () => {
		const installed = path.join(folder, 'empty/node_modules');
		const {dependencies} = JSON.parse(await readFile(path.join(installed, 'portop/package.json'), 'utf8')) as {readonly dependencies: Readonly<Record<string, string>>};
		for (const name of Object.keys(dependencies)) {
			await readFile(path.join(installed, name, 'package.json'));
		}

		for (const name of ['portop/source', 'portop/test', 'react', 'typescript']) {
			await assert.rejects(readFile(path.join(installed, name, 'package.json')), {code: 'ENOENT'});
		}
	});

	test('--version says the version', async () => {
		const {version} = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {readonly version: string};
		const {stdout, stderr} = await execute(program, ['--version'], {env});
		assert.deepEqual({stdout, stderr}, {stdout: `${version}\n`, stderr: ''});
	});

	test('list reads the kernel through netlink: koffi is there', async () => {
		const {stdout, stderr} = await execute(program, ['list', 'states', '--json'], {env});
		const {source} = JSON.parse(stdout) as {readonly source: string};
		assert.deepEqual({source, stderr}, {source: 'netlink', stderr: ''});
	});

	test('the monitor comes up in a terminal and leaves it on q', async () => {
		await using session = await startInPty({
			command: [program], columns: 120, rows: 40, env,
		});
		await session.waitFor(/Health/);
		session.press('q');
		assert.deepEqual(await session.exit, {code: 0, signal: null});
	});

	test('an old Node.js is refused in one line', requires({missing: oldNode === undefined ? 'a Node.js older than 22.15, e.g. /usr/bin/node' : undefined}), async () => {
		const {path: node = '', version = ''} = oldNode ?? {};
		const entry = path.join(folder, 'empty/node_modules/portop/dist/cli.js');
		await assert.rejects(execute(node, [entry, 'list'], {env}), {
			code: 2,
			output: {
				stdout: '',
				stderr: `portop needs Node.js 22.15 or newer; this is ${version} (${node}).\n`,
			},
		});
	});
});

/** This Node.js first on PATH, and nothing that the npm which runs the tests tells its children. */
function environment(): NodeJS.ProcessEnv {
	const kept = Object.entries(process.env).filter(([name]) => !/^npm_(?:package|lifecycle|command|config_(?:local_)?prefix)|^INIT_CWD$/.test(name));
	return {...Object.fromEntries(kept), PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH'] ?? ''}`};
}

/** The file that `npm pack --json` says it made: in a list up to npm 11, by package name in newer ones. */
function tarballName(json: string): string {
	const [packed] = Object.values(JSON.parse(json) as Readonly<Record<string, {readonly filename: string}>>);
	assert.ok(packed);
	return packed.filename;
}
