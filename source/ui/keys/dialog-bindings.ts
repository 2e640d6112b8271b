import type {Binding} from './binding.ts';

/** The keys of dialogs, in addition to those that move. */
export const dialogBindings: readonly Binding[] = [
	// The filters of the configuration.
	{
		keys: ['enter'], modes: ['named-filters'], action: {type: 'apply-named-filter'}, label: 'apply', description: 'Filter by the chosen one',
	},
	{
		keys: ['escape', 'q'], modes: ['named-filters'], action: {type: 'close'}, label: 'cancel', description: 'Cancel',
	},

	// The sort menu, in which other letters lead to a column, and the column chooser, in which some move it: the keys of movement are their own.
	...([
		[['up', 'k'], {unit: 'row', by: -1}],
		[['down', 'j'], {unit: 'row', by: 1}],
		[['page-up'], {unit: 'page', by: -1}],
		[['page-down'], {unit: 'page', by: 1}],
		[['home'], {to: 'first'}],
		[['end'], {to: 'last'}],
	] as const).map(([keys, step]): Binding => ({
		keys, modes: ['sort', 'columns'], action: {type: 'move', step}, description: 'Move', hidden: true,
	})),
	{
		keys: ['enter'], modes: ['sort'], action: {type: 'apply-sort'}, label: 'sort', description: 'Sort by the column; reverse the order where it is sorted by it already',
	},
	{
		keys: ['escape'], modes: ['sort'], action: {type: 'close'}, label: 'cancel', description: 'Cancel',
	},

	// The columns of a view.
	{
		keys: ['g'], modes: ['columns'], action: {type: 'move', step: {to: 'first'}}, description: 'To the first', hidden: true,
	},
	{
		keys: ['G'], modes: ['columns'], action: {type: 'move', step: {to: 'last'}}, description: 'To the last', hidden: true,
	},
	{
		keys: [' '], modes: ['columns'], action: {type: 'toggle-column'}, label: 'show or hide', description: 'Show or hide the column',
	},
	{
		keys: ['J', '>'], modes: ['columns'], action: {type: 'move-column', by: 1}, shown: 'J K', label: 'move', description: 'Move the column down, up: to the right, to the left in the table',
	},
	{
		keys: ['K', '<'], modes: ['columns'], action: {type: 'move-column', by: -1}, description: 'Move the column up', hidden: true,
	},
	{
		keys: ['a'], modes: ['columns'], action: {type: 'reset-columns'}, label: 'automatic', description: 'The columns that fit, by their importance',
	},
	{
		keys: ['enter'], modes: ['columns'], action: {type: 'keep-columns'}, label: 'keep', description: 'Keep the columns until portop ends',
	},
	{
		keys: ['w'], modes: ['columns'], action: {type: 'write-columns'}, label: 'write', description: 'Keep them, and write them to the configuration file',
	},
	{
		keys: ['escape', 'q'], modes: ['columns'], action: {type: 'close'}, label: 'as before', description: 'Back to the columns before',
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

	// The dialog that closes a connection: here too Enter must not.
	{
		keys: ['y'], modes: ['close'], action: {type: 'confirm-close'}, label: 'close it', description: 'Close the connection that is named',
	},
	{
		keys: ['n', 'escape'], modes: ['close'], action: {type: 'close'}, label: 'cancel', description: 'Cancel',
	},
	{
		keys: ['q'], modes: ['close'], action: {type: 'close'}, description: 'Cancel', hidden: true,
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
