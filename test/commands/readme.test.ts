import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {test} from 'node:test';
import {withGeneratedBlocks} from '../../scripts/readme-blocks.ts';

const readme = await readFile(path.join(import.meta.dirname, '../../README.md'), 'utf8');

test('README\'s flags and keys are the program\'s (npm run readme)', () => {
	assert.equal(readme, withGeneratedBlocks(readme));
});

test('README has the two commands', () => {
	assert.match(readme, /^npm ci && npm start$/m);
	assert.match(readme, /^npm ci && npm test$/m);
});
