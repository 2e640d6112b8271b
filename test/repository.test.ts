/*
Links and file names in documents and comments lead to something.
*/
import assert from 'node:assert/strict';
import {existsSync, globSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {root} from './helpers/portop.ts';

const documents = globSync(['*.md', 'docs/*.md'], {cwd: root});
const code = globSync(['source/**/*.{ts,tsx}', 'scripts/*.ts', 'benchmark/*.{ts,c}'], {cwd: root});
const files = globSync(['*.*', '.*', 'bin/*', '.ci/*', 'docs/**', 'scripts/*', 'source/**', 'test/**', 'benchmark/*'], {cwd: root});

function read(file: string): string {
	return readFileSync(path.join(root, file), 'utf8');
}

/** Whether a path names a file or folder of the repository, whole or by its last parts, or what is built. */
function isHere(name: string): boolean {
	const wanted = name.replaceAll(/^(?:\.\.\/)+|\/$/g, '');
	return wanted === 'dist' || existsSync(path.join(root, wanted)) || files.some(file => file.endsWith(`/${wanted}`));
}

/**
Returns the files and folders that a text names: `a/b.ts`, `a/b/`, name.md. Not those that begin with / or ~ (of other programs),
are strings of code, or have NAME in them.
*/
function namedFiles(text: string): readonly string[] {
	return text.matchAll(/(?<![\w$'*\-./~])(?:[\w\-.]+\/)*[\w\-.]+\.(?:tsx?|md|cjs)\b|(?<=`)(?:[\w-]+\/)+(?=`)/g)
		.map(([name]) => name)
		.filter(name => !name.includes('NAME'))
		.toArray();
}

test('the links of documents lead to files', () => {
	const dead = documents.flatMap(file => read(file).matchAll(/\]\((?!https?:|#|mailto:)([^#)]+)(?:#[^)]*)?\)/g)
		.map(([, target]) => path.join(path.dirname(file), target!))
		.filter(target => !existsSync(path.join(root, target)))
		.map(target => `${file}: ${target}`)
		.toArray());
	assert.deepEqual(dead, []);
});

test('documents and comments name files that exist', () => {
	const missing = [...documents, ...code].flatMap(file => namedFiles(read(file)).filter(name => !isHere(name)).map(name => `${file}: ${name}`));
	assert.deepEqual(missing, []);
	assert.deepEqual(namedFiles('see `engine/views/` and probes/no.ts, not /etc/x.md'), ['engine/views/', 'probes/no.ts']);
	assert.ok(!isHere('probes/no.ts'));
});

test('the architecture is read in a few minutes', () => {
	assert.ok(read('docs/architecture.md').split(/\s+/).length < 1500);
});
