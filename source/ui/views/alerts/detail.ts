import type {AlertDetail} from '../../../protocol/protocol.ts';
import type {
	Alert,
	AlertRule,
	EventKind,
	LogEvent,
} from '../../../model/alert.ts';
import {secondsSince, type Moment} from '../../../model/moment.ts';
import {withKey} from '../../keys/keymap.ts';
import {weightWords} from '../../text/alert-text.ts';
import {
	formatAge,
	formatMoment,
	formatUptime,
	formatZone,
} from '../../../text/format-duration.ts';
import {unknown} from '../../../text/format-number.ts';
import type {Block} from '../../detail/blocks.ts';
import {appliedBlocks, conditionBlocks, type Clock} from './conditions.ts';

const kindWords: Readonly<Record<EventKind, string>> = {
	'port-status': 'a watched port changed',
	owner: 'the owner of a listener changed',
	'listener-appeared': 'a listener appeared',
	'listener-vanished': 'a listener vanished',
	'probe-status': 'a probe target changed',
	source: 'a source of data changed',
	'alert-fired': 'an alert began',
	'alert-cleared': 'an alert is over',
	'alert-command': 'the command of a rule',
};

const origins: Readonly<Record<Alert['origin'], string>> = {rule: 'the rule', detector: 'portop\'s own detector:', check: 'the fixed check'};

const timeWidth = 13;
const levelWidth = 10;

/** Returns everything about an alert that fires, a rule or check, or an entry of the log. */
export function alertBlocks({row, rule, related}: AlertDetail, clock: Clock): readonly Block[] {
	if (row.type === 'condition') {
		return [...conditionBlocks(row.condition, rule, clock), ...relatedBlocks(related, clock)];
	}

	const blocks = row.type === 'alert'
		? [...headBlocks(row.alert.subject.text, row.alert.message, row.alert.severity), ...spanBlocks(row.alert, clock), ...oneAlert(row.alert, 'now')]
		: eventBlocks(row.event, clock);
	return [...blocks, ...ruleBlocks(rule, clock), ...relatedBlocks(related, clock)];
}

function headBlocks(subject: string, message: string, weight: LogEvent['weight']): readonly Block[] {
	const {text, style} = weightWords[weight];
	return [{heading: subject}, {label: text, value: message, ...(weight !== 'information' && {style})}];
}

function eventBlocks(event: LogEvent, clock: Clock): readonly Block[] {
	const {kind, at, weight, subject, message, before, after, alert} = event;
	const lasted = event.lastedSeconds === null ? '' : `, for ${event.lastedIsMinimum ? 'at least ' : ''}${formatUptime(event.lastedSeconds)}`;
	return [
		...headBlocks(subject.text, message, weight),
		{label: 'Kind', value: kindWords[kind]},
		{label: 'When', value: momentText(at, clock)},
		...(before === null && lasted === '' ? [] : [{label: 'Before', value: `${before ?? unknown}${lasted}`}]),
		...(after === null ? [] : [{label: 'After', value: after}]),
		...(alert === null ? [] : alertOfEvent(alert, clock)),
	];
}

/** Shows the alert at the time of the event; the log does not know whether it is still active. */
function alertOfEvent(alert: Alert, clock: Clock): readonly Block[] {
	return [
		{heading: `The alert: ${alert.message}`},
		...(alert.cleared === null ? [{label: 'Since', value: momentText(alert.since, clock)}] : spanBlocks(alert, clock)),
		...oneAlert(alert, 'then'),
	];
}

function spanBlocks(alert: Alert, clock: Clock): readonly Block[] {
	const {since, cleared} = alert;
	return [
		{label: 'Since', value: momentText(since, clock)},
		{label: 'Until', value: cleared === null ? untilText(alert, clock) : momentText(cleared, clock)},
		{label: 'For', value: formatUptime(secondsSince(since, cleared ?? clock.now))},
	];
}

function oneAlert(alert: Alert, when: 'now' | 'then'): readonly Block[] {
	const {cleared, firstValue, value, worstValue, origin, source, explanation} = alert;
	return [
		{label: 'Value', value: `${firstValue} when it fired, ${value} ${cleared === null ? when : 'when it was over'}, ${worstValue} at worst`},
		{label: 'Raised by', value: `${origins[origin]} ${source}`},
		{heading: 'How it was decided'},
		...explanation.map(text => ({text})),
	];
}

/** Returns the end of an active alert in words. */
function untilText({acknowledged}: Alert, clock: Clock): string {
	return acknowledged ? 'it fires; acknowledged' : `it fires${withKey(clock, 'acknowledge', key => `; ${key} acknowledges it`)}`;
}

function ruleBlocks(rule: AlertRule | null, clock: Clock): readonly Block[] {
	if (rule === null) {
		return [];
	}

	const {name, text} = rule;
	return [
		{heading: `Rule${withKey(clock, 'remove', key => ` (${key}: remove)`)}`},
		...(name === text ? [] : [{label: 'Name', value: name}]),
		{label: 'Rule', value: text},
		...appliedBlocks(rule),
	];
}

function relatedBlocks(related: readonly LogEvent[], clock: Clock): readonly Block[] {
	return related.length === 0
		? []
		: [
			{heading: 'Earlier events, newest first', place: 'right'},
			...related.map(({at, weight, message}): Block => {
				const {text, style} = weightWords[weight];
				return {
					pieces: [
						{text: formatMoment(at.timeMilliseconds, clock.now.timeMilliseconds, clock.utc).padEnd(timeWidth)},
						{text: text.padEnd(levelWidth), style},
						{text: message},
					],
				};
			}),
		];
}

/** `14:03:22 UTC (5m ago)`, with the date where that is another day's. */
function momentText(at: Moment, {utc, now}: Clock): string {
	const {timeMilliseconds} = at;
	return `${formatMoment(timeMilliseconds, now.timeMilliseconds, utc)} ${formatZone(timeMilliseconds, utc)} (${formatAge(secondsSince(at, now))} ago)`;
}
