/* npm run readme: replaces the generated tables of README.md, docs/*.md and the completions, the schema and the man page. */
import {readFile, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {configSchema} from '../source/cli/config/config.ts';
import {completions, withCompletionTables} from './completions.ts';
import {manPage} from './man-page.ts';
import {
	documents,
	keyHelp,
	withGeneratedBlocks,
	type DocumentName,
} from './readme-blocks.ts';

const root = path.dirname(import.meta.dirname);
for (const document of Object.keys(documents) as DocumentName[]) {
	const file = path.join(root, document);
	await writeFile(file, withGeneratedBlocks(await readFile(file, 'utf8'), document));
}

const readme = await readFile(path.join(root, 'README.md'), 'utf8');
const docs = path.join(root, 'docs');
await writeFile(path.join(docs, 'config.schema.json'), `${JSON.stringify(configSchema(), null, 2)}\n`);
await writeFile(path.join(docs, 'portop.1'), manPage(readme, keyHelp));
for (const [name, tables] of Object.entries(completions)) {
	const completion = path.join(docs, 'completions', name);
	await writeFile(completion, withCompletionTables(await readFile(completion, 'utf8'), tables));
}
