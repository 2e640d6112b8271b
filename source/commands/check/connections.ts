import type {CheckReport} from '../../model/check.ts';
import type {Protocol} from '../../model/socket.ts';
import type {StateCount} from '../../model/state-count.ts';
import {connectionFigures} from '../../outputs/check/connection-figures.ts';
import {Sampler} from '../../engine/sampler.ts';
import type {ConnectionsCheck} from '../../cli/options/options.ts';
import {samplerOptionsOf} from '../../cli/options/sampler-options.ts';
import {socketFailure, unreadSockets} from '../../engine/socket-failure.ts';
import {figureMaker} from './thresholds.ts';

/** `portop check connections`: counts sockets by protocol and state, in one sample. */
export async function checkConnections(options: ConnectionsCheck): Promise<CheckReport> {
	const timeMilliseconds = Date.now();
	const sampler = new Sampler(samplerOptionsOf(options.source));
	try {
		await sampler.tick();
		const {summary, rows} = sampler.snapshot('states', '');
		const problem = socketFailure(summary) ?? unreadSockets(summary, wantedProtocols(options));
		return connectionsReport(rows as readonly StateCount[], options, {problem: problem === null ? null : `cannot read the sockets: ${problem}`, timeMilliseconds});
	} finally {
		sampler.close();
	}
}

function wantedProtocols({keys}: ConnectionsCheck): ReadonlySet<Protocol> {
	return new Set(connectionFigures.filter(({kind}) => keys.includes(kind.key)).map(({protocol}) => protocol));
}

/**
Judges the counts.
@param rows null where there are none.
@param problem The reason why counts that are wanted are unknown; null where they are all known.
*/
export function connectionsReport(rows: readonly StateCount[] | null, options: ConnectionsCheck, {problem, timeMilliseconds}: {readonly problem: string | null; readonly timeMilliseconds: number}): CheckReport {
	const figure = figureMaker(options, '', null);
	const figures = connectionFigures
		.filter(({kind}) => options.keys.includes(kind.key))
		.map(({kind, protocol, state}) => figure(kind, rows?.find(row => row.state === state)?.counts[protocol] ?? null));
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
			isUp: problem === null,
			finding: problem === null && counted.length === 0 && figures.every(({state}) => state === 'OK') ? 'no such connections' : counted.map(({kind, value}) => `${kind.title}: ${value}`).join(', '),
		}],
		problems: problem === null ? [] : [{state: 'UNKNOWN', message: problem}],
		timeMilliseconds,
	};
}
