/* npm run readme: writes the generated tables of README.md anew. */
import {readFile, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {withGeneratedBlocks} from './readme-blocks.ts';

const file = path.join(import.meta.dirname, '../README.md');
const readme = await readFile(file, 'utf8');
await writeFile(file, withGeneratedBlocks(readme));
