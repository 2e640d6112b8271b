import type {DataState, UiState} from '../state/state.ts';
import {firstEphemeralPort, joinAddress} from '../text/address.ts';
import {isTcp} from '../../model/socket.ts';

/** IPv4 on a dual-stack socket: it is probed as the IPv4 that it is. */
const mapped = /^\[::ffff:([\d.]+)\]$/;

/** What the line of a target begins with: of the selected TCP connection the peer, its port where that is a server's. */
export function suggestedTarget({view}: Pick<UiState, 'view'>, {message}: DataState): string {
	if (view !== 'connections' || message?.content.view !== 'connections') {
		return '';
	}

	const row = message.content.rows[message.selected ?? -1];
	if (row === undefined || row.remotePort === 0 || !isTcp(row.protocol)) {
		return '';
	}

	const host = mapped.exec(row.remoteAddress)?.[1] ?? row.remoteAddress;
	// Nobody answers on the port from which a client came; its host may answer an echo.
	return row.remotePort < firstEphemeralPort ? `connect://${joinAddress(host, row.remotePort)}` : `icmp://${host}`;
}
