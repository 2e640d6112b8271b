import type {Overview} from '../../../model/overview.ts';
import {secondsSince, type Moment} from '../../../model/moment.ts';
import {formatAge, formatRtt} from '../../../text/format-duration.ts';
import {formatPercent} from '../../../text/format-number.ts';
import {alertWords, weightWords} from '../../text/alert-text.ts';
import {healthText} from './health-panel.ts';

/** Returns what stands around the ports of the Overview, a fact in a line. */
export function overviewFacts({overview: {health, alerts, activeAlerts, probes}}: {readonly overview: Overview}, {now}: {readonly now: Moment}): readonly string[] {
	const active = alerts.filter(({type}) => type === 'alert');
	return [
		...health.map(figure => healthText(figure)),
		activeAlerts === 0 ? 'no active alerts' : `active alerts: ${activeAlerts}`,
		...active.map(row => {
			const {weight, subject, message, at} = alertWords(row);
			return `${weightWords[weight].text}: ${subject}: ${message}, for ${formatAge(secondsSince(at, now))}`;
		}),
		...probes.map(({probe: {target, lastMinute, lastRttMicroseconds}}) => `probe ${target}: loss ${formatPercent(lastMinute.lossPercent)}, last ${formatRtt(lastRttMicroseconds)}`),
	];
}
