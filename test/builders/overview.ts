import {
	healthKeys,
	type HealthFigure,
	type Overview,
	type PortChart,
} from '../../source/model/overview.ts';
import type {SeriesWindow} from '../../source/model/series.ts';

/** Returns a window of these values, one a second. */
export function aWindow(values: readonly number[] = [], known: Partial<SeriesWindow> = {}): SeriesWindow {
	const sum = values.reduce((total, value) => total + value, 0);
	return {
		seconds: 120,
		bucketSeconds: 1,
		endsAtMilliseconds: 0,
		means: values,
		maxima: values,
		peak: values.length === 0 ? null : Math.max(...values),
		average: values.length === 0 ? null : sum / values.length,
		total: values.length === 0 ? null : sum,
		isPartial: false,
		...known,
	};
}

/** Returns an Overview of an idle machine. */
export function anOverview(known: Partial<Overview> = {}): Overview {
	return {
		receive: aWindow(),
		send: aWindow(),
		health: healthKeys.map((key): HealthFigure => ({
			key, value: 0, series: aWindow(), perMinute: null, severity: null,
		})),
		alerts: [],
		watched: {rules: 3, checks: 8, detects: true},
		activeAlerts: 0,
		probes: [],
		probeCount: 0,
		changes: null,
		port: null,
		...known,
	};
}

/** Returns what a port without peers did: nothing. */
export function aPortChart(known: Partial<PortChart> = {}): PortChart {
	return {
		identity: '', peers: [], receive: aWindow(), send: aWindow(), queue: aWindow(), drops: aWindow(), ...known,
	};
}
