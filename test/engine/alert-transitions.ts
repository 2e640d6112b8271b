import {parseRule} from '../../source/alerts/rules/rule.ts';
import type {AlertTransition} from '../../source/alerts/alert-engine.ts';
import type {AlertRule} from '../../source/model/alert.ts';
import {aMoment} from '../builders/moment.ts';

const parsed = parseRule('connections > 1000 critical where port:443');

/** A rule that runs a command. */
export function ruleOf(name: string, onAlert: readonly string[] | null, known: Partial<AlertRule> = {}): AlertRule {
	if (!parsed.ok) {
		throw new Error(parsed.error.message);
	}

	return {
		...parsed.rule, name, onAlert, onAlertTimeoutSeconds: 20, ...known,
	};
}

/** The alert with this number of a rule; null: of a detector. */
export function transition(rule: AlertRule | null, number: number, state: AlertTransition['state'] = 'fired'): AlertTransition {
	return {
		state,
		rule,
		alert: {
			identity: `alert ${number}`,
			source: rule?.name ?? 'many connections',
			origin: rule === null ? 'detector' : 'rule',
			severity: 'critical',
			subject: {kind: 'port', identity: 'tcp|0.0.0.0|443', text: 'tcp 0.0.0.0:443 (nginx)'},
			message: '1,204 connections, more than 1,000',
			explanation: ['connections > 1000', 'a "second" line\nwith a break'],
			firstValue: '1,204',
			value: state === 'fired' ? '1,204' : '12',
			worstValue: '2,000',
			since: aMoment(Date.UTC(2026, 0, 2, 3, 4, 5, 678)),
			cleared: state === 'fired' ? null : aMoment(Date.UTC(2026, 0, 2, 4)),
			acknowledged: false,
		},
	};
}
