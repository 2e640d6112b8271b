import type {CheckFormat, CheckReport} from '../../model/check.ts';
import {checkJson} from './json.ts';
import {nagiosText} from './nagios.ts';
import {site24x7Json, type Site24x7Options} from './site24x7.ts';

export type RenderOptions = Site24x7Options & {
	readonly format: CheckFormat;
	/** Whether the Nagios format has performance data. */
	readonly perfdata: boolean;
};

/** Returns a report in the format that is asked for. */
export async function renderCheck(report: CheckReport, options: RenderOptions): Promise<string> {
	switch (options.format) {
		case 'nagios': {
			return nagiosText(report, options.perfdata);
		}

		case 'site24x7': {
			return site24x7Json(report, options);
		}

		case 'openmetrics': {
			const {openMetricsText} = await import('./openmetrics.ts');
			return openMetricsText(report);
		}

		case 'json': {
			return checkJson(report);
		}
	}
}
