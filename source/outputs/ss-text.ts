import {
	ssStateNames,
	transportOf,
	type Connection,
	type Protocol,
	type SocketOwners,
} from '../model/socket.ts';

/** The order in which `ss -antup` asks the kernel for its tables. */
const protocolOrder: readonly Protocol[] = ['udp', 'udp6', 'tcp', 'tcp6'];

type Cells = readonly [netid: string, state: string, receiveQueue: string, sendQueue: string, local: string, localPort: string, peer: string, peerPort: string];

/*
Addresses end with the colon and are aligned right, ports follow them aligned left, so that the colons stand in one
column; see `columns` in misc/ss.c of iproute2.
*/
const heading: Cells = ['Netid', 'State', 'Recv-Q', 'Send-Q', 'Local Address:', 'Port', 'Peer Address:', 'Port'];
const column = {
	netid: 0, state: 1, local: 4, localPort: 5, peer: 6, peerPort: 7,
} as const;

/** The columns that `ss` leaves out where all rows have the same in them. */
export type SsColumns = {
	/** TCP and UDP. */
	readonly hasNetid: boolean;
	/** More than one state is asked for. */
	readonly hasState: boolean;
};

/**
Lines as `ss -antp` prints them into a pipe, with `hasNetid` as `ss -antup` does. Two things differ: lines do not end with
spaces, and `Process` never touches the heading before it.
@yields A line with its newline.
*/
export function * ssText(connections: readonly Connection[], {hasNetid, hasState}: SsColumns): Generator<string> {
	const shown = heading.keys().filter(index => (index !== column.netid || hasNetid) && (index !== column.state || hasState)).toArray();
	const widths = heading.map(title => title.length);
	for (const connection of connections) {
		for (const [index, cell] of cells(connection).entries()) {
			widths[index] = Math.max(widths[index]!, cell.length);
		}
	}

	const space = widths[column.peerPort] === heading[column.peerPort].length ? ' ' : '';
	yield `${alignCells(heading, widths, shown)}${space}Process\n`;
	for (const protocol of protocolOrder) {
		for (const connection of connections) {
			if (connection.protocol === protocol) {
				yield `${`${alignCells(cells(connection), widths, shown)}${processes(connection.owners)}`.trimEnd()}\n`;
			}
		}
	}
}

function cells(connection: Connection): Cells {
	return [
		transportOf(connection.protocol),
		ssStateNames[connection.state],
		String(connection.receiveQueueBytes),
		// Reading /proc/net, ss prints 0 for what it does not know.
		String(connection.sendQueueBytes ?? 0),
		`${connection.localAddress}:`,
		portText(connection.localPort),
		`${connection.remoteAddress}:`,
		portText(connection.remotePort),
	];
}

function portText(port: number): string {
	return port === 0 ? '*' : String(port);
}

function alignCells(line: Cells, widths: readonly number[], shown: readonly number[]): string {
	let text = '';
	for (const index of shown) {
		const isRight = index === column.local || index === column.peer;
		const isJoined = [shown[0], column.localPort, column.peerPort].includes(index);
		const cell = isRight ? line[index].padStart(widths[index]!) : line[index]!.padEnd(widths[index]!);
		text += `${isJoined ? '' : ' '}${cell}`;
	}

	return text;
}

/** Returns every descriptor, by pid and descriptor, the last one first: `ss` puts each that it finds before those it has. Nothing where none is known. */
function processes({holders}: SocketOwners): string {
	if (holders.length === 0) {
		return '';
	}

	const list = holders.toSorted((a, b) => b.pid === a.pid ? b.fileDescriptor - a.fileDescriptor : b.pid - a.pid).map(({name, pid, fileDescriptor}) => `("${name}",pid=${pid},fd=${fileDescriptor})`);
	return ` users:(${list.join(',')})`;
}
