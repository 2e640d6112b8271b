import {endText} from '../../collectors/address-text.ts';
import type {SocketTable} from '../../collectors/socket-table.ts';
import type {RowContext} from '../views/connection-rows.ts';
import type {PortSlot} from '../traffic/port-slots.ts';

/** Names an open port's row: (protocol, address, port). */
export function portIdentity(table: SocketTable, {first}: PortSlot, interfaceName: RowContext['interfaceName']): string {
	return `${table.protocolOf(first)}|${endText(table, first, 'local', interfaceName)}|${table.columns.localPort[first]!}`;
}
