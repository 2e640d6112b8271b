import type {Sort, ViewMessage} from '../../protocol/protocol.ts';
import type {FilterError} from '../../filter/filter-error.ts';
import type {Grouping} from '../../model/group.ts';
import type {Looked} from '../../model/overview.ts';
import type {CloseProposal} from '../../model/close.ts';
import type {EndCandidate} from '../../model/process.ts';
import type {ViewName} from '../../model/snapshot.ts';
import type {Background} from '../../terminal/background.ts';
import type {Naming} from '../text/address.ts';
import type {Line} from './line-editor.ts';
import type {ChosenColumns, ConfiguredKeys, NamedFilter} from './appearance.ts';

/** Sockets, probe targets, and counters and the log have little in common: what chooses among the ones would hide the others. */
export type FilterName = 'sockets' | 'probes' | 'log';

/** The dialog that ends a process. It names what it would end before it does. */
export type EndDialog = {
	readonly kind: 'end';
	/** The number of the question to the sampler, and of the request that follows it. */
	readonly request: number;
	readonly identity: string;
	/** null until the sampler has answered. */
	readonly candidates: readonly EndCandidate[] | null;
	readonly problem: string | null;
	readonly selected: number;
	readonly signal: 'SIGTERM' | 'SIGKILL';
};

/** The dialog that closes a connection. It names it before it does. */
export type CloseDialog = {
	readonly kind: 'close';
	/** The number of the question to the sampler, and of the request that follows it. */
	readonly request: number;
	/** The row of Connections. */
	readonly identity: string;
	/** null until the sampler has answered, and where it cannot be closed. */
	readonly proposal: CloseProposal | null;
	readonly problem: string | null;
};

/** A target that is no longer to be probed, or a rule that is to be taken away. */
export type Removal = {
	readonly what: 'target' | 'rule';
	/** The identity of the target, or the name of the rule. */
	readonly identity: string;
	/** The user's spelling. */
	readonly text: string;
};

/** The dialog that removes something. It belongs to the row that was selected when it was opened. */
export type RemovalDialog = Removal & {readonly kind: 'remove'};

export const lineKinds = ['filter', 'target', 'rule', 'moment'] as const;

/** A filter, a target to probe, a rule for alerts or a moment to look at can be typed. */
export type LineKind = (typeof lineKinds)[number];

/** The line that is typed. */
export type TypedLine = Line & {
	readonly kind: LineKind;
	/** The place in its history; the history's length: below the newest. */
	readonly recalled: number;
	/** The number of the pending request to the sampler; null when none is pending. */
	readonly request: number | null;
	/** The mistake in the line: a filter's as it is typed, else that of the line that was sent last. */
	readonly problem: FilterError | string | null;
	/** The filter to which Esc goes back, as the table follows the line while it is typed; null: nothing has changed before Enter. */
	readonly filterBefore: string | null;
	/** The name of the rule that is edited, whose place the new one takes; null where the line adds something. */
	readonly replaces: string | null;
};

/** The interfaces, and what passes through them. */
type InterfacesText = {readonly kind: 'interfaces'};

/** The help. A sampler that fails may leave it over the interfaces that it had sent last. */
export type HelpText = {
	readonly kind: 'help';
	readonly below: InterfacesText | null;
	/** The words that are searched for; null: all of the help is shown. */
	readonly search: Line | null;
	/** The search has the keyboard. */
	readonly isTyping: boolean;
};

/** The dialog in which one of the configuration's filters is chosen. */
type NamedFiltersDialog = {readonly kind: 'named-filters'; readonly selected: number};

/** The menu of the orders that a table can have. */
export type SortMenu = {
	readonly kind: 'sort';
	/** Index into the orders. */
	readonly selected: number;
	/** The letters that were typed since the last move: they lead to a column. */
	readonly typed: string;
};

/** A column in the chooser. */
export type ColumnEntry = {
	readonly id: string;
	readonly isShown: boolean;
};

/** The dialog that chooses and orders the columns of a view. The table behind it follows. */
export type ColumnChooser = {
	readonly kind: 'columns';
	/** Every column of the view, those that are shown in their order. */
	readonly entries: readonly ColumnEntry[];
	readonly selected: number;
	/** The columns that Esc goes back to; undefined: those of their priority. */
	readonly before: readonly string[] | undefined;
};

/** Lies over the view, or over its detail, and has the keyboard. There is one at a time: while it is open, no key opens another. */
export type Overlay = HelpText | InterfacesText | NamedFiltersDialog | SortMenu | ColumnChooser | EndDialog | CloseDialog | RemovalDialog | TypedLine;

/** Which figures of a target the Probes table shows: of the whole session, or of the last minute. */
export type FiguresShown = 'session' | 'lastMinute';

/** A message in the status line, gone after a few seconds, or with the view, detail or help over which it was shown. */
export type Notice = {
	readonly text: string;
	readonly kind: 'information' | 'warning' | 'error';
	/** It is about portop itself, not about what is shown: it stays in another place. */
	readonly isGeneral?: true;
};

/** A place from which something was opened: Esc goes back there. */
export type Place = Pick<UiState, 'view' | 'filters' | 'detail' | 'scroll' | 'link' | 'grouping' | 'sorts'> & {
	/** Identity of the row under the cursor; null where there was none. */
	readonly selected: string | null;
	/** The filter with which the next place was opened. */
	readonly filterThere: string;
};

/** The numbers of things that the Overview has to show. */
export type OverviewCounts = {
	readonly ports: number;
	readonly probes: number;
	readonly alerts: number;
	/** Something happened while the user was away. */
	readonly hasNews: boolean;
};

/** The room that a table has above the preview of its selected row. */
export type TableRoom = {
	/** The table: another view, filter or grouping is another table. */
	readonly of: string;
	readonly rows: number;
	/** The moment on the sampler's clock since which fewer rows are listed; null: all of them are. */
	readonly spareSince: number | null;
};

/** The part of the interface that has the keyboard. */
export type Mode =
	| 'view' | 'detail' | Overlay['kind']
	/** The words that the help is searched for are typed. */
	| 'help-search'
	/** The dialog that ends a process, or closes a connection, while it has none that it could: it can only be closed. */
	| 'nothing-to-end'
	/** The terminal is too small for anything to be drawn: a key would act on what cannot be seen. */
	| 'too-small';

/** The modes whose keys help and documents list: the others have keys of these. */
export type ExplainedMode = Exclude<Mode, 'nothing-to-end' | 'too-small'>;

/** Everything that keys change. The pure reducer in ui/store/reducer.ts is the only writer. */
export type UiState = {
	readonly columns: number;
	readonly rows: number;
	readonly view: ViewName;
	readonly sorts: Readonly<Record<ViewName, Sort>>;
	/** The last good ones: that of a view is what its table shows. */
	readonly filters: Readonly<Record<FilterName, string>>;
	/** Identity of the row whose detail is open. */
	readonly detail: string | null;
	/** First line shown of the text that is open (the help, the interfaces, a detail) where it is longer than the screen. */
	readonly scroll: number;
	/** The name of the chosen link of the open detail; null while none is chosen. */
	readonly link: string | null;
	/** The places that were left for what they lead to, the newest last; bounded. */
	readonly trail: readonly Place[];
	readonly overlay: Overlay | null;
	/** The property that connections are grouped by in the Groups view. */
	readonly grouping: Grouping;
	/** Error counters that have counted nothing are shown too. */
	readonly showsZero: boolean;
	/** The terminal's bell rings when an alert fires. */
	readonly bell: boolean;
	readonly figures: FiguresShown;
	/** The charts of a column, and those of in and out, have one scale: else each has its own. */
	readonly commonScale: boolean;
	/** The stretch of time that charts cover: an index into `timeSpans`. */
	readonly zoom: number;
	/** The numbers by which the Overview shares out its room. */
	readonly overview: OverviewCounts;
	readonly tableRoom: TableRoom;
	/** The latency of a port has been measured: the Ports table has columns for it from then on. */
	readonly measuresPorts: boolean;
	/** A port was not open: the Ports table has a column for its status from then on. */
	readonly portsDiffer: boolean;
	readonly paused: boolean;
	readonly naming: Naming;
	readonly intervalSeconds: number;
	readonly notice: Notice | null;
	readonly utc: boolean;
	/** The columns that a view shows, in their order, where those are not chosen by priority. */
	readonly chosenColumns: ChosenColumns;
	/** Those of the configuration. */
	readonly namedFilters: readonly NamedFilter[];
	/** Other keys of commands than the usual ones. */
	readonly keys: ConfiguredKeys;
	/** The terminal's background, as it reports it; null: not known yet. */
	readonly background: Background | null;
	/** The sampler failed for good; shown until the program ends. */
	readonly failure: string | null;
};

/** The last message of the sampler; replaced as a whole by each view message. */
export type DataState = {
	readonly message: ViewMessage | null;
};

/** Each filter has a history of its own, and so has each other kind of line. */
export type HistoryName = FilterName | Exclude<LineKind, 'filter'>;

/** The state that the reducer needs and that is not drawn. */
export type SessionState = {
	/** The lines that were typed, oldest first; bounded. */
	readonly histories: Readonly<Record<HistoryName, readonly string[]>>;
	/** The number of moves of the cursor that the sampler was asked for. */
	readonly moves: number;
	/** null before the first sample. */
	readonly looked: Looked | null;
	/** Distinguishes the sampler's answers to questions of one kind. */
	readonly nextRequest: number;
	/** The overlay that has arrived at the terminal as it is now; null: none, or it has changed since. */
	readonly paintedOverlay: Overlay | null;
};

export type AppState = {
	readonly ui: UiState;
	readonly data: DataState;
	readonly session: SessionState;
};

/** The smallest terminal in which portop draws more than a request for a larger one. */
export const smallestTerminal = {columns: 60, rows: 15} as const;

export function isTooSmall({columns, rows}: Pick<UiState, 'columns' | 'rows'>): boolean {
	return columns < smallestTerminal.columns || rows < smallestTerminal.rows;
}

/** The mode that a state is in. */
export function modeOf({overlay, detail, columns, rows}: Pick<UiState, 'overlay' | 'detail' | 'columns' | 'rows'>): Mode {
	if (isTooSmall({columns, rows})) {
		return 'too-small';
	}

	if (overlay === null) {
		return detail === null ? 'view' : 'detail';
	}

	if (overlay.kind === 'help') {
		return overlay.isTyping ? 'help-search' : 'help';
	}

	return isWithoutTarget(overlay) ? 'nothing-to-end' : overlay.kind;
}

/** Whether a dialog has nothing that `y` would end or close. */
function isWithoutTarget(overlay: Overlay): boolean {
	return (overlay.kind === 'end' && chosenCandidate(overlay) === null) || (overlay.kind === 'close' && overlay.proposal === null);
}

/** The modes in which what is typed is text. */
export const typingModes = [...lineKinds, 'help-search'] as const satisfies readonly Mode[];

const typing: ReadonlySet<Mode> = new Set(typingModes);
const lines: ReadonlySet<Overlay['kind']> = new Set(lineKinds);

/** Whether a line of text has the keyboard. */
export function isTyping(mode: Mode): boolean {
	return typing.has(mode);
}

/** Returns the line that is typed; null when none is open. */
export function typedLine({overlay}: Pick<UiState, 'overlay'>): TypedLine | null {
	return overlay !== null && isTypedLine(overlay) ? overlay : null;
}

function isTypedLine(overlay: Overlay): overlay is TypedLine {
	return lines.has(overlay.kind);
}

/** Whether the interfaces are open; also those below the help are. */
export function showsInterfaces({overlay}: Pick<UiState, 'overlay'>): boolean {
	return overlay?.kind === 'interfaces' || (overlay?.kind === 'help' && overlay.below !== null);
}

/** Returns the process that `y` would end; null while the sampler has not answered, or where there is none. */
export function chosenCandidate({problem, candidates, selected}: EndDialog): EndCandidate | null {
	const chosen = problem === null ? candidates?.[selected] : undefined;
	return chosen === undefined || chosen.isSelf ? null : chosen;
}

/** The lines between the header with tabs (3) and the status line (1). */
export function viewHeight(ui: Pick<UiState, 'rows'>): number {
	return Math.max(0, ui.rows - 4);
}
