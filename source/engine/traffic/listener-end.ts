import type {SocketTable, SocketEnds} from '../../collectors/socket-table.ts';
import type {AddressWords} from '../../model/address.ts';

/** The local end of a listener, for finding it when its socket is gone. */
export type ListenerEnd = {
	/** Index into `protocols`. */
	readonly protocol: number;
	readonly words: AddressWords;
	readonly port: number;
	/** 0 where it is bound to none. */
	readonly interfaceIndex: number;
	readonly ipv6Only: number;
};

/** Returns the local end of a socket. */
export function localEndOf(ends: SocketEnds & Partial<Pick<SocketTable['columns'], 'ipv6Only'>>, row: number): ListenerEnd {
	return {
		protocol: ends.protocol[row]!,
		words: [ends.local0[row]!, ends.local1[row]!, ends.local2[row]!, ends.local3[row]!],
		port: ends.localPort[row]!,
		interfaceIndex: ends.interfaceIndex?.[row] ?? 0,
		ipv6Only: ends.ipv6Only?.[row] ?? 0,
	};
}

/** Appends a row to a table that has this local end and nothing else. */
export function addLocalEnd(table: SocketTable, {protocol, words, port, interfaceIndex, ipv6Only}: ListenerEnd): number {
	const row = table.add();
	const {columns} = table;
	columns.protocol[row] = protocol;
	columns.local0[row] = words[0];
	columns.local1[row] = words[1];
	columns.local2[row] = words[2];
	columns.local3[row] = words[3];
	columns.localPort[row] = port;
	columns.interfaceIndex[row] = interfaceIndex;
	columns.ipv6Only[row] = ipv6Only;
	return row;
}
