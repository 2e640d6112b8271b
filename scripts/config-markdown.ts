import {configKeys} from '../source/cli/config/config.ts';
import type {Key} from '../source/cli/config/value-type.ts';
import {sortablesOf} from '../source/cli/config/config-views.ts';
import {views} from '../source/model/snapshot.ts';
import {columnsOfViews} from '../source/ui/views/columns.ts';

/** The tables of docs/config.md that are generated from those of the program. */
export const configBlocks = {keys: keysMarkdown, columns: columnsMarkdown, commands: commandsMarkdown} as const;

/** The keys outside of tables. */
function keysMarkdown(): string {
	const values = Object.entries<Key<unknown>>(configKeys).filter(([, key]) => key.keys === undefined && key.schema['type'] !== 'object');
	return table(['Key', 'Default', 'Meaning'], values.map(([name, key]) => [code(name), key.default === undefined ? '–' : code(JSON.stringify(key.default)), key.description]));
}

function columnsMarkdown(): string {
	return table(['View', 'Columns', 'Do not sort'], views.map(view => {
		const sorting = new Set(sortablesOf(view).map(({id}) => id));
		const ids = columnsOfViews[view].map(({id}) => id);
		// The States table always has all columns, and the alerts have one order.
		return [
			code(view),
			`${view === 'states' ? 'Always all: ' : ''}${codes(ids)}`,
			view === 'alerts' ? 'It has one order' : codes(ids.filter(id => !sorting.has(id))),
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
