import type {ViewName} from '../../model/snapshot.ts';
import type {ExplainedMode, Mode} from '../state/state.ts';
import {everywhere, type Binding} from './binding.ts';
import {shownKey} from './key-names.ts';

/** One entry of the command table in ui/keys, with what is shown: in the help, the status line and the documents. */
export type KeyHelp = ReadonlyArray<{
	/** E.g. `↑ k`. */
	readonly keys: string;
	readonly description: string;
	readonly modes: readonly Mode[];
	/** A word or two for the status line; entries without one are only in the help. The first ones matter most. */
	readonly label?: string;
	/** The views whose status line names it; every one where there are none. */
	readonly views?: readonly ViewName[];
}>;

const modeTitles: Readonly<Record<ExplainedMode, string>> = {
	view: 'In the views',
	detail: 'In a detail',
	filter: 'In the filter line, and editing the line of a target, a rule or a moment',
	target: 'In the line that adds a target',
	rule: 'In the line that adds a rule for alerts',
	moment: 'In the line that asks for a moment of the past',
	interfaces: 'In the interfaces',
	help: 'In the help',
	'help-search': 'In the search of the help',
	'named-filters': 'In the dialog of named filters',
	sort: 'In the sort menu',
	columns: 'In the column chooser',
	end: 'In the dialog that ends a process',
	close: 'In the dialog that closes a connection',
	remove: 'In the dialog that removes a target',
};

/** Returns the explanation of a command table: of what is not hidden, with the keys that it has. */
export function helpOf(table: readonly Binding[]): KeyHelp {
	return table.filter(({hidden}) => hidden === undefined).map(binding => ({
		keys: shownKeysOf(binding, table),
		description: binding.description,
		// A command of all modes is explained once.
		modes: binding.modes.length === everywhere.length ? ['view'] as const : binding.modes,
		...(binding.label !== undefined && {label: binding.label}),
		...(binding.views !== undefined && {views: binding.views}),
	})).filter(({keys}) => keys !== '');
}

function shownKeysOf({keys, shown, explains}: Binding, table: readonly Binding[]): string {
	const keysShown = explains === undefined
		? keys
		: [keys, ...explains.map(command => table.find(({name}) => name === command)!.keys)].flatMap(([first]) => first === undefined ? [] : [first]);
	return shown ?? keysShown.map(key => shownKey(key)).join(' ');
}

/** The sections of the keyboard: one for each mode, a command where it belongs first. */
export function keySections(help: KeyHelp): ReadonlyArray<{readonly title: string; readonly entries: KeyHelp}> {
	return Object.entries(modeTitles)
		.map(([mode, title]) => ({title, entries: help.filter(({modes}) => modes[0] === mode)}))
		.filter(({entries}) => entries.length > 0);
}

/** The keys as the tables of docs/keys.md. */
export function keysMarkdown(help: KeyHelp): string {
	return keySections(help).map(({title, entries}) => `| ${title} | |\n| --- | --- |\n${rowsOf(entries)}`).join('\n\n');
}

/** The table of the keys that a view's status line names, and of those that choose a view. */
export function firstKeysMarkdown(help: KeyHelp, view: ViewName): string {
	const [{entries} = {entries: []}] = keySections(help);
	const first = entries.filter(({label, views, keys}) => keys.startsWith('1 ') || (label !== undefined && (views?.includes(view) ?? true)));
	return `| key | |\n| --- | --- |\n${rowsOf(first)}`;
}

function rowsOf(entries: KeyHelp): string {
	return entries.map(({keys, description}) => `| \`${keys}\` | ${description.replaceAll('|', String.raw`\|`)} |`).join('\n');
}
