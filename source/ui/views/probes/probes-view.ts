import {suggestedMetric} from '../../../fields/field.ts';
import {probeFields} from '../../../fields/probe.ts';
import {withKey} from '../../keys/keymap.ts';
import type {AppState} from '../../state/state.ts';
import {probeAddress} from '../../text/address.ts';
import type {RemovalProposal, View} from '../shared/view.ts';
import {probeColumns, probeColumnsFor} from './columns.ts';
import {probeBlocks} from './detail.ts';

/** The targets that are probed. */
export const probesView: View<'probes'> = {
	name: 'probes',
	title: 'Probes',
	shortTitle: 'Prob',
	command: 'show-probes',
	table: {
		kind: 'live',
		columns: probeColumns,
		columnsNow: ({width, ...wishes}) => probeColumnsFor(width, wishes),
		// A target that cannot be probed.
		mark: ({problem}) => problem === null ? null : {symbol: '!', style: 'bad'},
		isIdle: ({problem}) => problem !== null,
	},
	usualSort: {key: 'order', descending: false},
	hiddenOrder: {
		id: 'order', title: 'As added', meaning: 'The order in which targets were added', sort: 'order', largestFirst: false,
	},
	filter: 'probes',
	empty: 'No targets yet',
	remedy: ui => withKey(ui, 'add-target', key => `. ${key} adds one: host, host:443, icmp://host, udp://host:53`),
	detail: probeBlocks,
	hasRttChart: true,
	gone: 'The target was removed.',
	copyText: row => probeAddress(row) ?? row.target,
	withoutProcess: 'A target is elsewhere, there is no process to end',
	removal: chosenTarget,
	suggestRule: (row, key) => ({metric: suggestedMetric(probeFields, key), instead: 'loss', scope: row === undefined ? null : `process:${JSON.stringify(row.target)}`}),
};

/** Returns the target whose detail is open, else the one under the cursor; it must be on the screen, so that it can be named. */
function chosenTarget({ui, data: {message}}: Pick<AppState, 'ui' | 'data'>): RemovalProposal {
	const problem = 'No target is selected';
	if (message?.content.view !== 'probes') {
		return {problem};
	}

	const {rows} = message.content;
	const {detail} = message;
	const shown = detail !== null && detail !== 'gone' && detail.view === 'probes' ? detail.row : null;
	const row = ui.detail === null
		? rows[message.selected ?? -1]
		: [shown, ...rows].find(candidate => candidate?.identity === ui.detail);
	return row === undefined || row === null ? {problem} : {what: 'target', identity: row.identity, text: row.target};
}
