import {
	groupFigures,
	interfaceFigures,
	portFigures,
	probeFigures,
	stateFigures,
	totalFigures,
	counterFigures,
	type ColumnName,
} from '../../recording/figures.ts';
import type {FigureOf, RecordedKind} from './recorded-figures.ts';
import type {RecordedName} from './series-source.ts';

/** The SQL of a figure in an interval: its mean, and its highest value in a sample, which is the mean where no column has it. */
export type RecordedFigureSql = {
	readonly mean: string;
	readonly highest: string;
};

/** The place in a recording of the series of one kind. */
type RecordedKindColumns<Kind extends RecordedKind> = {
	readonly table: string;
	/** The column that names a row; null: there is one for each interval. */
	readonly key: string | null;
	/** The table in which the names have numbers. */
	readonly names: string;
	/** A thing without a row was 0, as docs/record.md says; else it was not there. */
	readonly isZeroWhereAbsent?: true;
	/** So was one whose name was never recorded. */
	readonly isZeroWithoutName?: true;
	/** Returns the columns that name a thing; null where its identity does not say so. */
	readonly nameOf: (identity: string) => RecordedName | null;
	/** null: the recording has no such figure. */
	readonly figures: Readonly<Record<FigureOf<Kind>, RecordedFigureSql | null>>;
};

/** Returns what names the columns of a table, and the SQL that reads them: `part` is a row of it. */
function columnsOf<Table extends Readonly<Record<string, object>>>(_figures: Table) {
	type Column = ColumnName<Table>;
	return {
		/** A rate, of a sum. */
		rate: (sum: Column): RecordedFigureSql => same(`part.${sum} / intervals.seconds`),
		/** Bits per second, of bytes. They may be negative where an owner was found late. */
		bits(bytes: Column, highest?: Column): RecordedFigureSql {
			const mean = `max(0, 8.0 * part.${bytes} / intervals.seconds)`;
			return {mean, highest: highest === undefined ? mean : `part.${highest}`};
		},
		gauge: (mean: Column, highest: Column): RecordedFigureSql => ({mean: `part.${mean}`, highest: `part.${highest}`}),
		/** The highest value is all that is recorded. */
		highest: (column: Column): RecordedFigureSql => same(`part.${column}`),
	};
}

function same(sql: string): RecordedFigureSql {
	return {mean: sql, highest: sql};
}

const total = columnsOf(totalFigures);
const port = columnsOf(portFigures);
const group = columnsOf(groupFigures);
const state = columnsOf(stateFigures);
const counter = columnsOf(counterFigures);
const link = columnsOf(interfaceFigures);
const probe = columnsOf(probeFigures);

const byName = {
	key: 'name_id', names: 'names', nameOf: (name: string) => ({name}),
} as const;

/** The places in a recording of the figures of which there are series, by kind; null: it has none of that kind. */
export const recordedColumns: {readonly [Kind in RecordedKind]: RecordedKindColumns<Kind> | null} = {
	machine: {
		table: 'total_rows',
		key: null,
		names: 'names',
		nameOf: () => ({}),
		figures: {
			receive: total.bits('received_bytes', 'receive_max_bits_per_s'),
			send: total.bits('sent_bytes', 'send_max_bits_per_s'),
			receivePackets: total.rate('received_packets'),
			sendPackets: total.rate('sent_packets'),
			retransmissions: total.rate('retransmissions'),
			accepted: total.rate('accepted'),
			connected: total.rate('connected'),
			opened: same('(part.accepted + part.connected) / intervals.seconds'),
		},
	},
	port: {
		table: 'port_rows',
		key: 'port_id',
		names: 'port_names',
		nameOf: portName,
		figures: {
			connections: port.gauge('connections', 'connections_max'),
			closeWait: port.highest('close_wait_max'),
			// Of UDP it is bytes.
			acceptQueue: {mean: 'coalesce(part.accept_queue, part.receive_queue_max_bytes)', highest: 'coalesce(part.accept_queue_max, part.receive_queue_max_bytes)'},
			dropRate: port.rate('drops'),
			opened: port.rate('opened'),
			failed: port.rate('failed'),
			receive: port.bits('received_bytes', 'receive_max_bits_per_s'),
			send: port.bits('sent_bytes', 'send_max_bits_per_s'),
			rtt: port.gauge('rtt_us', 'rtt_max_us'),
			retransmissions: same('min(100, 100.0 * part.retransmissions / nullif(part.data_segments, 0))'),
		},
	},
	// Peers are recorded as groups by host, without the port that they are connected to.
	outgoing: null,
	state: {
		...byName, table: 'state_rows', isZeroWhereAbsent: true, isZeroWithoutName: true, figures: {total: state.gauge('sockets', 'sockets_max')},
	},
	filteredState: null,
	counter: {
		...byName, table: 'counter_rows', isZeroWhereAbsent: true, isZeroWithoutName: true, figures: {rate: counter.rate('increase')},
	},
	interface: {
		...byName,
		table: 'interface_rows',
		figures: {
			receive: link.bits('received_bytes', 'receive_max_bits_per_s'),
			send: link.bits('sent_bytes', 'send_max_bits_per_s'),
			errors: link.rate('errors'),
			drops: link.rate('drops'),
		},
	},
	group: {
		table: 'group_rows',
		key: 'group_id',
		names: 'group_names',
		isZeroWhereAbsent: true,
		nameOf: () => null,
		figures: {receive: group.bits('received_bytes'), send: group.bits('sent_bytes')},
	},
	connection: null,
	probe: {
		table: 'probe_rows',
		key: 'probe_id',
		names: 'probe_names',
		nameOf: () => null,
		figures: {
			// Those of the last minute, in each sample.
			loss: null,
			maximum: null,
			received: probe.rate('received'),
			lost: probe.rate('lost'),
			// Without an answer there was no round trip.
			roundTrips: same('coalesce(part.rtt_us * part.received, iif(part.received = 0, 0, NULL)) / intervals.seconds'),
		},
	},
};

/** Returns the name of a port: `tcp|0.0.0.0|443`, or `watched|443` where nothing listens. */
function portName(identity: string): RecordedName | null {
	const [protocol = '', ...rest] = identity.split('|');
	const number = Number(rest.at(-1));
	const address = rest.slice(0, -1).join('|');
	return Number.isSafeInteger(number) ? {port: number, ...rest.length > 1 ? {protocol, address} : {protocol: 'tcp', address: '*'}} : null;
}
