import {configKeys} from '../source/cli/config/config.ts';
import type {Key} from '../source/cli/config/value-type.ts';
import {views} from '../source/model/snapshot.ts';
import {viewRegistry} from '../source/ui/views/registry.ts';
import {sortablesOf} from '../source/ui/views/sorting.ts';

/** The tables of docs/config.md that are generated from those of the program. */
export const configBlocks = {
	keys: keysMarkdown, columns: columnsMarkdown, commands: commandsMarkdown, fixedChecks: fixedChecksMarkdown,
} as const;

/** The keys outside of tables. */
function keysMarkdown(): string {
	const values = Object.entries<Key<unknown>>(configKeys).filter(([, key]) => key.keys === undefined && key.schema['type'] !== 'object');
	return table(['Key', 'Default', 'Meaning'], values.map(([name, key]) => [code(name), key.default === undefined ? '–' : code(JSON.stringify(key.default)), key.description]));
}

function fixedChecksMarkdown(): string {
	const keys: Readonly<Record<string, Key<unknown>>> = configKeys.fixedChecks.keys ?? {};
	return table(['Key', 'Default', 'Alert when'], Object.entries(keys).map(([name, key]) => [code(name), code(JSON.stringify(key.default)), key.description]));
}

function columnsMarkdown(): string {
	return table(['View', 'Columns', 'Do not sort'], views.map(view => {
		const sorting = new Set(sortablesOf(view).map(({id}) => id));
		const {kind, columns} = viewRegistry[view].table;
		const ids = columns.map(({id}) => id);
		return [
			code(view),
			`${kind === 'whole' ? 'Always all: ' : ''}${codes(ids)}`,
			sorting.size === 0 ? 'It has one order' : codes(ids.filter(id => !sorting.has(id))),
		];
	}));
}

function commandsMarkdown(): string {
	const commands: Readonly<Record<string, Key<unknown>>> = configKeys.keys.keys ?? {};
	return table(['Command', 'Usual keys', 'Does'], Object.entries(commands).map(([name, key]) => [code(name), codes([key.default].flat().map(String)), key.description]));
}

function table(headings: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
	return [headings, headings.map(() => '---'), ...rows].map(cells => `| ${cells.map(cell => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`).join('\n');
}

function code(text: string): string {
	return `\`${text}\``;
}

function codes(texts: readonly string[]): string {
	return texts.map(text => code(text)).join(' ');
}
