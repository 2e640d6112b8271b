import type {
	ContentOf,
	DetailOf,
	RowOf,
	Sort,
	SortKey,
	ViewMessage,
} from '../../../protocol/protocol.ts';
import type {Alert, Severity} from '../../../model/alert.ts';
import type {Moment} from '../../../model/moment.ts';
import type {ViewName} from '../../../model/snapshot.ts';
import type {Block} from '../../detail/blocks.ts';
import type {TotalsSince} from '../../detail/totals.ts';
import type {KeyCommand} from '../../keys/bindings.ts';
import type {Destination} from '../../state/destination.ts';
import type {ConfiguredKeys} from '../../state/appearance.ts';
import type {
	AppState,
	FilterName,
	Removal,
	UiState,
} from '../../state/state.ts';
import type {Column, ColumnDescription} from '../../tables/column.ts';
import type {ColumnWishes} from '../../tables/layout.ts';
import type {DrawnTable, RowMark} from '../../tables/table.ts';
import type {Theme} from '../../text/theme.ts';

/**
Everything that the interface knows about one view. A view is a folder of `ui/views/`, and a line in `ui/views/registry.ts`;
nothing else in `ui/` or `cli/` asks for a view's name.
*/
export type View<Name extends ViewName> = {
	readonly name: Name;
	readonly title: string;
	/** Instead of the title where room is short. */
	readonly shortTitle?: string;
	/** The command whose key shows the view. */
	readonly command: KeyCommand;
	/** The view in whose tab this one is shown; absent: it has a tab of its own. */
	readonly tab?: ViewName;
	/** The number of rows without a filter, for the tab; null: the tab shows no count. Absent: all rows that the sampler has. */
	readonly count?: (message: ViewMessage) => number | null;

	readonly table: LiveTable<RowOf<Name>> | WholeTable<RowOf<Name>>;
	/** The sort of the table at the start. */
	readonly usualSort: Sort;
	/** An order that no column shows; sorting goes through it before the first column. */
	readonly hiddenOrder?: SortableColumn;
	/** The reason why the table cannot be sorted. */
	readonly fixedOrder?: string;
	/** Views that share a filter name the same one. */
	readonly filter: FilterName;

	/** The source of its rows: where that could not be read, that there are none means nothing. Absent: they do not come from one. */
	readonly source?: 'sockets' | 'counters';
	/** Stands in place of rows when there are none. */
	readonly empty: string;
	/** Everything that is shown around the rows, a fact in a line, for those who hear the screen. Absent: nothing is. */
	readonly facts?: (content: ContentOf<Name>, context: {readonly now: Moment; readonly utc: boolean}) => readonly string[];
	/** A remedy, in words that continue `empty`. */
	readonly remedy?: (ui: {readonly keys: ConfiguredKeys}) => string;

	/** The content of a row's detail. */
	readonly detail: (detail: DetailOf<Name>, context: DetailContext) => readonly Block[];
	/** The chart of the detail is one of round-trip times, as wide as the screen. */
	readonly hasRttChart?: true;
	/** Stands in place of the detail when its row is gone; absent: that the socket was closed. */
	readonly gone?: string;

	/** Returns the filter that leaves only a row's connections in the Connections view; null where none does. Absent: a row has none. */
	readonly connectionsFilter?: (row: RowOf<Name>) => string | null;
	/** The figures of a row are those of its connections that match the filter: it holds for them, too. */
	readonly countsMatching?: true;
	/** Returns the thing that a row is about, which opens in place of its own detail; null where there is none. Absent: rows have details of their own. */
	readonly leadsTo?: (row: RowOf<Name>) => Destination | null;
	/** Returns the text that `copy` copies of a row. */
	readonly copyText: (row: RowOf<Name>) => string;
	/** The socket of a row, in words, for the dialog that ends its process. */
	readonly socketText?: (row: RowOf<Name>) => string;
	/** The reason why a row has no process that could be ended; absent: it can have one. */
	readonly withoutProcess?: string;
	/** Returns the thing that `remove` would remove, or the reason why not; absent: nothing in this view can be removed. */
	readonly removal?: (state: Pick<AppState, 'ui' | 'data'>) => RemovalProposal;
	/** Returns the rule that can be edited, or why there is none; absent: this view has none. */
	readonly ruleToEdit?: (state: Pick<AppState, 'ui' | 'data'>) => RuleToEdit;
	/** The alert that `acknowledge` acknowledges, or null; absent: rows of this view are no alerts. */
	readonly firingAlert?: (state: Pick<AppState, 'ui' | 'data'>) => Alert | null;
	/** The rule that a new alert begins with; `row` is the selected one. */
	readonly suggestRule: (row: RowOf<Name> | undefined, sortKey: SortKey) => RuleSuggestion;
	/** Alert rules of this view compare figures of the whole machine, not of a row. */
	readonly isMachineWide?: true;
	/** The target that a new probe begins with, or an empty text; absent: always empty. */
	readonly suggestTarget?: (row: RowOf<Name>) => string;
	/** The state once this has been seen, of so many rows in all: the same one unless the view remembers something of it. */
	readonly onContent?: (ui: UiState, content: ContentOf<Name>, listed: number) => UiState;
};

/** An order that a table can have. */
export type Sortable = {
	/** Names it in the configuration file. */
	readonly id: string;
	readonly sort: SortKey;
	readonly largestFirst: boolean;
};

/** An order that the menu of orders explains. */
export type SortableColumn = Sortable & Pick<ColumnDescription, 'title' | 'meaning'>;

/** The state that decides which columns a live table can show. */
export type TableSituation = Pick<UiState, 'measuresPorts' | 'portsDiffer' | 'grouping'> & ColumnWishes & {
	/** That of the table, which may be narrower than the terminal. */
	readonly width: number;
	/** Totals count since `r` too. */
	readonly wasReset: boolean;
};

/** A table whose columns are chosen by the width, or by the configuration. */
export type LiveTable<Row> = {
	readonly kind: 'live';
	/** Every column, in the table's order. */
	readonly columns: ReadonlyArray<Column<Row>>;
	/** The columns that can be shown now; absent: all. */
	readonly columnsNow?: (situation: TableSituation) => ReadonlyArray<Column<Row>>;
	/** A mark of a row's own for its gutter, such as `!` for a watched port that is closed. */
	readonly mark?: (row: Row) => RowMark | null;
	/** Whether what a row shows is old: it is greyed, but for its mark and for what says why. */
	readonly isIdle?: (row: Row) => boolean;
	readonly around?: AroundTable;
};

/** The size of something on the screen, in cells and lines. */
export type Size = {
	readonly width: number;
	readonly height: number;
};

/** Everything that stands around a table, between the header and the status line. */
export type AroundTable = {
	/** The most that the table takes of the room. */
	readonly tableSize: (room: Size, ui: Pick<UiState, 'overview'>) => Size;
	/** The lines above the table; absent: none. */
	readonly linesAbove?: (room: Size, ui: Pick<UiState, 'overview'>) => number;
	/** The lines below the table's rows, above the preview of the selected row; without a message the most. Absent: there is no preview. */
	readonly linesBelow?: (message: ViewMessage | null) => number;
	/** Returns the lines of the whole room. */
	readonly arrange: (table: DrawnTable, context: AroundContext, theme: Theme) => readonly string[];
};

export type AroundContext = {
	/** null until the sampler has answered. */
	readonly message: ViewMessage | null;
	readonly room: Size;
	/** The moment of the sample. */
	readonly now: Moment;
	readonly ui: Pick<UiState, 'utc' | 'keys' | 'overview' | 'zoom' | 'commonScale'>;
};

/** A narrow table that always shows all of its columns; ink-table draws it. */
export type WholeTable<Row> = {
	readonly kind: 'whole';
	readonly columns: readonly ColumnDescription[];
	/** The table as plain texts with style marks (ui/text/style-mark.ts); at most `width` cells a line. */
	readonly draw: (input: WholeTableInput<Row>) => PlainTexts;
};

/** The texts of a table by heading. */
export type PlainTexts = {
	readonly headings: readonly string[];
	readonly rows: ReadonlyArray<Readonly<Record<string, string>>>;
};

export type WholeTableInput<Row> = {
	readonly rows: readonly Row[];
	/** Index into `rows`. */
	readonly selected: number | null;
	readonly sort: Sort;
	readonly width: number;
	/** The charts have one scale. */
	readonly commonScale: boolean;
	/** The rows are what was last known: the sampler is gone. */
	readonly isStale: boolean;
	/** The worst alert that fires on a row, by the row's identity. */
	readonly firing: Readonly<Record<string, Severity>>;
};

/** The context of a detail, in addition to its row. */
export type DetailContext = TotalsSince & Pick<UiState, 'columns' | 'zoom' | 'utc' | 'keys'> & {
	/** The width of the whole screen; `columns` is that of a column of the detail. */
	readonly allColumns: number;
	/** The text is read out, not seen. */
	readonly isSpoken?: true;
	/** The active alerts about the row. */
	readonly about: readonly Alert[];
	/** The moment of the sample. */
	readonly now: Moment;
};

/** The beginning of an alert rule. */
export type RuleSuggestion = {
	/** The metric that the rule compares; null: none belongs to the sorted column. */
	readonly metric: string | null;
	/** The metric that is suggested then. */
	readonly instead: string;
	/** A filter that leaves only the selected row; null: none. */
	readonly scope: string | null;
};

/** A rule by its name and with its text. `isRow`: the chosen row stands for it. */
export type RuleToEdit = {readonly name: string; readonly text: string; readonly isRow: boolean} | {readonly problem: string};

export type RemovalProposal = Removal | {readonly problem: string};
