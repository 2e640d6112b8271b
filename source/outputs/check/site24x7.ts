import type {CheckItem, CheckReport} from '../../model/check.ts';
import {
	cleanStrings,
	faults,
	notesOf,
	unitSymbols,
} from './verdict.ts';

export type Site24x7Options = {
	readonly pluginVersion: number;
	readonly heartbeat: boolean;
};

/**
Returns what Site24x7's agent reads from a plug-in: one JSON object. Of several items an array of them, each with its `name`.
`status` is 0 where something is down, and `msg` says why.
*/
export function site24x7Json({items, problems}: CheckReport, options: Site24x7Options): string {
	const head = {plugin_version: options.pluginVersion, heartbeat_required: options.heartbeat};
	const general = problems.map(({message}) => message).join('; ');
	const objects = items.map(item => ({
		...head,
		...items.length > 1 && {name: item.name},
		...itemJson(item, general),
	}));
	const whole = objects.length === 1 ? objects[0] : objects;
	return `${JSON.stringify(objects.length === 0 ? {...head, status: 0, msg: general} : whole, cleanStrings, 4)}\n`;
}

function itemJson(item: CheckItem, general: string) {
	const units = item.figures.filter(({kind}) => unitSymbols[kind.unit] !== '').map(({kind}) => [kind.title, unitSymbols[kind.unit]]);
	return {
		status: general === '' && item.isUp ? 1 : 0,
		msg: [general, ...faults(item), item.finding, ...notesOf(item)].filter(words => words !== '').join('; '),
		units: Object.fromEntries(units) as Record<string, string>,
		...Object.fromEntries(item.texts.map(({title, value}) => [title, value])),
		...Object.fromEntries(item.figures.map(({kind, value}) => [kind.title, value === null ? null : Number(value.toFixed(3))])),
	};
}
