import type {Port, PortPeer} from '../../../model/port.ts';
import {transportOf} from '../../../model/socket.ts';

const wildcards: ReadonlySet<string> = new Set(['*', '0.0.0.0', '[::]']);

/** Returns the filter that leaves a port's connections in the Connections view, or those of one of its peers. */
export function portFilter({protocol, address, port}: Port, peer?: PortPeer): string {
	const local = addressOf(address);
	return [
		`sport:${port} proto:${transportOf(protocol)}`,
		...wildcards.has(local) ? [] : [`src:${local}`],
		...peer === undefined ? [] : [`dst:${addressOf(peer.address)}`],
		'state:connected',
	].join(' ');
}

/** Returns an address without its interface, as the filter language takes it. */
function addressOf(text: string): string {
	return text.split('%', 1)[0] ?? text;
}
