import type {
	FromSampler,
	SortKey,
	Travel,
	ViewMessage,
} from '../../protocol/protocol.ts';
import type {ViewName} from '../../model/snapshot.ts';
import type {Background} from '../../terminal/background.ts';
import type {AppState, Notice, Overlay} from './state.ts';
import type {Edit} from './line-editor.ts';

/** A movement of the cursor, of the text of a detail, or of the choice in a dialog. */
export type Step =
	| {readonly unit: 'row' | 'half-page' | 'page'; readonly by: 1 | -1}
	| {readonly to: 'first' | 'last'};

/** Everything that can happen, and what has to be known about it. */
type ActionMap = {
	// From keys.
	readonly move: {readonly step: Step};
	readonly 'show-view': {readonly view: ViewName};
	readonly 'turn-view': {readonly by: 1 | -1};
	/** Ports by listener, or by the peer of outgoing connections. */
	readonly 'toggle-outgoing': unknown;
	/** Connections by something else. */
	readonly 'next-grouping': unknown;
	/** The connections of the selected row, in the Connections view. */
	readonly 'show-connections-of': unknown;
	readonly 'open-interfaces': unknown;
	readonly 'toggle-zero': unknown;
	readonly 'reset-totals': unknown;
	/** Opens what the selected row leads to: its detail, or another thing's. */
	readonly 'open-detail': unknown;
	/** Opens the selected row's own detail, where `open-detail` opens another thing's. */
	readonly 'open-own-detail': unknown;
	/** Opens what the chosen link of a detail leads to, else what the row does. */
	readonly follow: unknown;
	/** Closes the overlay, as it was before it, or goes back to where the detail was opened. */
	readonly close: unknown;
	readonly 'open-help': unknown;
	readonly 'search-help': unknown;
	readonly 'toggle-pause': unknown;
	/** Shows another moment. */
	readonly travel: {readonly to: Travel};
	readonly 'open-sort': unknown;
	/** Letters that lead to a column in the menu of orders. */
	readonly 'seek-sort': {readonly text: string};
	/** Sorts by the chosen column; reverses the order where it is the one already. */
	readonly 'apply-sort': unknown;
	readonly 'open-columns': unknown;
	readonly 'toggle-column': unknown;
	readonly 'move-column': {readonly by: 1 | -1};
	/** Columns by their priority again. */
	readonly 'reset-columns': unknown;
	readonly 'keep-columns': unknown;
	/** Keeps them, in the configuration file too. */
	readonly 'write-columns': unknown;
	readonly 'next-sort': {readonly by: 1 | -1};
	readonly 'reverse-sort': unknown;
	readonly 'next-naming': unknown;
	readonly 'change-interval': {readonly by: 1 | -1};
	readonly copy: unknown;
	/** Open a line of text. */
	readonly 'open-filter': unknown;
	readonly 'open-target': unknown;
	readonly 'open-rule': unknown;
	readonly 'open-moment': unknown;
	/** The line of a rule with the chosen rule in it. */
	readonly 'edit-rule': unknown;
	/** Edits the open line. */
	readonly 'edit-line': {readonly edit: Edit};
	readonly 'recall-line': {readonly by: 1 | -1};
	/** Keeps the filter, or sends the target, the rule or the moment to the sampler. */
	readonly 'apply-line': unknown;
	/** Goes back to where the view was opened, once its filter is that of then; else clears the filter. */
	readonly 'clear-filter': unknown;
	/** The dialog in which one of the configuration's filters is chosen. */
	readonly 'open-named-filters': unknown;
	readonly 'apply-named-filter': unknown;
	/** Acknowledges the selected alert, or all active ones. */
	readonly acknowledge: {readonly all: boolean};
	readonly 'propose-removal': unknown;
	readonly 'confirm-removal': unknown;
	readonly 'toggle-figures': unknown;
	readonly 'toggle-scale': unknown;
	readonly zoom: {readonly by: 1 | -1};
	readonly 'propose-end': unknown;
	readonly 'confirm-end': unknown;
	readonly 'toggle-signal': unknown;
	readonly 'propose-close': unknown;
	readonly 'confirm-close': unknown;
	readonly redraw: unknown;
	readonly suspend: unknown;
	readonly quit: unknown;
	readonly interrupt: unknown;
	// From the mouse.
	readonly 'select-row': {readonly identity: string};
	/** Sorts by a column; reverses the order where it is the one already. */
	readonly 'sort-by': {readonly sort: SortKey; readonly largestFirst: boolean};
	// From the sampler and its keeper.
	readonly 'view-arrived': {readonly message: ViewMessage};
	readonly 'end-candidates-arrived': {readonly message: Extract<FromSampler, {readonly type: 'end-candidates'}>};
	readonly 'ended-arrived': {readonly message: Extract<FromSampler, {readonly type: 'ended'}>};
	readonly 'close-proposed-arrived': {readonly message: Extract<FromSampler, {readonly type: 'close-proposed'}>};
	readonly 'closed-arrived': {readonly message: Extract<FromSampler, {readonly type: 'closed'}>};
	readonly 'probe-added-arrived': {readonly message: Extract<FromSampler, {readonly type: 'probe-added'}>};
	readonly 'rule-added-arrived': {readonly message: Extract<FromSampler, {readonly type: 'rule-added'}>};
	readonly 'travelled-arrived': {readonly message: Extract<FromSampler, {readonly type: 'travelled'}>};
	readonly 'sampler-restarted': {readonly reason: string};
	readonly 'sampler-failed': {readonly reason: string};
	// From the configuration file.
	readonly 'columns-written': {readonly message: string; readonly ok: boolean};
	// From the terminal and the clock.
	readonly painted: unknown;
	readonly 'background-known': {readonly background: Background};
	/** The terminal shows the overlay. */
	readonly 'overlay-painted': {readonly overlay: Overlay};
	readonly resized: {readonly columns: number; readonly rows: number};
	readonly 'notice-expired': {readonly notice: Notice};
};

export type ActionType = keyof ActionMap;

/** One thing that happened: a key's command, a message, a resize. Plain data. */
export type Action<Type extends ActionType = ActionType> = {
	[Key in Type]: {readonly type: Key} & ActionMap[Key]
}[Type];

/** Handlers of actions: each is pure, and returns the same state when nothing changes. */
export type Handlers<Type extends ActionType> = {
	readonly [Key in Type]: (state: AppState, action: Action<Key>) => AppState
};
