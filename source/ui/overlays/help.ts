import {filterFields} from '../../filter/field-catalogue.ts';
import {views} from '../../model/snapshot.ts';
import {socketStates, ssStateNames} from '../../model/socket.ts';
import type {
	DataState,
	ExplainedMode,
	FilterName,
	UiState,
} from '../state/state.ts';
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
	end: 'Keys while ending a process',
	target: 'Keys in the line that adds a target',
	rule: 'Keys in the line that adds a rule',
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

/** The help as lines of at most `ui.columns` cells. */
export function helpLines(ui: Pick<UiState, 'columns'>, {message}: DataState, keyHelp: KeyHelp, theme: Theme): readonly string[] {
	return layOut([
		...keyBlocks(keyHelp),
		{heading: 'Marks'},
		...marks.map(([label, value]) => ({label, value})),
		{heading: 'Filters'},
		...filterExamples.map(([label, value]) => ({label, value})),
		{label: 'Fields', value: Object.keys(filterFields).join(' ')},
		{text: `${titlesOf('sockets')} share a filter, which --filter sets at the start; ${titlesOf('probes')} has its own. In ${titlesOf('log')} a filter is plain words, all of which must occur.`},
		{heading: 'Rules for alerts'},
		...ruleExamples.map(([label, value]) => ({label, value, labelWidth: ruleWidth})),
		...views.flatMap((view): readonly Block[] => [
			{heading: `Columns of ${viewRegistry[view].title}`},
			...viewRegistry[view].table.columns.map(({title, meaning}) => ({label: title, value: meaning})),
		]),
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
	], ui.columns, theme);
}

/** Returns the number of lines of the help, where its scrolling ends. */
export function helpLineCount(ui: Pick<UiState, 'columns'>, data: DataState, keyHelp: KeyHelp): number {
	return helpLines(ui, data, keyHelp, plainTheme).length;
}

/** The titles of the views that a filter applies to: `Errors and Alerts`. */
function titlesOf(name: FilterName): string {
	const titles = views.map(view => viewRegistry[view]).filter(({filter}) => filter === name).map(({title}) => title);
	return [titles.slice(0, -1).join(', '), ...titles.slice(-1)].filter(part => part !== '').join(' and ');
}

function keyBlocks(keyHelp: KeyHelp): readonly Block[] {
	return (['view', 'filter', 'target', 'rule', 'detail', 'interfaces', 'named-filters', 'sort', 'columns', 'end', 'remove', 'help'] as const).flatMap((mode): readonly Block[] => {
		const keys = keyHelp.filter(({modes}) => modes.includes(mode));
		return keys.length === 0
			? []
			: [
				{heading: modeTitles[mode]},
				...keys.map(({keys: label, description}) => ({label, value: description})),
			];
	});
}
