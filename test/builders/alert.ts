import type {
	Alert,
	AlertCondition,
	AlertRow,
	AlertRule,
	LogEvent,
	Subject,
} from '../../source/model/alert.ts';
import {aMoment} from './moment.ts';

/** 12:29 UTC on 1 March 2026. */
const minuteAgo = aMoment(Date.UTC(2026, 2, 1, 12, 29));

const webServer: Subject = {kind: 'port', identity: 'tcp|0.0.0.0|443', text: 'tcp 0.0.0.0:443 (nginx)'};

/** Returns the rule `connections > 1000 where port:443`, with what a test names. */
export function anAlertRule(known: Partial<AlertRule> = {}): AlertRule {
	return {
		name: 'connections > 1000 where port:443',
		metric: 'connections',
		comparison: '>',
		threshold: 1000,
		clearThreshold: 900,
		forSeconds: 0,
		severity: 'critical',
		filter: 'port:443',
		onAlert: null,
		onAlertTimeoutSeconds: 10,
		text: 'connections > 1000 where port:443',
		origin: 'config',
		...known,
	};
}

/** Returns a rule that has not fired, as the Alerts view lists it, with what a test names. */
export function aCondition(known: Partial<AlertCondition> = {}): AlertCondition {
	return {
		kind: 'rule', name: 'connections > 5', setting: null, origin: 'session', text: 'connections > 5', meaning: 'Fires at > 5 (at once); ends at ≤ 5.', advice: [], isOn: true, active: 0, fired: 0, lastFired: null, ...known,
	};
}

/** Returns the alert that `anAlertRule` raised and that still fires. */
export function anAlert(known: Partial<Alert> = {}): Alert {
	return {
		identity: '1',
		source: 'connections > 1000 where port:443',
		origin: 'rule',
		severity: 'critical',
		subject: webServer,
		message: '1,204 connections, more than 1,000',
		explanation: ['connections > 1000 where port:443'],
		firstValue: '1,001',
		value: '1,204',
		worstValue: '1,310',
		since: minuteAgo,
		cleared: null,
		acknowledged: false,
		...known,
	};
}

/** Returns the event of a listener that appeared. */
export function anEvent(known: Partial<LogEvent> = {}): LogEvent {
	return {
		sequence: 1,
		kind: 'listener-appeared',
		at: minuteAgo,
		weight: 'information',
		subject: webServer,
		message: 'listens now',
		before: null,
		after: null,
		lastedSeconds: null,
		lastedIsMinimum: false,
		count: 1,
		alert: null,
		...known,
	};
}

/** Returns the event that an alert fires. */
export function anAlertFired(alert: Alert, known: Partial<LogEvent> = {}): LogEvent {
	return anEvent({
		kind: 'alert-fired',
		at: alert.since,
		weight: alert.severity,
		subject: alert.subject,
		message: alert.message,
		alert,
		...known,
	});
}

/** Returns the row of an alert that fires. */
export function alertRow(alert: Alert): Extract<AlertRow, {type: 'alert'}> {
	return {type: 'alert', identity: alert.identity, alert};
}

/** Returns the row of an event. */
export function eventRow(event: LogEvent): Extract<AlertRow, {type: 'event'}> {
	return {type: 'event', identity: `event ${event.sequence}`, event};
}
