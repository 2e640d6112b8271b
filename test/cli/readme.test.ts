import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
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
