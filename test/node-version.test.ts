import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {test} from 'node:test';
import {root} from './helpers/portop.ts';

test('.nvmrc names the Node.js that package.json installs for development', async () => {
	const version = await readFile(path.join(root, '.nvmrc'), 'utf8');
	const {devDependencies} = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {readonly devDependencies: Readonly<Record<string, string>>};
	assert.equal(version, `${devDependencies['node']}\n`);
});
