import type {Edit} from '../state/line-editor.ts';
import {lineKinds, typingModes, type LineKind} from '../state/state.ts';
import type {Binding} from './binding.ts';

type Explanation = Pick<Binding, 'label' | 'description'>;

const edit = (change: Edit) => ({type: 'edit-line', edit: change} as const);

const cancel: Explanation = {label: 'cancel', description: 'Cancel'};

/** Both keys that close a line. */
function enterAndEscape(kind: LineKind, enter: Explanation, escape = cancel): readonly Binding[] {
	return [
		{
			keys: ['enter'], modes: [kind], action: {type: 'apply-line'}, ...enter,
		},
		{
			keys: ['escape'], modes: [kind], action: {type: 'close'}, ...escape,
		},
	];
}

/** The keys while a line is typed. */
export const lineBindings: readonly Binding[] = [
	...enterAndEscape('filter', {label: 'keep', description: 'Keep the filter'}, {label: 'as before', description: 'Back to the filter before'}),
	...enterAndEscape('target', {label: 'probe it', description: 'Probe the target'}),
	...enterAndEscape('rule', {label: 'add it', description: 'Add the rule for this session'}),
	...enterAndEscape('moment', {label: 'show it', description: 'Show that moment'}),
	{
		keys: ['enter'], modes: ['help-search'], action: {type: 'apply-line'}, label: 'keep', description: 'Keep what was found',
	},
	{
		keys: ['escape'], modes: ['help-search'], action: {type: 'close'}, label: 'all of it', description: 'The whole help again',
	},
	{
		keys: ['up'], modes: lineKinds, action: {type: 'recall-line', by: -1}, shown: '↑ ↓', label: 'earlier', description: 'Earlier, later lines of this session',
	},
	{
		keys: ['down'], modes: lineKinds, action: {type: 'recall-line', by: 1}, description: 'Later line', hidden: true,
	},
	{
		keys: ['left', 'ctrl-b'], modes: typingModes, action: edit({cursor: 'left'}), description: 'Left', hidden: true,
	},
	{
		keys: ['right', 'ctrl-f'], modes: typingModes, action: edit({cursor: 'right'}), description: 'Right', hidden: true,
	},
	{
		keys: ['home', 'ctrl-a'], modes: typingModes, action: edit({cursor: 'start'}), description: 'To the beginning of the line',
	},
	{
		keys: ['end', 'ctrl-e'], modes: typingModes, action: edit({cursor: 'end'}), description: 'To the end of the line',
	},
	{
		keys: ['backspace', 'ctrl-h'], modes: typingModes, action: edit({erase: 'left'}), description: 'Erase to the left', hidden: true,
	},
	{
		keys: ['delete', 'ctrl-d'], modes: typingModes, action: edit({erase: 'right'}), description: 'Erase to the right', hidden: true,
	},
	{
		keys: ['ctrl-w'], modes: typingModes, action: edit({erase: 'word-left'}), description: 'Erase the word to the left',
	},
	{
		keys: ['ctrl-u'], modes: typingModes, action: edit({erase: 'start'}), shown: 'Ctrl-U Ctrl-K', description: 'Erase to the beginning, to the end of the line',
	},
	{
		keys: ['ctrl-k'], modes: typingModes, action: edit({erase: 'end'}), description: 'Erase to the end of the line', hidden: true,
	},
];
