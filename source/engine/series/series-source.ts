import type {Moment} from '../../model/moment.ts';
import type {SeriesWindow, WindowShape} from '../../model/series.ts';
import type {FigureOf, RecordedKind} from './recorded-figures.ts';

/** The columns by which a recording names a thing. */
export type RecordedName = Readonly<Record<string, string | number | null>>;

/** A figure of a thing, as it is asked for. */
export type FigureOfThing = {
	readonly kind: RecordedKind;
	readonly identity: string;
	readonly figure: string;
	/** Its name in the recording where the identity does not say so. */
	readonly name?: RecordedName | undefined;
};

type Until = {
	/** The moment of the sample with which it ends; the last one by default. */
	readonly until?: Moment;
	/** The name in a recording of what its identity does not name there: groups and targets. */
	readonly name?: RecordedName;
};

/** The window that is asked for. */
export type WindowRequest = WindowShape & Until;

/** The stretch of time that an average is about. */
export type AverageRequest = Until & {readonly seconds: number};

/** The sum of a figure over time, and the time in which that is known. */
export type Amount = {
	/** Values times seconds. */
	readonly total: number;
	readonly seconds: number;
};

/** The amount that an entity had over a stretch of time. */
export type RankedEntity = {
	readonly identity: string;
	/** Values times seconds, added up over the figures that were asked for. */
	readonly total: number;
	/** It was not in the last sample. */
	readonly isGone: boolean;
};

/** Figures over time, as charts, sparklines and averages read them. */
export type SeriesSource = {
	/** Whether the last answer had all that there is: else the next one has more. */
	readonly isComplete: boolean;
	/** The seconds between samples, to whole ones; at least 1. */
	readonly wholeIntervalSeconds: number;
	/** Returns how many seconds a value stands for at least in a window. */
	readonly resolutionOf: (request: WindowRequest) => number;
	/** Returns a figure as a window that ends with a sample; undefined where the thing was not known by then. */
	readonly read: <Kind extends RecordedKind>(kind: Kind, identity: string, figure: FigureOf<Kind>, request: WindowRequest) => SeriesWindow | undefined;
	/** Returns the things of a kind by what their figures add up to in the last so many seconds of this session, those that are gone too; the most first. */
	readonly rank: <Kind extends RecordedKind>(kind: Kind, figures: ReadonlyArray<FigureOf<Kind>>, seconds: number) => readonly RankedEntity[];
	/** Returns the average of the sum of some figures over the last so many seconds until a sample; undefined where none is known. */
	readonly average: <Kind extends RecordedKind>(kind: Kind, identity: string, figures: ReadonlyArray<FigureOf<Kind>>, request: AverageRequest) => number | undefined;
};

/** Returns the sum of the averages of some figures; undefined where none is known. */
export function averageOf<Figure>(figures: readonly Figure[], amountOf: (figure: Figure) => Amount): number | undefined {
	let sum: number | undefined;
	for (const figure of figures) {
		const {total, seconds} = amountOf(figure);
		if (seconds > 0) {
			sum = (sum ?? 0) + (total / seconds);
		}
	}

	return sum;
}
