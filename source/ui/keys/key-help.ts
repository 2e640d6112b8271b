import type {KeyHelp} from '../presentation/key-help.ts';
import type {Mode} from '../store/state.ts';
import {bindings, type Binding} from './bindings.ts';

const shownKeys: Readonly<Record<string, string>> = {
	up: '↑',
	down: '↓',
	left: '←',
	right: '→',
	'page-up': 'PgUp',
	'page-down': 'PgDn',
	home: 'Home',
	end: 'End',
	enter: 'Enter',
	escape: 'Esc',
	backspace: 'Backspace',
	delete: 'Del',
	tab: 'Tab',
	' ': 'Space',
};

/** How many modes there are: a command of all of them is explained once. */
const allModes = 10;

/** The command table as the help, the status line and the dialog show it. */
export const keyHelp: KeyHelp = bindings.filter(({hidden}) => hidden === undefined).map(binding => ({
	keys: binding.shown ?? binding.keys.map(key => nameOf(key)).join(' '),
	description: binding.description,
	modes: shownModes(binding),
	...(binding.label !== undefined && {label: binding.label}),
	...(binding.views !== undefined && {views: binding.views}),
}));

const modeTitles: Readonly<Record<Exclude<Mode, 'nothing-to-end'>, string>> = {
	view: 'In the views',
	detail: 'In a detail',
	filter: 'In the filter line, and editing the line of a target or a rule',
	target: 'In the line that adds a target',
	rule: 'In the line that adds a rule for alerts',
	interfaces: 'In the interfaces',
	help: 'In the help',
	end: 'In the dialog that ends a process',
	remove: 'In the dialog that removes a target',
};

/** The keys as README's tables: one for each mode, a command where it belongs first. */
export function keysMarkdown(): string {
	return Object.entries(modeTitles).flatMap(([mode, title]) => {
		const entries = keyHelp.filter(({modes}) => modes[0] === mode);
		const rows = entries.map(({keys, description}) => `| \`${keys}\` | ${description.replaceAll('|', String.raw`\|`)} |`);
		return rows.length === 0 ? [] : [`| ${title} | |\n| --- | --- |\n${rows.join('\n')}`];
	}).join('\n\n');
}

function shownModes({modes}: Binding): readonly Mode[] {
	return modes.length === allModes ? ['view'] : modes;
}

function nameOf(key: string): string {
	return shownKeys[key] ?? (key.startsWith('ctrl-') ? `Ctrl-${key.slice(-1).toUpperCase()}` : key);
}
