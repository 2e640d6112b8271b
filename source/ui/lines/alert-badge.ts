import type {AlertCounts} from '../../model/alert.ts';
import type {Segment} from '../text/segments.ts';

/** What fires, for the header, in sight whatever the width: inverse while somebody has to look, muted when all of it is acknowledged. */
export function alertBadge({critical, warning, unacknowledged}: AlertCounts): Segment {
	const all = critical + warning;
	if (all === 0) {
		return {variants: [], priority: 0};
	}

	const parts = [
		...(critical > 0 ? [`${critical} critical`] : []),
		...(warning > 0 ? [`${warning} ${warning === 1 ? 'warning' : 'warnings'}`] : []),
	];
	const short = `${all} ${all === 1 ? 'alert' : 'alerts'}`;
	const isSeen = unacknowledged === 0;
	return {
		variants: [parts.join(' '), short].map(text => isSeen ? text : ` ${text} `),
		// Shortened before the clock goes; never left out.
		priority: [3, 0],
		style: isSeen ? 'muted' : (critical > 0 ? 'alarm' : 'cursor'),
	};
}
