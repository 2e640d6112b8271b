import type {CheckReport} from '../../model/check.ts';
import type {StateCount} from '../../model/state-count.ts';
import {connectionFigures} from '../../outputs/check/connection-figures.ts';
import {Sampler} from '../../engine/sampler.ts';
import type {ConnectionsCheck} from '../../cli/options/options.ts';
import {samplerOptionsOf} from '../../cli/options/sampler-options.ts';
import {socketFailure} from '../../engine/socket-failure.ts';
import {figureMaker} from './thresholds.ts';

/** `portop check connections`: counts sockets by protocol and state, in one sample. */
export async function checkConnections(options: ConnectionsCheck): Promise<CheckReport> {
	const timeMilliseconds = Date.now();
	const sampler = new Sampler(samplerOptionsOf(options.source));
	try {
		await sampler.tick();
		const {summary, rows} = sampler.snapshot('states', '');
		const problem = socketFailure(summary);
		return connectionsReport(problem === null ? rows as readonly StateCount[] : null, options, {problem: `cannot read the sockets: ${problem}`, timeMilliseconds});
	} finally {
		sampler.close();
	}
}

/**
Judges the counts.
@param rows null where they are not known: `problem` says why.
*/
export function connectionsReport(rows: readonly StateCount[] | null, options: ConnectionsCheck, {problem, timeMilliseconds}: {readonly problem: string; readonly timeMilliseconds: number}): CheckReport {
	const figure = figureMaker(options, '', null);
	const figures = connectionFigures
		.filter(({kind}) => options.keys.includes(kind.key))
		.map(({kind, protocol, state}) => figure(kind, rows === null ? null : rows.find(row => row.state === state)?.counts[protocol] ?? 0));
	const counted = figures
		.filter(({value, state}) => value !== null && value > 0 && state === 'OK')
		.toSorted((a, b) => Number(b.value) - Number(a.value));
	return {
		check: 'connections',
		items: [{
			name: '',
			labels: {},
			texts: [],
			figures,
			problems: [],
			isUp: rows !== null,
			finding: rows !== null && counted.length === 0 && figures.every(({state}) => state === 'OK') ? 'no such connections' : counted.map(({kind, value}) => `${kind.title}: ${value}`).join(', '),
		}],
		problems: rows === null ? [{state: 'UNKNOWN', message: problem}] : [],
		timeMilliseconds,
	};
}
