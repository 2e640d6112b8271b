import type {AlertCondition, AlertRule} from '../../../model/alert.ts';
import {keyOf} from '../../keys/keymap.ts';
import type {Block} from '../../detail/blocks.ts';
import type {StyleName} from '../../text/theme.ts';
import {formatMoment, formatZone} from '../../../text/format-duration.ts';
import {count} from '../../../text/units.ts';
import type {DetailContext} from '../shared/view.ts';

/** The style of times, and the keys that can be named. */
export type Clock = Pick<DetailContext, 'keys' | 'utc' | 'now'>;

/** The place where each condition comes from, in a word and in a sentence. */
export const originWords: Readonly<Record<AlertCondition['origin'], {readonly short: string; readonly long: string}>> = {
	default: {short: 'default', long: 'always on, with the usual threshold'},
	config: {short: 'config', long: 'the configuration file'},
	flag: {short: '--alert', long: '--alert on the command line'},
	session: {short: 'session', long: 'this session: it is gone when portop ends'},
};

/** `firing on 2`, `fired 3 times`, `not fired`, `off`. */
export function firedText({isOn, active, fired}: AlertCondition): string {
	if (!isOn) {
		return 'off';
	}

	if (active > 0) {
		return `firing on ${count.show(active)}`;
	}

	return fired === 0 ? 'not fired' : `fired ${fired === 1 ? 'once' : `${count.show(fired)} times`}`;
}

/** Returns a condition in one line: whether it has fired, the condition where its name is another, its meaning. */
export function conditionText(condition: AlertCondition): string {
	const {name, text, meaning} = condition;
	return [firedText(condition), ...name === text || text === 'off' ? [] : [text], meaning].join(': ');
}

/** Returns everything about a rule or a fixed check; `rule` where it is one that is still there. */
export function conditionBlocks(condition: AlertCondition, rule: AlertRule | null, context: Clock): readonly Block[] {
	const {kind, name, setting, origin, text, meaning, advice} = condition;
	const changes = kind === 'check'
		? `${setting ?? ''} in [fixedChecks] of the configuration file, or false`
		: [['edit-rule', 'edits it'], ['remove', 'removes it']].flatMap(([command, words]) => {
			const key = keyOf(context, command as 'edit-rule' | 'remove');
			return key === null ? [] : [`${key} ${words}`];
		}).join(', ');
	return [
		{heading: `${kind === 'rule' ? 'Rule' : 'Fixed check'} ${name}`},
		{label: kind === 'rule' ? 'Rule' : 'Threshold', value: text},
		{label: 'Means', value: meaning},
		{label: 'From', value: originWords[origin].long},
		{label: 'Fired', value: firedLine(condition, context), ...condition.active > 0 && {style: 'warning' satisfies StyleName}},
		{label: 'Change', value: changes},
		...kind === 'rule' && origin === 'session' ? [{label: 'Keep', value: `in the configuration file: [[alert]] when = ${JSON.stringify(text)}`}] : [],
		...rule === null ? [] : ruleBlocks(rule),
		...advice.length === 0 ? [] : [{heading: 'What it means, and what to do', place: 'right' as const}, ...advice.map(line => ({text: line}))],
	];
}

function ruleBlocks({filter, onAlert, onAlertTimeoutSeconds, severity}: AlertRule): readonly Block[] {
	return [
		{label: 'Level', value: severity},
		...appliedBlocks({filter, onAlert, onAlertTimeoutSeconds}),
	];
}

/** Returns the things that a rule is about, and the command that it runs. */
export function appliedBlocks({filter, onAlert, onAlertTimeoutSeconds}: Pick<AlertRule, 'filter' | 'onAlert' | 'onAlertTimeoutSeconds'>): readonly Block[] {
	return [
		{label: 'Applies to', value: filter === '' ? 'everything that has this metric' : filter},
		{label: 'Runs', value: onAlert === null ? 'no command' : `${onAlert.join(' ')} (for at most ${onAlertTimeoutSeconds} s)`},
	];
}

function firedLine(condition: AlertCondition, {now, utc}: Clock): string {
	const {lastFired} = condition;
	const last = lastFired === null ? '' : `; last at ${formatMoment(lastFired.timeMilliseconds, now.timeMilliseconds, utc)} ${formatZone(lastFired.timeMilliseconds, utc)}`;
	return firedText(condition) + last;
}
