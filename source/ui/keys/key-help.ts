import {defaultKeys} from '../state/appearance.ts';
import type {Mode} from '../state/state.ts';
import {keymapOf} from './keymap.ts';

const modeTitles: Readonly<Record<Exclude<Mode, 'nothing-to-end'>, string>> = {
	view: 'In the views',
	detail: 'In a detail',
	filter: 'In the filter line, and editing the line of a target or a rule',
	target: 'In the line that adds a target',
	rule: 'In the line that adds a rule for alerts',
	interfaces: 'In the interfaces',
	help: 'In the help',
	'named-filters': 'In the dialog of named filters',
	end: 'In the dialog that ends a process',
	remove: 'In the dialog that removes a target',
};

/** The usual keys as README's tables: one for each mode, a command where it belongs first. */
export function keysMarkdown(): string {
	return Object.entries(modeTitles).flatMap(([mode, title]) => {
		const entries = keymapOf(defaultKeys).help.filter(({modes}) => modes[0] === mode);
		const rows = entries.map(({keys, description}) => `| \`${keys}\` | ${description.replaceAll('|', String.raw`\|`)} |`);
		return rows.length === 0 ? [] : [`| ${title} | |\n| --- | --- |\n${rows.join('\n')}`];
	}).join('\n\n');
}
