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
