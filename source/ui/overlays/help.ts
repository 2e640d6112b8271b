import {filterFields} from '../../filter/field-catalogue.ts';
import {views, type ViewName} from '../../model/snapshot.ts';
import {socketStates, ssStateNames} from '../../model/socket.ts';
import {
	viewHeight,
	type DataState,
	type ExplainedMode,
	type FilterName,
	type UiState,
} from '../state/state.ts';
import {fit, truncate} from '../text/text-width.ts';
import {viewRegistry} from '../views/registry.ts';
import {layOut, type Block} from '../detail/blocks.ts';
import {missingMark} from '../tables/totals.ts';
import {ownerMarks} from '../text/owners.ts';
import type {KeyHelp} from '../keys/key-help.ts';
import {outcomeMarks} from '../charts/rtt-sparkline.ts';
import {stateWords} from '../text/states.ts';
import {plainTheme, type Theme} from '../text/theme.ts';

const modeTitles: Readonly<Record<ExplainedMode, string>> = {
	view: 'Keys in the tables',
	detail: 'Keys in a detail',
	filter: 'Keys in the filter line',
	help: 'Keys in this help',
	'help-search': 'Keys in the search of the help',
	end: 'Keys while ending a process',
	close: 'Keys while closing a connection',
	target: 'Keys in the line that adds a target',
	rule: 'Keys in the line that adds a rule',
	moment: 'Keys in the line that asks for a moment',
	interfaces: 'Keys in the interfaces',
	'named-filters': 'Keys in the dialog of named filters',
	sort: 'Keys in the sort menu',
	columns: 'Keys in the column chooser',
	remove: 'Keys while removing a target or a rule',
};

const filterExamples: ReadonlyArray<readonly [filter: string, meaning: string]> = [
	['443', 'port 443, local or remote; also 8000-8100 and 22,80,443'],
	['nginx', 'process, user, service, unit or address that contains it'],
	['10.0.0.0/8', 'an address in that network'],
	['sport:22', 'the local port; dport: the remote one'],
	['state:estab', 'a state, in any common spelling; state:syn-sent,syn-recv'],
	['rtt>20ms rx>1M', 'both: space means and. Also: or, not or !, ( )'],
	['process~^node', 'a regular expression'],
	['dst 10.0.0.0/8', 'the spelling of ss works too: sport = :443, state established'],
];

/** The longest example of a rule, and a gap. */
const ruleWidth = 24;

const ruleExamples: ReadonlyArray<readonly [rule: string, meaning: string]> = [
	['connections > 1000', 'of a port; a warning as soon as it is so'],
	['… for 30s critical', 'only when it has been so for 30 s; critical'],
	['… clear 800', 'over when it is no longer above 800; else a tenth below the limit'],
	['… where sport:443', 'only rows that the filter finds; sport: listeners, dport: outgoing connections'],
	['loss > 5%', 'of a probe in the last minute; also rtt p95 > 50ms'],
	['acceptQueue > 80%', 'of its limit'],
	['state close-wait > 100', 'sockets of the machine in a state'],
	['TcpExtListenDrops > 10', 'a kernel counter, per second'],
];

const probeMarks: ReadonlyArray<readonly [mark: string, meaning: string]> = [
	[outcomeMarks.lost.text, 'a lost probe'],
	[outcomeMarks.late.text, 'a probe that was answered after its timeout: late, not lost'],
	[outcomeMarks.refused.text, 'a probe that was refused: the path works, the port is closed'],
	[outcomeMarks.rejected.text, 'a probe that was turned away by an ICMP error'],
	[outcomeMarks.error.text, 'a probe that could not be sent'],
	['▁5–▇21ms', 'the shortest and the longest round trip of the bars after it'],
];

const marks: ReadonlyArray<readonly [mark: string, meaning: string]> = [
	['▶', 'the selected row; the selection follows the thing, not the line'],
	['+', 'just appeared'],
	['-', 'just vanished; what is shown was last known'],
	['!', 'a watched port that is not open; a target that cannot be probed; an alert fires on the row, or has not been acknowledged'],
	['a', 'in Alerts: fires, and was acknowledged'],
	['≥ >0', 'at least so much: connections that lived between two samples are not all known (needs CAP_NET_ADMIN), or what was cut off moved more; the detail says which'],
	[missingMark, 'not counted: the eBPF filter that counts packets is missing; the detail says why'],
	...probeMarks,
	['–', 'unknown, or does not apply: never the same as 0'],
	[ownerMarks.pending.mark, `owner: ${ownerMarks.pending.meaning}`],
	[ownerMarks.denied.mark, `owner ${ownerMarks.denied.meaning}`],
	['▼ ▲', 'the column that is sorted by, largest or smallest first'],
	['>5m', 'an age of at least that: it was there before portop'],
	['k M G', 'thousands of bits or packets (decimal); MiB and GiB are binary'],
];

type HelpUi = Pick<UiState, 'columns' | 'rows' | 'view' | 'detail' | 'overlay'>;

/** A line that every key of the view at hand takes. */
const keyWidth = 18;
/** The border of sections, and what says that there is more. */
const otherLines = 2;

/** The help as lines of at most `ui.columns` cells: the keys of what is shown first, on one screen, then everything else; or what was searched for. */
export function helpLines(ui: HelpUi, {message}: DataState, keyHelp: KeyHelp, theme: Theme): readonly string[] {
	const {columns, overlay} = ui;
	const words = overlay?.kind === 'help' && overlay.search !== null ? overlay.search.text.toLowerCase().split(/\s+/).filter(word => word !== '') : [];
	const rest = restBlocks(ui, message);
	if (words.length > 0) {
		const found = foundBlocks([...keyBlocks(keyHelp), ...rest], words);
		return layOut(found.length === 0 ? [{text: `Nothing in the help has ${words.join(' and ')}`}] : found, columns, theme);
	}

	return layOut([...firstScreen(ui, keyHelp), ...keyBlocks(keyHelp), ...rest], columns, theme);
}

/** Returns the keys that matter for what is shown, a line each: no more than fit. */
function firstScreen({view, detail, columns, rows}: HelpUi, keyHelp: KeyHelp): readonly Block[] {
	const mode = detail === null ? 'view' : 'detail';
	const {title} = viewRegistry[view];
	const here = keyHelp.filter(({modes, views: ofViews}) => modes.includes(mode) && ofViews?.includes(view) !== false);
	// Those of this view alone first, then those that the status line names.
	const ordered = [
		...here.filter(({views: ofViews}) => ofViews !== undefined),
		...here.filter(({views: ofViews, label}) => ofViews === undefined && label !== undefined),
		...here.filter(({views: ofViews, label}) => ofViews === undefined && label === undefined),
	];
	const room = Math.max(1, viewHeight({rows}) - otherLines);
	return [
		{heading: detail === null ? `${title}: keys` : `Detail in ${title}: keys`},
		...ordered.slice(0, room).map(({keys, description}): Block => ({pieces: [{text: fit(keys, keyWidth), style: 'muted'}, {text: truncate(description, columns - keyWidth - 2)}]})),
		{text: '↓ PgDn: all keys, columns, marks, filters, rules.  / searches.', style: 'accent'},
	];
}

/** Leaves the lines that have all of the words, with the headings above them. */
function foundBlocks(blocks: readonly Block[], words: readonly string[]): readonly Block[] {
	const found: Block[] = [];
	let heading: Block | null = null;
	let title = '';
	for (const block of blocks) {
		if ('heading' in block) {
			heading = block;
			title = block.heading;
			continue;
		}

		const text = `${title} ${textOf(block)}`.toLowerCase();
		if (words.every(word => text.includes(word))) {
			found.push(...heading === null ? [] : [heading], block);
			heading = null;
		}
	}

	return found;
}

function textOf(block: Block): string {
	if ('label' in block) {
		return `${block.label} ${block.value} ${block.alias ?? ''}`;
	}

	return 'text' in block ? block.text : '';
}

/** Returns everything but the keys: the columns of the view at hand, marks, filters, rules, those of the other views, states, sources. */
function restBlocks({view: shown}: HelpUi, message: DataState['message']): readonly Block[] {
	return [
		...columnBlocks(shown),
		{heading: 'Marks'},
		...marks.map(([label, value]) => ({label, value})),
		{heading: 'Filters'},
		...filterExamples.map(([label, value]) => ({label, value})),
		{label: 'Fields', value: Object.keys(filterFields).join(' ')},
		{text: `${titlesOf('sockets')} share a filter, which --filter sets at the start; ${titlesOf('probes')} has its own. In ${titlesOf('log')} a filter is plain words, all of which must occur.`},
		{heading: 'Rules for alerts'},
		...ruleExamples.map(([label, value]) => ({label, value, labelWidth: ruleWidth})),
		...views.filter(view => view !== shown).flatMap(view => columnBlocks(view)),
		{heading: 'States (ss name in brackets)'},
		...socketStates.map(state => ({
			label: state,
			value: `(${ssStateNames[state]}) ${stateWords[state].meaning} ${stateWords[state].availability}`,
		})),
		...(message === null
			? []
			: [
				{heading: 'Sources of this sample'},
				...message.summary.sources.map(({name, method, state, problem}): Block => ({
					label: name,
					value: `${method}, ${state}${problem === null ? '' : `: ${problem}`}`,
					...(state !== 'ok' && {style: state === 'failed' ? 'bad' : 'warning'}),
				})),
			]),
	];
}

function columnBlocks(view: ViewName): readonly Block[] {
	return [
		{heading: `Columns of ${viewRegistry[view].title}`},
		...viewRegistry[view].table.columns.map(({title, meaning}) => ({label: title, value: meaning})),
	];
}

/** Returns the number of lines of the help, where its scrolling ends. */
export function helpLineCount(ui: HelpUi, data: DataState, keyHelp: KeyHelp): number {
	return helpLines(ui, data, keyHelp, plainTheme).length;
}

/** The titles of the views that a filter applies to: `Errors and Alerts`. */
function titlesOf(name: FilterName): string {
	const titles = views.map(view => viewRegistry[view]).filter(({filter}) => filter === name).map(({title}) => title);
	return [titles.slice(0, -1).join(', '), ...titles.slice(-1)].filter(part => part !== '').join(' and ');
}

function keyBlocks(keyHelp: KeyHelp): readonly Block[] {
	return (['view', 'filter', 'target', 'rule', 'moment', 'detail', 'interfaces', 'named-filters', 'sort', 'columns', 'end', 'close', 'remove', 'help', 'help-search'] as const).flatMap((mode): readonly Block[] => {
		const keys = keyHelp.filter(({modes}) => modes.includes(mode));
		return keys.length === 0
			? []
			: [
				{heading: modeTitles[mode]},
				// A key is looked for by the word that the status line has for it, too.
				...keys.map(({keys: label, description, label: alias = ''}) => ({label, value: description, alias})),
			];
	});
}
