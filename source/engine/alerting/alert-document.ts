import type {AlertTransition} from '../../alerts/alert-engine.ts';

/** Changes when a key goes or changes its meaning (docs/config.md). */
const version = 1;

/** What the command of a rule reads: one JSON document on one line. Unknown, and not yet, is null. */
export function alertDocument({alert, rule, state}: AlertTransition, host: string): string {
	const {clearedMilliseconds, subject: {kind, identity, text}} = alert;
	const document = {
		version,
		host,
		state,
		alert: alert.identity,
		rule: rule === null ? null : {name: rule.name, text: rule.text},
		severity: alert.severity,
		subject: {kind, identity, text},
		message: alert.message,
		value: alert.value,
		worst: alert.worstValue,
		since: isoTime(alert.sinceMilliseconds),
		cleared: clearedMilliseconds === null ? null : isoTime(clearedMilliseconds),
		explanation: alert.explanation,
	};
	return `${JSON.stringify(document)}\n`;
}

function isoTime(milliseconds: number): string {
	return new Date(milliseconds).toISOString();
}
