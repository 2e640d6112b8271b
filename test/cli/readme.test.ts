import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {readdir, readFile} from 'node:fs/promises';
import path from 'node:path';
import {test} from 'node:test';
import {documents, withGeneratedBlocks, type DocumentName} from '../../scripts/readme-blocks.ts';
import {root} from '../helpers/portop.ts';

const readme = await readFile(path.join(root, 'README.md'), 'utf8');

for (const document of Object.keys(documents) as DocumentName[]) {
	test(`the tables of ${document} are the program's (npm run readme)`, async () => {
		const text = await readFile(path.join(root, document), 'utf8');
		assert.equal(text, withGeneratedBlocks(text, document));
	});
}

test('README has the two commands', () => {
	assert.match(readme, /^npm ci && npm start$/m);
	assert.match(readme, /^npm ci && npm test$/m);
});

test('README is a front door: at most 150 lines', () => {
	assert.ok(readme.split('\n').length <= 151);
});

test('the index names every document, and the pictures are there', async () => {
	const index = await readFile(path.join(root, 'docs/README.md'), 'utf8');
	const files = await readdir(path.join(root, 'docs'));
	const names = files.filter(name => /\.(?:md|schema\.json)$/.test(name) && name !== 'README.md');
	assert.deepEqual(names.filter(name => !index.includes(`(${name})`)), []);
	const pictures = readme.matchAll(/(?:src|srcset)="(?<file>[^"]+)"/g).map(match => match.groups!['file']!).toArray();
	assert.equal(pictures.length, 2);
	assert.deepEqual(pictures.filter(file => !existsSync(path.join(root, file))), []);
});
