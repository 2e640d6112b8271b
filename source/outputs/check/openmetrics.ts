import {Gauge, Registry, type OpenMetricsContentType} from 'prom-client';
import type {CheckReport, FigureUnit} from '../../model/check.ts';
import {sanitize} from '../../text/sanitize.ts';
import {
	exitCodeOf,
	itemState,
	reportState,
	worst,
} from './verdict.ts';

/** The factor that converts a figure into the base unit of its metric's name. */
const factors: Readonly<Record<FigureUnit, number>> = {
	milliseconds: 1e-3,
	percent: 1e-2,
	mebibytes: 2 ** 20,
	bytes: 1,
	'per-second': 1,
	days: 86_400,
	count: 1,
};

/**
Returns a report as OpenMetrics text: a gauge for each figure, and the states. What is not known is not there.
@param series A label of each series, which those of other checks in files next to this one do not have; empty: there is none.
*/
export async function openMetricsText(report: CheckReport, series: string): Promise<string> {
	const registry = new Registry<OpenMetricsContentType>();
	registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
	const gauges = new Map<string, Gauge>();
	const set = (name: string, help: string, given: Readonly<Record<string, string>>, value: number) => {
		const all = series === '' ? given : {...given, flags: series};
		const labels = Object.fromEntries(Object.entries(all).map(([label, text]) => [label, sanitize(text)]));
		const gauge = gauges.get(name) ?? new Gauge({
			name, help, labelNames: Object.keys(labels), registers: [registry],
		});
		gauges.set(name, gauge);
		gauge.set(labels, value);
	};

	const check = report.check ?? 'check';
	// Of items with labels each has its own: several files of one textfile collector must not have the same series.
	if (report.items.every(({labels}) => Object.keys(labels).length === 0)) {
		set('portop_check_state', 'What the check came to: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN', {check}, exitCodeOf(reportState(report)));
	}

	const general = report.problems.map(({state}) => state);
	for (const item of report.items) {
		if (Object.keys(item.labels).length > 0) {
			const state = worst([itemState(item), ...general]);
			set(`portop_check_${check}_state`, 'What this came to: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN', item.labels, exitCodeOf(state));
		}

		for (const {kind, value} of item.figures) {
			if (value !== null) {
				const {name, help, labels} = kind.metric;
				set(name, help, {...item.labels, ...labels}, Number((value * factors[kind.unit]).toPrecision(12)));
			}
		}
	}

	return registry.metrics();
}
