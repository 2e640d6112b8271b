import type {Port} from '../model/port.ts';
import {forwardingText} from '../text/forwarding.ts';
import {table, type TableColumn} from './table.ts';

const bytesPerMebibyte = 2 ** 20;

/**
Lines of a table of ports. What takes two samples to know (rates, CPU) has no column.
@param ports As `shown` leaves them.
@param isNumeric The user's number, and no service.
*/
export function portsText(ports: readonly Port[], isNumeric: boolean): Iterable<string> {
	const columns: ReadonlyArray<TableColumn<Port>> = [
		{title: 'Proto', align: 'left', cell: ({protocol}) => protocol},
		{title: 'Address', align: 'right', cell: ({address}) => address},
		{title: 'Port', align: 'right', cell: ({port}) => port},
		{title: 'Status', align: 'left', cell: ({status}) => status},
		...(isNumeric ? [] : [{title: 'Service', align: 'left', cell: ({service}) => service} satisfies TableColumn<Port>]),
		{title: 'Conns', align: 'right', cell: ({connectionCount}) => connectionCount},
		{title: 'Accept-Q', align: 'right', cell: ({acceptQueue, acceptQueueLimit}) => acceptQueue === null ? null : `${acceptQueue}/${acceptQueueLimit ?? '–'}`},
		{title: 'Drops', align: 'right', cell: ({drops}) => drops},
		{title: 'RTT-ms', align: 'right', cell: ({rttMedianMicroseconds}) => milliseconds(rttMedianMicroseconds)},
		{title: 'p95-ms', align: 'right', cell: ({rttP95Microseconds}) => milliseconds(rttP95Microseconds)},
		{title: 'RSS-MiB', align: 'right', cell: ({residentBytes}) => residentBytes === null ? null : (residentBytes / bytesPerMebibyte).toFixed(1)},
		{title: 'User', align: 'left', cell: port => listed([port, ...port.otherUsers].map(({user, userId}) => (isNumeric ? null : user) ?? userId))},
		{title: 'Unit', align: 'left', cell: port => listed([port, ...port.otherPlaces].map(({unit}) => unit))},
		{title: 'Container', align: 'left', cell: port => listed([port, ...port.otherPlaces].map(({container}) => container))},
		{title: 'Process', align: 'left', cell: processes},
	];
	return table(columns, ports);
}

function milliseconds(microseconds: number | null): string | null {
	return microseconds === null ? null : (microseconds / 1000).toFixed(3);
}

function processes({owners, forwarding}: Port): string | null {
	return forwarding === null ? listed(owners.holders.map(({name, pid}) => `${name}(${pid})`)) : forwardingText(forwarding);
}

/** Returns what is known, each once; null for nothing. */
function listed(values: ReadonlyArray<string | number | null>): string | null {
	const known = new Set(values.filter(value => value !== null));
	return known.size === 0 ? null : [...known].join(',');
}
