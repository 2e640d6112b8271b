import type {Moment} from '../../model/moment.ts';
import type {Grouping} from '../../model/group.ts';
import type {SortKey} from '../../protocol/protocol.ts';
import type {FiguresShown} from '../state/state.ts';
import type {Piece} from '../text/pieces.ts';
import {
	takeEnd,
	truncate,
	type Align,
	type Shorten,
} from '../text/text-width.ts';
import type {StyleName} from '../text/theme.ts';
import {shortenAddress, type Naming} from '../text/address.ts';
import {
	shortenOwners,
	shortenShared,
	shortenTarget,
	shortenTargetWithMethod,
} from '../text/shorten.ts';

export type Cell = {
	/** The content; in a cell with pieces only its width counts, which is the width that the cell wants. */
	readonly text: string;
	readonly style?: StyleName;
	/** Returns the parts that are drawn instead of the text, each in its own style, for the width of the cell. */
	readonly pieces?: (width: number) => readonly Piece[];
};

export type CellContext = {
	readonly naming: Naming;
	/** The figures of targets that are shown. */
	readonly figures: FiguresShown;
	/** The property that connections are grouped by in the Groups view. */
	readonly grouping: Grouping;
	/** The charts of a column have one scale. */
	readonly commonScale: boolean;
	/** The moment of the sample. */
	readonly now: Moment;
	/** Times are in UTC, else in the zone of this machine. */
	readonly utc: boolean;
	/** The zone of the times: `UTC`, `+02:00`. */
	readonly zone: string;
};

/** The ways to shorten a text that is too wide for its column. */
export const shorteners = {
	/** `systemd-res…` */
	end: truncate,
	/** `[2001:db8…7348]:443`: the port stays whole. */
	address: shortenAddress,
	/** `…le.com:443`: without the method, the port whole. */
	target: shortenTarget,
	/** `udp w…m:53`: the method and the port whole. */
	targetWithMethod: shortenTargetWithMethod,
	/** `nginx`: the name without the process id. */
	owners: shortenOwners,
	/** `systemd… +1`: the number of others stays. */
	shared: shortenShared,
	/** The newest values of a sparkline. */
	newest: takeEnd,
} as const satisfies Record<string, Shorten>;

/** The description of a column, without its rows. */
export type ColumnDescription = {
	readonly id: string;
	readonly title: string;
	/** One line for the help and the documents, with the unit. */
	readonly meaning: string;
	readonly sort: SortKey | null;
	/** Whether sorting by it starts with the largest. */
	readonly largestFirst: boolean;
};

/** A column of a live table. The tables of columns are data: drawing, sorting, the help and the documents go by them. */
export type Column<Row> = ColumnDescription & {
	/** A heading that says more than the title: what is shown now. */
	readonly heading?: (context: CellContext) => string;
	/** 0: always shown. The others come in this order, as the width allows; each number above 0 once in a table. */
	readonly priority: number;
	/** Cells. Fixed columns have one width; the others get what their content wants between minimum and maximum. */
	readonly minimum: number;
	/** A less important column is only added when all that are shown can have this much. */
	readonly ideal: number;
	readonly maximum: number;
	/** Takes more than its ideal only of what no text wants. */
	readonly isFiller?: true;
	/** Takes what no column wants, up to its maximum. */
	readonly takesRest?: true;
	readonly align: Align;
	readonly shorten: keyof typeof shorteners;
	/** `top`: the value of the highest bar, where the charts of the column have a common scale. */
	readonly cell: (row: Row, context: CellContext, top?: number) => Cell;
	/** The scale of a chart: its largest value in a row, and how that is shown. */
	readonly scale?: {readonly peak: (row: Row) => number; readonly format: (peak: number) => string};
};

/** The content of a column, without its width. The table can be sorted by it if `sort` is given. */
type Content<Row> = Pick<Column<Row>, 'id' | 'title' | 'meaning' | 'priority' | 'cell'> & Partial<Pick<Column<Row>, 'sort' | 'largestFirst' | 'heading' | 'scale'>>;

const unsorted = {sort: null, largestFirst: false} as const;

/** Returns a column of numbers: fixed width, to the right. */
export function numberColumn<Row>(width: number, content: Content<Row>): Column<Row> {
	return {
		...unsorted, ...content, minimum: width, ideal: width, maximum: width, align: 'right', shorten: 'end',
	};
}

/** Returns a column of words out of a known set, such as states: fixed width, to the left, never cut. */
export function wordColumn<Row>(width: number, content: Content<Row>): Column<Row> {
	return {
		...unsorted, ...content, minimum: width, ideal: width, maximum: width, align: 'left', shorten: 'end',
	};
}

export type TextWidths = {
	readonly widths: readonly [minimum: number, ideal: number, maximum: number];
	readonly shorten?: keyof typeof shorteners;
};

/** Returns a column of texts of any length. */
export function textColumn<Row>({widths, shorten = 'end'}: TextWidths, content: Content<Row>): Column<Row> {
	const [minimum, ideal, maximum] = widths;
	return {
		...unsorted, ...content, minimum, ideal, maximum, align: 'left', shorten,
	};
}

/** Values as bars, the newest at the right. */
export function historyColumn<Row>(widths: TextWidths['widths'], content: Content<Row>): Column<Row> {
	return {...textColumn({widths, shorten: 'newest'}, content), align: 'right'};
}
