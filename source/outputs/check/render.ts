import {Buffer} from 'node:buffer';
import type {CheckFormat, CheckReport} from '../../model/check.ts';
import {checkJson} from './json.ts';
import {nagiosText, type NagiosOptions} from './nagios.ts';
import {site24x7Json, type Site24x7Options} from './site24x7.ts';

export type RenderOptions = Site24x7Options & NagiosOptions & {
	readonly format: CheckFormat;
	/** A label of the series of this check that no other has; empty: the labels of its items are enough. */
	readonly series: string;
};

/** Returns a report in the format that is asked for. Nothing in it can steer a terminal. */
export async function renderCheck(report: CheckReport, options: RenderOptions): Promise<string> {
	switch (options.format) {
		case 'nagios': {
			return nagiosText(report, options);
		}

		case 'site24x7': {
			return inAlphabet(site24x7Json(report, options), options);
		}

		case 'openmetrics': {
			const {openMetricsText} = await import('./openmetrics.ts');
			return openMetricsText(report, options.series);
		}

		case 'json': {
			return inAlphabet(checkJson(report), options);
		}
	}
}

/** Returns JSON with what is beyond ASCII escaped, where it would not be read as UTF-8 (RFC 8259, section 7). */
function inAlphabet(json: string, {isUtf8}: Pick<RenderOptions, 'isUtf8'>): string {
	return isUtf8 ? json : json.replaceAll(/[^\0-\u{7F}]/gu, character => Buffer.from(character, 'utf16le').swap16().toString('hex').replaceAll(/.{4}/g, String.raw`\u$&`));
}
