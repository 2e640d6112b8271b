import type {Sampler} from '../../source/engine/sampler.ts';
import type {Connection} from '../../source/model/socket.ts';
import {aQuery} from '../builders/query.ts';

/** Returns the first row of Connections in the last sample that is wanted, also one that closed. */
export function connectionOf(sampler: Sampler, isWanted: (row: Connection) => boolean): Connection | undefined {
	const content = sampler.answer(aQuery('connections', {rows: 10_000}), null)?.content;
	return content?.view === 'connections' ? content.rows.find(row => isWanted(row)) : undefined;
}
