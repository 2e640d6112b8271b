import {views, type ViewName} from '../../model/snapshot.ts';
import type {Step} from '../state/actions.ts';
import type {Mode} from '../state/state.ts';
import {everywhere, type Binding} from './binding.ts';

const tables: readonly Mode[] = ['view', 'detail'];
/** Alerts have one order. */
const sortable: readonly ViewName[] = views.filter(view => view !== 'alerts');
/** States has one set of columns. */
const choosable: readonly ViewName[] = views.filter(view => view !== 'states');
/** All that is read of a sample. */
const timed: readonly Mode[] = [...tables, 'interfaces'];
const texts: readonly Mode[] = ['detail', 'help', 'interfaces'];
/** Connections in groups: outgoing ones by peer are one more way to group them. */
const grouped: readonly ViewName[] = ['groups', 'outgoing'];
/** Rows of these have connections of their own. */
const withConnections: readonly ViewName[] = ['overview', 'ports', 'groups', 'states', 'outgoing'];
const movable: readonly Mode[] = ['view', ...texts, 'named-filters'];

const move = (step: Step) => ({type: 'move', step} as const);
const row = (by: 1 | -1) => move({unit: 'row', by});
const halfPage = (by: 1 | -1) => move({unit: 'half-page', by});
const page = (by: 1 | -1) => move({unit: 'page', by});

/**
The keys of the tables, of the texts over them, and of the program. Commands name the views that they are for: the views
name keys in their texts, so that they know this table, and it cannot know them (test/ui/views/registry.test.ts compares the two).
*/
export const viewBindings = [
	// Quitting and what can be opened and closed.
	{
		name: 'quit', keys: ['q'], modes: ['view', 'too-small'], action: {type: 'quit'}, label: 'quit', description: 'Quit',
	},
	{
		name: 'help', keys: ['?', 'h'], modes: tables, action: {type: 'open-help'}, label: 'help', description: 'Help',
	},
	{
		name: 'filter', keys: ['/'], modes: ['view'], action: {type: 'open-filter'}, label: 'filter', description: 'Filter; a number is a port',
	},
	{
		name: 'named-filters', keys: ['\''], modes: ['view'], action: {type: 'open-named-filters'}, description: 'Choose a filter that the configuration file names',
	},
	{
		name: 'named-filters', keys: ['\''], modes: ['named-filters'], action: {type: 'close'}, description: 'Back', hidden: true,
	},
	{
		name: 'clear-filter', keys: ['escape'], modes: ['view'], action: {type: 'clear-filter'}, description: 'Back, where something else led here; else clear the filter',
	},
	{
		name: 'detail', keys: ['enter'], modes: ['view'], action: {type: 'open-detail'}, label: 'open', description: 'Open details, of an alert those of its port, target or counter',
	},
	{
		name: 'explain', keys: ['v'], modes: ['view'], action: {type: 'open-own-detail'}, label: 'explain', views: ['alerts'], only: ['alerts'],
		description: 'In Alerts: why the selected alert fired, its values, its rule, earlier events',
	},
	{
		name: 'add-target', keys: ['a'], modes: ['view'], action: {type: 'open-target'}, label: 'add', views: ['overview', 'probes'], only: views.filter(view => view !== 'alerts'),
		description: 'Add a target to the probes: host, host:443, icmp://host, udp://host:53; from Connections the selected peer',
	},
	{
		name: 'acknowledge', keys: ['a'], modes: tables, action: {type: 'acknowledge', all: false}, label: 'acknowledge', views: ['alerts'], only: ['alerts'],
		description: 'In Alerts: acknowledge the selected alert',
	},
	{
		name: 'acknowledge-all', keys: ['!'], modes: tables, action: {type: 'acknowledge', all: true}, label: 'acknowledge all', views: ['alerts'],
		description: 'Acknowledge every alert that fires, from any view',
	},
	{
		name: 'remove', keys: ['d'], modes: tables, action: {type: 'propose-removal'}, label: 'remove', views: ['probes', 'alerts'],
		description: 'In Probes: remove the selected target, in Alerts the selected rule or that of the selected alert, after a confirmation',
	},
	{
		name: 'add-alert', keys: ['A'], modes: ['view'], action: {type: 'open-rule'}, label: 'alert', views: ['overview', 'ports', 'outgoing', 'states', 'probes', 'errors', 'alerts'],
		description: 'Add a rule that raises an alert; it begins with the column that is sorted by and the selected row',
	},
	{
		name: 'last-minute', keys: ['m'], modes: ['view'], action: {type: 'toggle-figures'}, label: 'minute', views: ['probes'],
		description: 'Probes: figures of the last minute, or of the session (it orders)',
	},
	{
		name: 'back', keys: ['escape', 'q'], modes: [...texts, 'nothing-to-end'], action: {type: 'close'}, label: 'back', description: 'Back',
	},
	{
		name: 'detail', keys: ['enter'], modes: ['detail'], action: {type: 'follow'}, label: 'open', description: 'Open what the chosen line (↑ ↓), or the whole, leads to: a peer\'s connections, an alert\'s port',
	},
	{
		name: 'help', keys: ['?', 'h'], modes: ['help'], action: {type: 'close'}, description: 'Back', hidden: true,
	},
	{
		name: 'search-help', keys: ['/'], modes: ['help'], action: {type: 'search-help'}, label: 'search', description: 'Search the help',
	},
	{
		name: 'back', keys: ['enter'], modes: ['help'], action: {type: 'close'}, description: 'Back', hidden: true,
	},

	// Which table, and in which order.
	{
		name: 'show-overview', keys: ['1'], modes: tables, action: {type: 'show-view', view: 'overview'}, explains: ['show-ports', 'show-connections', 'show-groups', 'show-states', 'show-probes', 'show-errors', 'show-alerts'],
		alone: 'Overview', description: 'Overview, Ports, Connections, Groups, States, Probes, Errors, Alerts',
	},
	{
		name: 'show-ports', keys: ['2'], modes: tables, action: {type: 'show-view', view: 'ports'}, description: 'Ports', hidden: true,
	},
	{
		name: 'show-connections', keys: ['3'], modes: tables, action: {type: 'show-view', view: 'connections'}, description: 'Connections', hidden: true,
	},
	{
		name: 'show-groups', keys: ['4'], modes: tables, action: {type: 'show-view', view: 'groups'}, description: 'Groups', hidden: true,
	},
	{
		name: 'show-states', keys: ['5'], modes: tables, action: {type: 'show-view', view: 'states'}, description: 'States', hidden: true,
	},
	{
		name: 'show-probes', keys: ['6'], modes: tables, action: {type: 'show-view', view: 'probes'}, description: 'Probes', hidden: true,
	},
	{
		name: 'show-errors', keys: ['7'], modes: tables, action: {type: 'show-view', view: 'errors'}, description: 'Errors', hidden: true,
	},
	{
		name: 'show-alerts', keys: ['8'], modes: tables, action: {type: 'show-view', view: 'alerts'}, description: 'Alerts', hidden: true,
	},
	{
		name: 'next-grouping', keys: ['g'], modes: ['view'], action: {type: 'next-grouping'}, label: 'group by', views: grouped, only: grouped,
		description: 'In Groups: by process, remote host, unit, container, user, service port, or outgoing ones by where they go',
	},
	{
		name: 'show-connections-of', keys: ['c'], modes: tables, action: {type: 'show-connections-of'}, label: 'connections', views: withConnections,
		description: 'The connections of the selected port, peer, group or state, in the Connections view',
	},
	{
		name: 'outgoing', keys: ['o'], modes: ['view'], action: {type: 'toggle-outgoing'}, label: 'outgoing', views: ['ports', 'outgoing'],
		description: 'Outgoing connections by peer; again: ports that are open',
	},
	{
		name: 'edit-rule', keys: ['e'], modes: tables, action: {type: 'edit-rule'}, label: 'edit rule', views: ['alerts'], only: ['alerts'],
		description: 'In Alerts: edit the selected rule, or that of an alert\'s detail, for this session',
	},
	{
		name: 'every-counter', keys: ['e'], modes: ['view'], action: {type: 'toggle-zero'}, label: 'every counter', views: ['errors'], only: ['errors'],
		description: 'In Errors: every counter, or those that have counted since portop started',
	},
	{
		name: 'next-view', keys: ['tab'], modes: tables, action: {type: 'turn-view', by: 1}, explains: ['previous-view'], label: 'view',
		alone: 'Next view', description: 'Next, previous view',
	},
	{
		name: 'previous-view', keys: ['shift-tab'], modes: tables, action: {type: 'turn-view', by: -1}, description: 'Previous view', hidden: true,
	},
	{
		name: 'sort', keys: ['s'], modes: ['view'], action: {type: 'open-sort'}, label: 'sort by', views: sortable, description: 'Choose the column to sort by; letters lead to it, the same one again reverses the order',
	},
	{
		name: 'sort-next', keys: ['>'], modes: ['view'], action: {type: 'next-sort', by: 1}, explains: ['sort-previous'], alone: 'Sort by the next column', description: 'Sort by the next, the previous column',
	},
	{
		name: 'sort-previous', keys: ['<'], modes: ['view'], action: {type: 'next-sort', by: -1}, description: 'Sort by the previous column', hidden: true,
	},
	{
		name: 'sort-reverse', keys: ['S'], modes: ['view'], action: {type: 'reverse-sort'}, description: 'Reverse the order',
	},
	{
		name: 'columns', keys: ['C'], modes: ['view'], action: {type: 'open-columns'}, label: 'columns', views: choosable, description: 'Choose the columns and their order; w keeps them in the configuration file',
	},

	// Movement.
	{
		name: 'up', keys: ['up', 'k'], modes: [...movable, 'end', 'nothing-to-end'], action: row(-1), description: 'Up',
	},
	{
		name: 'down', keys: ['down', 'j'], modes: [...movable, 'end', 'nothing-to-end'], action: row(1), description: 'Down',
	},
	{
		name: 'page-up', keys: ['page-up', 'ctrl-b'], modes: movable, action: page(-1), description: 'A page up',
	},
	{
		name: 'page-down', keys: ['page-down', 'ctrl-f'], modes: movable, action: page(1), description: 'A page down',
	},
	{
		name: 'half-page-up', keys: ['ctrl-u'], modes: movable, action: halfPage(-1), description: 'Half a page up',
	},
	{
		name: 'half-page-down', keys: ['ctrl-d'], modes: movable, action: halfPage(1), description: 'Half a page down',
	},
	{
		name: 'first', keys: ['g', 'home'], modes: movable, action: move({to: 'first'}), description: 'To the first',
	},
	{
		name: 'last', keys: ['G', 'end'], modes: movable, action: move({to: 'last'}), description: 'To the last',
	},

	// What can be done with a row, and with the program.
	{
		name: 'reset-totals', keys: ['r'], modes: tables, action: {type: 'reset-totals'}, description: 'Start a second set of totals',
	},
	{
		name: 'interfaces', keys: ['i'], modes: tables, action: {type: 'open-interfaces'}, description: 'Interfaces: traffic, errors, drops',
	},
	{
		name: 'interfaces', keys: ['i'], modes: ['interfaces'], action: {type: 'close'}, description: 'Back', hidden: true,
	},
	{
		name: 'kill', keys: ['K'], modes: tables, action: {type: 'propose-end'}, label: 'kill', views: ['overview', 'ports', 'outgoing', 'connections', 'groups'],
		description: 'End the process that owns the row, after a confirmation',
	},
	{
		name: 'close-connection', keys: ['X'], modes: tables, action: {type: 'propose-close'}, label: 'close', views: ['connections'],
		description: 'Close the selected connection (of a group\'s detail the chosen one), after a confirmation',
	},
	{
		name: 'copy', keys: ['y'], modes: tables, action: {type: 'copy'}, description: 'Copy address:port (of a connection its peer\'s) to the clipboard of your terminal (OSC 52)',
	},
	{
		name: 'zoom-out', keys: ['z'], modes: tables, action: {type: 'zoom', by: 1}, explains: ['zoom-in'], label: 'zoom', views: ['overview', 'ports', 'outgoing', 'states', 'probes', 'errors'],
		alone: 'Charts of a longer time', description: 'Charts of a longer, a shorter time',
	},
	{
		name: 'zoom-in', keys: ['Z'], modes: tables, action: {type: 'zoom', by: -1}, description: 'Charts of a shorter time', hidden: true,
	},
	{
		name: 'zoom-out', keys: ['z'], modes: ['interfaces'], action: {type: 'zoom', by: 1}, explains: ['zoom-in'], label: 'zoom', description: 'Charts of a longer, a shorter time',
	},
	{
		name: 'zoom-in', keys: ['Z'], modes: ['interfaces'], action: {type: 'zoom', by: -1}, description: 'Charts of a shorter time', hidden: true,
	},
	{
		name: 'common-scale', keys: ['u'], modes: ['view'], action: {type: 'toggle-scale'}, description: 'Charts that stand together: one scale, which their heading names, or one each',
	},
	{
		name: 'pause', keys: ['p', ' '], modes: tables, action: {type: 'toggle-pause'}, label: 'pause', description: 'Pause; the sampler goes on, so that nothing is missed',
	},
	{
		name: 'sample-back', keys: ['['], modes: timed, action: {type: 'travel', to: {samples: -1}}, explains: ['sample-forward'],
		alone: 'The sample before', description: 'The past: the sample before, the next one',
	},
	{
		name: 'sample-forward', keys: [']'], modes: timed, action: {type: 'travel', to: {samples: 1}}, description: 'The next sample', hidden: true,
	},
	{
		name: 'minute-back', keys: ['{'], modes: timed, action: {type: 'travel', to: {seconds: -60}}, explains: ['minute-forward'],
		alone: 'A minute back', description: 'The past: a minute back, forward',
	},
	{
		name: 'minute-forward', keys: ['}'], modes: timed, action: {type: 'travel', to: {seconds: 60}}, description: 'A minute forward', hidden: true,
	},
	{
		name: 'show-moment', keys: ['@'], modes: tables, action: {type: 'open-moment'}, description: 'The past: show the moment that you type: 14:30, yesterday 3:00, -10m, 30[ for thirty samples back',
	},
	{
		name: 'show-now', keys: ['.'], modes: timed, action: {type: 'travel', to: {to: 'now'}}, description: 'The past: back to now',
	},
	{
		name: 'names', keys: ['n'], modes: tables, action: {type: 'next-naming'}, label: 'names', description: 'Cycle service names: columns only / everywhere / off',
	},
	{
		name: 'interval-longer', keys: ['+', '='], modes: tables, action: {type: 'change-interval', by: 1}, description: 'A longer interval between samples, up to 60 s',
	},
	{
		name: 'interval-shorter', keys: ['-'], modes: tables, action: {type: 'change-interval', by: -1}, description: 'A shorter interval between samples, down to 0.1 s',
	},
	{
		name: 'redraw', keys: ['ctrl-l'], modes: everywhere, action: {type: 'redraw'}, description: 'Redraw the screen',
	},
	{
		name: 'suspend', keys: ['ctrl-z'], modes: everywhere, action: {type: 'suspend'}, description: 'Suspend; the shell\'s fg comes back',
	},
	{
		keys: ['ctrl-c'], modes: everywhere, action: {type: 'interrupt'}, description: 'Quit from anywhere',
	},
] as const satisfies readonly Binding[];
