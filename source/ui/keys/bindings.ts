import type {ViewName} from '../../model/snapshot.ts';
import type {Action, Step} from '../store/actions.ts';
import type {Edit} from '../store/line-editor.ts';
import type {Mode} from '../store/state.ts';

/** A command: its keys, where they mean it, what they do, and how that is explained. */
export type Binding = {
	/** Names as `keysOf` gives them; the first ones are shown. */
	readonly keys: readonly string[];
	readonly modes: readonly Mode[];
	readonly action: Action;
	readonly description: string;
	/** For the status line. */
	readonly label?: string;
	/** The views whose status line names it, where those are not all. */
	readonly views?: readonly ViewName[];
	/** The views in which the keys mean this, where those are not all; it goes before what they mean elsewhere. */
	readonly only?: readonly ViewName[];
	/** Works but is not listed: a second direction that the one before explains, or a key that needs no mention. */
	readonly hidden?: true;
	/** Keys as they are shown, where the command before or after is explained in the same line. */
	readonly shown?: string;
};

const everywhere: readonly Mode[] = ['view', 'detail', 'filter', 'target', 'rule', 'help', 'interfaces', 'end', 'nothing-to-end', 'remove'];
/** Where a line is typed. */
const inputs: readonly Mode[] = ['filter', 'target', 'rule'];
const tables: readonly Mode[] = ['view', 'detail'];
/** Alerts have one order. */
const sortable: readonly ViewName[] = ['ports', 'outgoing', 'connections', 'states', 'probes', 'errors'];
const texts: readonly Mode[] = ['detail', 'help', 'interfaces'];

const move = (step: Step) => ({type: 'move', step} as const);
const edit = (change: Edit) => ({type: 'edit-line', edit: change} as const);
const row = (by: 1 | -1) => move({unit: 'row', by});
const halfPage = (by: 1 | -1) => move({unit: 'half-page', by});
const page = (by: 1 | -1) => move({unit: 'page', by});

/**
The command table: what keys do, the help, the status line and README's table all come from it. The order is that of
the help and, for those with a label, of their importance in the status line.
*/
export const bindings: readonly Binding[] = [
	// Quitting and what can be opened and closed.
	{
		keys: ['q'], modes: ['view'], action: {type: 'quit'}, label: 'quit', description: 'Quit',
	},
	{
		keys: ['?', 'h'], modes: tables, action: {type: 'toggle-help'}, label: 'help', description: 'Help',
	},
	{
		keys: ['/'], modes: ['view'], action: {type: 'open-filter'}, label: 'filter', description: 'Filter; a number is a port: /443',
	},
	{
		keys: ['escape'], modes: ['view'], action: {type: 'clear-filter'}, description: 'Clear the filter',
	},
	{
		keys: ['enter'], modes: ['view'], action: {type: 'open-detail'}, label: 'detail', description: 'Everything about the selected row',
	},
	{
		keys: ['a'], modes: ['view'], action: {type: 'open-target'}, label: 'add', views: ['probes'], description: 'Add a target to the probes: host, host:443, icmp://host, udp://host:53; from Connections the selected peer',
	},
	{
		keys: ['a'], modes: tables, action: {type: 'acknowledge', all: false}, label: 'acknowledge', views: ['alerts'], only: ['alerts'], description: 'In Alerts: acknowledge the selected alert',
	},
	{
		keys: ['!'], modes: tables, action: {type: 'acknowledge', all: true}, label: 'acknowledge all', views: ['alerts'], description: 'Acknowledge every alert that fires, from any view',
	},
	{
		keys: ['d'], modes: tables, action: {type: 'propose-removal'}, label: 'remove', views: ['probes', 'alerts'], description: 'In Probes: remove the selected target, in Alerts the rule of the selected alert, after a confirmation',
	},
	{
		keys: ['A'], modes: ['view'], action: {type: 'open-rule'}, label: 'alert', views: ['ports', 'outgoing', 'states', 'probes', 'errors'], description: 'Add a rule that raises an alert; it begins with the column that is sorted by and the selected row',
	},
	{
		keys: ['m'], modes: ['view'], action: {type: 'toggle-figures'}, label: 'minute', views: ['probes'], description: 'Probes: figures of the last minute, or of the session (it orders)',
	},
	{
		keys: ['escape', 'q'], modes: [...texts, 'nothing-to-end'], action: {type: 'close'}, label: 'back', description: 'Back',
	},
	{
		keys: ['enter'], modes: ['detail'], action: {type: 'close'}, description: 'Back', hidden: true,
	},
	{
		keys: ['?', 'h', 'enter'], modes: ['help'], action: {type: 'close'}, description: 'Back', hidden: true,
	},

	// Which table, and in which order.
	{
		keys: ['1'], modes: tables, action: {type: 'show-view', view: 'ports'}, shown: '1 2 3 4 5 6', description: 'Ports, Connections, States, Probes, Errors, Alerts',
	},
	{
		keys: ['2'], modes: tables, action: {type: 'show-view', view: 'connections'}, description: 'Connections', hidden: true,
	},
	{
		keys: ['3'], modes: tables, action: {type: 'show-view', view: 'states'}, description: 'States', hidden: true,
	},
	{
		keys: ['4'], modes: tables, action: {type: 'show-view', view: 'probes'}, description: 'Probes', hidden: true,
	},
	{
		keys: ['5'], modes: tables, action: {type: 'show-view', view: 'errors'}, description: 'Errors', hidden: true,
	},
	{
		keys: ['6'], modes: tables, action: {type: 'show-view', view: 'alerts'}, description: 'Alerts', hidden: true,
	},
	{
		keys: ['o'], modes: ['view'], action: {type: 'toggle-outgoing'}, label: 'outgoing', views: ['ports', 'outgoing'], description: 'Ports that are open, or outgoing connections by peer',
	},
	{
		keys: ['e'], modes: ['view'], action: {type: 'toggle-zero'}, label: 'every counter', views: ['errors'], only: ['errors'], description: 'In Errors: every counter, or those that have counted since portop started',
	},
	{
		keys: ['tab'], modes: tables, action: {type: 'turn-view', by: 1}, shown: 'Tab Shift-Tab', label: 'view', description: 'Next, previous view',
	},
	{
		keys: ['shift-tab'], modes: tables, action: {type: 'turn-view', by: -1}, description: 'Previous view', hidden: true,
	},
	{
		keys: ['s', '>'], modes: ['view'], action: {type: 'next-sort', by: 1}, label: 'sort', views: sortable, description: 'Sort by the next column',
	},
	{
		keys: ['<'], modes: ['view'], action: {type: 'next-sort', by: -1}, description: 'Sort by the previous column',
	},
	{
		keys: ['S'], modes: ['view'], action: {type: 'reverse-sort'}, label: 'reverse', views: sortable, description: 'Reverse the order',
	},

	// Movement.
	{
		keys: ['up', 'k'], modes: ['view', 'detail', 'help', 'interfaces', 'end', 'nothing-to-end'], action: row(-1), description: 'Up',
	},
	{
		keys: ['down', 'j'], modes: ['view', 'detail', 'help', 'interfaces', 'end', 'nothing-to-end'], action: row(1), description: 'Down',
	},
	{
		keys: ['page-up', 'ctrl-b'], modes: ['view', 'detail', 'help', 'interfaces'], action: page(-1), description: 'A page up',
	},
	{
		keys: ['page-down', 'ctrl-f'], modes: ['view', 'detail', 'help', 'interfaces'], action: page(1), description: 'A page down',
	},
	{
		keys: ['ctrl-u'], modes: ['view', 'detail', 'help', 'interfaces'], action: halfPage(-1), description: 'Half a page up',
	},
	{
		keys: ['ctrl-d'], modes: ['view', 'detail', 'help', 'interfaces'], action: halfPage(1), description: 'Half a page down',
	},
	{
		keys: ['g', 'home'], modes: ['view', 'detail', 'help', 'interfaces'], action: move({to: 'first'}), description: 'To the first',
	},
	{
		keys: ['G', 'end'], modes: ['view', 'detail', 'help', 'interfaces'], action: move({to: 'last'}), description: 'To the last',
	},

	// What can be done with a row, and with the program.
	{
		keys: ['r'], modes: tables, action: {type: 'reset-totals'}, description: 'Totals count from now on a second time: since r',
	},
	{
		keys: ['i'], modes: tables, action: {type: 'toggle-interfaces'}, description: 'Interfaces: traffic, errors, drops',
	},
	{
		keys: ['i'], modes: ['interfaces'], action: {type: 'close'}, description: 'Back', hidden: true,
	},
	{
		keys: ['K'], modes: tables, action: {type: 'propose-end'}, label: 'kill', views: ['ports', 'outgoing', 'connections'], description: 'End the process that owns the row, after a confirmation',
	},
	{
		keys: ['y'], modes: tables, action: {type: 'copy'}, description: 'Copy address:port (of a connection its peer\'s) to the clipboard of your terminal (OSC 52)',
	},
	{
		keys: ['z'], modes: ['detail'], action: {type: 'zoom', by: 1}, shown: 'z Z', label: 'zoom', views: ['probes'], description: 'In the detail of a target: a chart of a longer, a shorter time',
	},
	{
		keys: ['Z'], modes: ['detail'], action: {type: 'zoom', by: -1}, description: 'A chart of a shorter time', hidden: true,
	},
	{
		keys: ['p', ' '], modes: tables, action: {type: 'toggle-pause'}, label: 'pause', description: 'Pause; the sampler goes on, so that nothing is missed',
	},
	{
		keys: ['n'], modes: tables, action: {type: 'next-naming'}, label: 'names', description: 'Names or numbers: in their own columns, in addresses too, none',
	},
	{
		keys: ['+', '='], modes: tables, action: {type: 'change-interval', by: 1}, description: 'A longer interval between samples, up to 60 s',
	},
	{
		keys: ['-'], modes: tables, action: {type: 'change-interval', by: -1}, description: 'A shorter interval between samples, down to 0.1 s',
	},
	{
		keys: ['ctrl-l'], modes: everywhere, action: {type: 'redraw'}, description: 'Draw the screen anew',
	},
	{
		keys: ['ctrl-z'], modes: everywhere, action: {type: 'suspend'}, description: 'Suspend; the shell\'s fg comes back',
	},
	{
		keys: ['ctrl-c'], modes: everywhere, action: {type: 'interrupt'}, description: 'Quit from anywhere',
	},

	// The filter line, and the line in which a target is typed.
	{
		keys: ['enter'], modes: ['filter'], action: {type: 'apply-filter'}, label: 'keep', description: 'Keep the filter',
	},
	{
		keys: ['escape'], modes: ['filter'], action: {type: 'cancel-filter'}, label: 'as before', description: 'Back to the filter before',
	},
	{
		keys: ['enter'], modes: ['target'], action: {type: 'add-target'}, label: 'probe it', description: 'Probe the target',
	},
	{
		keys: ['escape'], modes: ['target'], action: {type: 'cancel-target'}, label: 'cancel', description: 'Cancel',
	},
	{
		keys: ['enter'], modes: ['rule'], action: {type: 'add-rule'}, label: 'add it', description: 'Add the rule: it holds until portop ends',
	},
	{
		keys: ['escape'], modes: ['rule'], action: {type: 'cancel-rule'}, label: 'cancel', description: 'Cancel',
	},
	{
		keys: ['up'], modes: inputs, action: {type: 'recall-line', by: -1}, shown: '↑ ↓', label: 'earlier', description: 'Earlier, later lines of this session',
	},
	{
		keys: ['down'], modes: inputs, action: {type: 'recall-line', by: 1}, description: 'Later line', hidden: true,
	},
	{
		keys: ['left', 'ctrl-b'], modes: inputs, action: edit({cursor: 'left'}), description: 'Left', hidden: true,
	},
	{
		keys: ['right', 'ctrl-f'], modes: inputs, action: edit({cursor: 'right'}), description: 'Right', hidden: true,
	},
	{
		keys: ['home', 'ctrl-a'], modes: inputs, action: edit({cursor: 'start'}), description: 'To the beginning of the line',
	},
	{
		keys: ['end', 'ctrl-e'], modes: inputs, action: edit({cursor: 'end'}), description: 'To the end of the line',
	},
	{
		keys: ['backspace', 'ctrl-h'], modes: inputs, action: edit({erase: 'left'}), description: 'Erase to the left', hidden: true,
	},
	{
		keys: ['delete', 'ctrl-d'], modes: inputs, action: edit({erase: 'right'}), description: 'Erase to the right', hidden: true,
	},
	{
		keys: ['ctrl-w'], modes: inputs, action: edit({erase: 'word-left'}), description: 'Erase the word to the left',
	},
	{
		keys: ['ctrl-u'], modes: inputs, action: edit({erase: 'start'}), shown: 'Ctrl-U Ctrl-K', description: 'Erase to the beginning, to the end of the line',
	},
	{
		keys: ['ctrl-k'], modes: inputs, action: edit({erase: 'end'}), description: 'Erase to the end of the line', hidden: true,
	},

	// The dialog that ends a process. Enter alone must not: it is what one types ahead.
	{
		keys: ['y'], modes: ['end'], action: {type: 'confirm-end'}, label: 'end it', description: 'End the process that is named',
	},
	{
		keys: ['n', 'escape'], modes: ['end'], action: {type: 'close'}, label: 'cancel', description: 'Cancel',
	},
	{
		keys: ['q'], modes: ['end'], action: {type: 'close'}, description: 'Cancel', hidden: true,
	},
	{
		keys: ['n'], modes: ['nothing-to-end'], action: {type: 'close'}, description: 'Back', hidden: true,
	},
	{
		keys: ['t', 'tab'], modes: ['end'], action: {type: 'toggle-signal'}, label: 'SIGTERM/SIGKILL', description: 'SIGTERM or SIGKILL',
	},

	// The dialog that removes a target or a rule: here too Enter must not.
	{
		keys: ['y'], modes: ['remove'], action: {type: 'confirm-removal'}, label: 'remove it', description: 'Remove what is named',
	},
	{
		keys: ['n', 'escape'], modes: ['remove'], action: {type: 'close'}, label: 'cancel', description: 'Cancel',
	},
	{
		keys: ['q'], modes: ['remove'], action: {type: 'close'}, description: 'Cancel', hidden: true,
	},
];
