import type {Summary} from '../model/snapshot.ts';
import type {Protocol} from '../model/socket.ts';

/** Returns why the sockets could not be read; null where they could. */
export function socketFailure({sources}: Summary): string | null {
	const failed = sources.find(({name, state}) => name === 'sockets' && state === 'failed');
	return failed === undefined ? null : failed.problem ?? failed.state;
}

/** Returns why sockets of one of these protocols are unknown; null where they could all be read. */
export function unreadSockets({sources, unreadProtocols}: Summary, wanted: ReadonlySet<Protocol>): string | null {
	return unreadProtocols.some(protocol => wanted.has(protocol)) ? sources.find(({name}) => name === 'sockets')?.problem ?? unreadProtocols.join(', ') : null;
}
