import type {Sort, ViewMessage} from '../../protocol/protocol.ts';
import type {FilterError} from '../../filter/filter-error.ts';
import type {EndCandidate} from '../../model/process.ts';
import type {ViewName} from '../../model/snapshot.ts';
import type {Naming} from '../text/address.ts';
import type {ChosenColumns, ConfiguredKeys, NamedFilter} from './appearance.ts';

export type FilterState = {
	/** The last good one: what the table shows. */
	readonly applied: string;
	/** The text of the filter line while it is edited; null when it is closed. */
	readonly draft: string | null;
	/** The filter to which Esc goes back. */
	readonly before: string;
	/** UTF-16 index into the draft. */
	readonly cursor: number;
	readonly error: FilterError | null;
};

/** Sockets, probe targets, and counters and the log have little in common: what chooses among the ones would hide the others. */
export type FilterName = 'sockets' | 'probes' | 'log';

/** The dialog that ends a process. It names what it would end before it does. */
export type EndDialog = {
	readonly request: number;
	readonly identity: string;
	/** null until the sampler has answered. */
	readonly candidates: readonly EndCandidate[] | null;
	readonly problem: string | null;
	readonly selected: number;
	readonly signal: 'SIGTERM' | 'SIGKILL';
};

/** The line in which a target to probe, or a rule for alerts, is typed. */
export type AskedLine = {
	readonly draft: string;
	/** UTF-16 index into the draft. */
	readonly cursor: number;
	/** The number of the pending request to the sampler; null when none is pending. */
	readonly request: number | null;
	/** The mistake in the line that was sent last. */
	readonly problem: string | null;
};

/** The dialog that stops probing a target, or takes a rule away. It belongs to the row that was selected when it was opened. */
export type RemovalDialog = {
	readonly what: 'target' | 'rule';
	/** The identity of the target, or the name of the rule. */
	readonly identity: string;
	/** The user's spelling. */
	readonly text: string;
};

/** Which figures of a target the Probes table shows: of the whole session, or of the last minute. */
export type FiguresShown = 'session' | 'lastMinute';

/** A message in the status line, gone after a few seconds. */
export type Notice = {
	readonly text: string;
	readonly kind: 'information' | 'warning' | 'error';
};

/** The part of the interface that has the keyboard: dialog over input over view. */
export type Mode =
	| 'view' | 'detail' | 'filter' | 'target' | 'rule' | 'help' | 'interfaces' | 'named-filters' | 'end' | 'remove'
	/** The dialog that ends a process while it has none that it could end: it can only be closed. */
	| 'nothing-to-end';

/** Everything that keys change. The pure reducer in ui/store/reducer.ts is the only writer. */
export type UiState = {
	readonly columns: number;
	readonly rows: number;
	readonly view: ViewName;
	readonly sorts: Readonly<Record<ViewName, Sort>>;
	readonly filters: Readonly<Record<FilterName, FilterState>>;
	/** Identity of the row whose detail is open. */
	readonly detail: string | null;
	/** First line shown of a detail or of the help that is longer than the screen. */
	readonly scroll: number;
	readonly helpOpen: boolean;
	readonly interfacesOpen: boolean;
	readonly end: EndDialog | null;
	readonly removal: RemovalDialog | null;
	/** null when it is closed. */
	readonly targetLine: AskedLine | null;
	readonly ruleLine: AskedLine | null;
	/** Error counters that have counted nothing are shown too. */
	readonly showsZero: boolean;
	/** The terminal's bell rings when an alert fires. */
	readonly bell: boolean;
	readonly figures: FiguresShown;
	/** The zoom of the chart of round-trip times: an index into its levels, the shortest first. */
	readonly zoom: number;
	/** The latency of a port has been measured: the Ports table has columns for it from then on. */
	readonly measuresPorts: boolean;
	readonly paused: boolean;
	readonly naming: Naming;
	readonly intervalSeconds: number;
	readonly notice: Notice | null;
	readonly utc: boolean;
	/** The columns that a view shows, in their order, where those are not chosen by importance. */
	readonly chosenColumns: ChosenColumns;
	/** Those of the configuration. */
	readonly namedFilters: readonly NamedFilter[];
	/** Which of them the dialog that chooses one has chosen; null when it is closed. */
	readonly namedFilter: number | null;
	/** Other keys of commands than the usual ones. */
	readonly keys: ConfiguredKeys;
	/** The sampler failed for good; shown until the program ends. */
	readonly failure: string | null;
};

/** The last message of the sampler; replaced as a whole by each view message. */
export type DataState = {
	readonly message: ViewMessage | null;
};

/** The state that the reducer needs and that is not drawn. */
export type SessionState = {
	/** The filters that were applied, oldest first; bounded. */
	readonly filterHistories: Readonly<Record<FilterName, readonly string[]>>;
	/** The place of the filter line in its history; the history's length: below the newest. */
	readonly recalled: number;
	/** The targets that were typed, oldest first; bounded. */
	readonly targetHistory: readonly string[];
	/** As `recalled`, in the history of targets. */
	readonly recalledTarget: number;
	readonly ruleHistory: readonly string[];
	readonly recalledRule: number;
	/** The cursor was moved, and no answer has come since. */
	readonly isMoving: boolean;
	/** Distinguishes the sampler's answers to questions of one kind. */
	readonly nextRequest: number;
};

export type AppState = {
	readonly ui: UiState;
	readonly data: DataState;
	readonly session: SessionState;
};

/** The mode that a state is in. */
export function modeOf(ui: UiState): Mode {
	if (ui.end !== null) {
		return chosenCandidate(ui.end) === null ? 'nothing-to-end' : 'end';
	}

	if (ui.removal !== null) {
		return 'remove';
	}

	if (ui.helpOpen) {
		return 'help';
	}

	if (ui.interfacesOpen) {
		return 'interfaces';
	}

	if (ui.namedFilter !== null) {
		return 'named-filters';
	}

	if (isFilterOpen(ui)) {
		return 'filter';
	}

	if (ui.targetLine !== null) {
		return 'target';
	}

	if (ui.ruleLine !== null) {
		return 'rule';
	}

	return ui.detail === null ? 'view' : 'detail';
}

/** Whether the filter line is open: only the shown view's can be. */
export function isFilterOpen({filters}: Pick<UiState, 'filters'>): boolean {
	return Object.values(filters).some(({draft}) => draft !== null);
}

/** A filter whose line is not open. */
export function closedFilter(applied: string): FilterState {
	return {
		applied, draft: null, before: applied, cursor: 0, error: null,
	};
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
