import type {Summary} from '../model/snapshot.ts';

/** Returns why the sockets could not be read; null where they could. */
export function socketFailure({sources}: Summary): string | null {
	const failed = sources.find(({name, state}) => name === 'sockets' && state === 'failed');
	return failed === undefined ? null : failed.problem ?? failed.state;
}
