import type {Edit} from '../state/line-editor.ts';
import type {Mode} from '../state/state.ts';
import type {Binding} from './binding.ts';

/** The modes in which a line is typed. */
const inputs: readonly Mode[] = ['filter', 'target', 'rule'];

const edit = (change: Edit) => ({type: 'edit-line', edit: change} as const);

/** The keys while a line is typed. */
export const lineBindings: readonly Binding[] = [
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
		keys: ['enter'], modes: ['rule'], action: {type: 'add-rule'}, label: 'add it', description: 'Add the rule for this session',
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
];
