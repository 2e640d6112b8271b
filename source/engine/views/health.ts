import {machineFields} from '../../fields/machine.ts';
import type {FixedCheckName, Severity} from '../../model/alert.ts';
import type {HealthFigure, HealthKey} from '../../model/overview.ts';
import type {SeriesWindow} from '../../model/series.ts';
import type {SocketState} from '../../model/socket.ts';
import type {FigureOf, RecordedKind} from '../series/recorded-figures.ts';
import type {Sample} from './sample.ts';

/** Reads a series of a figure over the stretch of time that is shown. */
export type ReadSeries = <Kind extends RecordedKind>(kind: Kind, identity: string, figure: FigureOf<Kind>) => SeriesWindow;

/** The values from which on a figure has a colour; Infinity: never. */
type Levels = {
	readonly warning: number;
	readonly critical: number;
};

/** The source of a figure, and from when on it is worth a colour. */
type HealthSource = {
	readonly value: (sample: Sample) => number | null;
	readonly series: (read: ReadSeries) => SeriesWindow;
	/** A number of sockets, not of events. */
	readonly isLevel?: true;
	readonly levels?: (sample: Sample) => Levels;
};

/** Ten times as much as is worth a warning is critical. */
const criticalTimes = 10;

/** Fewer segments that are sent again are no trouble, however quiet the machine is. Per second. */
const minRetransmissions = 1;

const stateFigure = (state: SocketState): Pick<HealthSource, 'value' | 'series' | 'isLevel'> => ({
	value: ({summary}) => summary.totals.states[state],
	series: read => read('state', state, 'total'),
	isLevel: true,
});
const counterFigure = (name: string): Pick<HealthSource, 'value' | 'series'> => ({
	value: ({errors}) => errors.find(counter => counter.name === name)?.perSecond ?? null,
	series: read => read('counter', name, 'rate'),
});

/** The threshold of a fixed check, which the configuration may have changed or turned off. */
const levelsOf = (check: FixedCheckName) => ({fixedLimits}: Sample): Levels => {
	const warning = fixedLimits[check] ?? Infinity;
	return {warning, critical: warning * criticalTimes};
};

/** Warns from a value on that no check has a threshold of. */
const from = (warning: number) => (): Levels => ({warning, critical: Infinity});

const healthSources: Readonly<Record<HealthKey, HealthSource>> = {
	closeWait: {...stateFigure('CLOSE_WAIT'), levels: levelsOf('closeWait')},
	listenDrops: {...counterFigure('TcpExtListenDrops'), levels: levelsOf('listenDrops')},
	retransmissions: {
		value: ({summary}) => summary.totals.retransmissionsPerSecond,
		series: read => read('machine', 'machine', 'retransmissions'),
		levels: ({fixedLimits: {retransmissions: percent}, summary: {totals}}) => ({
			warning: percent === null ? Infinity : Math.max(minRetransmissions, (totals.sendPacketsPerSecond ?? 0) * percent / 100),
			critical: Infinity,
		}),
	},
	timeWait: {...stateFigure('TIME_WAIT'), levels: from(20_000)},
	halfOpen: {...stateFigure('SYN_RECEIVED'), levels: from(64)},
	resets: {...counterFigure('TcpEstabResets'), levels: from(10)},
	opened: {
		value: ({summary}) => machineFields.opened.read(summary.totals),
		series: read => read('machine', 'machine', 'opened'),
	},
};

/** Returns a line of the health panel. */
export function healthOf(key: HealthKey, sample: Sample, read: ReadSeries): HealthFigure {
	const {value: valueOf, series: seriesOf, isLevel, levels} = healthSources[key];
	const value = valueOf(sample);
	const series = seriesOf(read);
	return {
		key, value, series, severity: severityOf(value ?? 0, levels?.(sample)), perMinute: isLevel === true ? growthPerMinute(series) : null,
	};
}

function severityOf(value: number, levels: Levels | undefined): Severity | null {
	if (levels === undefined || value < levels.warning) {
		return null;
	}

	return value < levels.critical ? 'warning' : 'critical';
}

/** Returns by how much the values of a window have grown per minute, over the part of it that is known; null where that is less than half a minute. */
function growthPerMinute({means, bucketSeconds}: SeriesWindow): number | null {
	const first = means.findIndex(value => !Number.isNaN(value));
	const last = means.findLastIndex(value => !Number.isNaN(value));
	const minutes = (last - first) * bucketSeconds / 60;
	return first === -1 || minutes < 0.5 ? null : (means[last]! - means[first]!) / minutes;
}
