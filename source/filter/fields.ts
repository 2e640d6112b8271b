import type {ComparedName} from '../fields/filter-numbers.ts';
import type {Protocol, SocketState} from '../model/socket.ts';

/** A quarter of an IPv6 address, counted from its beginning. */
export type AddressWord = 0 | 1 | 2 | 3;

/**
The accessors with which a filter reads a row. Row may be an object, or an index into a columnar table: an accessor returns
what the table holds and allocates nothing. Unknown is null, and no comparison matches it.
*/
export type FilterFields<Row> = {
	readonly localPort: (row: Row) => number | null;
	/** null where there is no peer. */
	readonly remotePort: (row: Row) => number | null;
	/** A big-endian uint32 of the address. IPv4 is IPv4-mapped: 0, 0, 0xffff, address. */
	readonly localAddressWord: (row: Row, word: AddressWord) => number;
	/** Only called where `hasRemote`. */
	readonly remoteAddressWord: (row: Row, word: AddressWord) => number;
	readonly hasRemote: (row: Row) => boolean;
	/** As it is shown. Only called for bare words and regular expressions. */
	readonly localAddressText: (row: Row) => string;
	/** Only called where `hasRemote`. */
	readonly remoteAddressText: (row: Row) => string;
	/** The interface that the socket is bound to; null where it is bound to none, or the row is no socket of ours. */
	readonly deviceName: (row: Row) => string | null;
	/** Its index; 0 where it is bound to none, null where the row is no socket of ours. */
	readonly deviceIndex: (row: Row) => number | null;
	/** One matching state is enough: a port has its listener's and its connections'; a watched port that is closed has CLOSED. */
	readonly states: (row: Row) => readonly SocketState[];
	readonly protocol: (row: Row) => Protocol;
	/** The pids of every owner; one match is enough. */
	readonly pids: (row: Row) => readonly number[];
	/** The names of every owner; one matching is enough. */
	readonly processes: (row: Row) => readonly string[];
	/** The known command lines of every owner; one matching is enough. */
	readonly commandLines: (row: Row) => readonly string[];
	/** Those of every socket that the row stands for; one match is enough. */
	readonly users: (row: Row) => readonly string[];
	readonly userIds: (row: Row) => readonly number[];
	readonly service: (row: Row) => string | null;
	/** Those of every owner that serves; one match is enough. */
	readonly units: (row: Row) => readonly string[];
	readonly containers: (row: Row) => readonly string[];
	/** The numbers that the row has, by their names in the language; a name that is not there matches no comparison. */
	readonly numbers: Readonly<Partial<Record<ComparedName, (row: Row) => number | null>>>;
};
