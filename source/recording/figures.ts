/*
The figures of an interval: which columns each one fills, and how those of a longer interval follow from shorter ones.
*/

/** The columns of one figure, by how they combine: each is one of a table in schema.ts. */
export type Figure = {
	/** Added up. */
	readonly sum?: string;
	/** The average over the time in which it is known. */
	readonly mean?: string;
	readonly max?: string;
	readonly min?: string;
	/** The newest one. */
	readonly last?: string;
	/** The largest rate of a shorter interval, in bits per second, of a figure in bytes. */
	readonly maxBitsPerSecond?: string;
	/** The figure by which a mean is weighted, instead of the time. */
	readonly weight?: string;
	/** It is 0 where it is not there: a mean is over the whole interval. */
	readonly isZeroWhereAbsent?: true;
};

type FigureTable = Readonly<Record<string, Figure>>;
/** The columns of a table of figures. */
export type ColumnName<Table> = {
	[Name in keyof Table]: {[Property in keyof Table[Name] & Combination]: Table[Name][Property]}[keyof Table[Name] & Combination]
}[keyof Table] & string;
type Values<Table extends FigureTable> = {readonly [Name in keyof Table]: number | null};

const received = {sum: 'received_bytes', maxBitsPerSecond: 'receive_max_bits_per_s'} as const;
const sent = {sum: 'sent_bytes', maxBitsPerSecond: 'send_max_bits_per_s'} as const;
const endings = {
	opened: {sum: 'opened'}, closed: {sum: 'closed'}, failed: {sum: 'failed'}, resets: {sum: 'resets'}, timeouts: {sum: 'timeouts'},
} as const;
const segments = {dataSegments: {sum: 'data_segments'}, retransmissions: {sum: 'retransmissions'}} as const;
const packets = {receivedPackets: {sum: 'received_packets'}, sentPackets: {sum: 'sent_packets'}} as const;

export const totalFigures = {
	receivedBytes: received,
	sentBytes: sent,
	...packets,
	retransmissions: {sum: 'retransmissions'},
	accepted: {sum: 'accepted'},
	connected: {sum: 'connected'},
	tcp: {mean: 'tcp_sockets'},
	tcp6: {mean: 'tcp6_sockets'},
	udp: {mean: 'udp_sockets'},
	udp6: {mean: 'udp6_sockets'},
} as const satisfies FigureTable;
export type TotalFigures = Values<typeof totalFigures>;

export const portFigures = {
	connections: {mean: 'connections', max: 'connections_max'},
	established: {mean: 'established'},
	halfOpen: {max: 'half_open_max'},
	closeWait: {max: 'close_wait_max'},
	peers: {max: 'peers_max'},
	acceptQueue: {mean: 'accept_queue', max: 'accept_queue_max'},
	acceptQueueLimit: {last: 'accept_queue_limit'},
	receiveQueueBytes: {max: 'receive_queue_max_bytes'},
	drops: {sum: 'drops'},
	...endings,
	receivedBytes: received,
	sentBytes: sent,
	...packets,
	...segments,
	rttMicroseconds: {mean: 'rtt_us', max: 'rtt_max_us'},
	cpuPercent: {mean: 'cpu_percent', max: 'cpu_max_percent'},
	memoryBytes: {max: 'memory_max_bytes'},
} as const satisfies FigureTable;
export type PortFigures = Values<typeof portFigures>;

export const groupFigures = {
	...endings, receivedBytes: {sum: 'received_bytes'}, sentBytes: {sum: 'sent_bytes'}, ...segments,
} as const satisfies FigureTable;
export type GroupFigures = Values<typeof groupFigures>;

export const stateFigures = {sockets: {mean: 'sockets', max: 'sockets_max', isZeroWhereAbsent: true}} as const satisfies FigureTable;
export type StateFigures = Values<typeof stateFigures>;

export const counterFigures = {increase: {sum: 'increase'}} as const satisfies FigureTable;
export type CounterFigures = Values<typeof counterFigures>;

export const interfaceFigures = {
	receivedBytes: received, sentBytes: sent, ...packets, errors: {sum: 'errors'}, drops: {sum: 'drops'},
} as const satisfies FigureTable;
export type InterfaceFigures = Values<typeof interfaceFigures>;

export const probeFigures = {
	sent: {sum: 'sent'},
	received: {sum: 'received'},
	refused: {sum: 'refused'},
	rejected: {sum: 'rejected'},
	/** Not answered in time; those that were answered later are among them. */
	lost: {sum: 'lost'},
	late: {sum: 'late'},
	minimumRttMicroseconds: {min: 'rtt_min_us'},
	averageRttMicroseconds: {mean: 'rtt_us', weight: 'received'},
	maximumRttMicroseconds: {max: 'rtt_max_us'},
} as const satisfies FigureTable;
export type ProbeFigures = Values<typeof probeFigures>;

type Combination = Exclude<keyof Figure, 'weight' | 'isZeroWhereAbsent'>;
const combinations = ['sum', 'mean', 'max', 'min', 'last', 'maxBitsPerSecond'] as const satisfies readonly Combination[];

/** One column of a table of figures. */
export type FigureColumn = {
	readonly column: string;
	readonly combination: Combination;
	/** The figure that fills it. */
	readonly name: string;
	readonly figure: Figure;
};

/** Returns the columns of a table of figures, in the order in which their values are written. */
export function columnsOf(figures: FigureTable): readonly FigureColumn[] {
	return Object.entries(figures).flatMap(([name, figure]: [string, Figure]) => combinations.flatMap(combination => {
		const column = figure[combination];
		return column === undefined
			? []
			: [{
				column, combination, name, figure,
			}];
	}));
}

/** Returns the SQL that combines a column of the rows `part` of shorter intervals; `intervals.seconds` is how long each is. Of `last` there is none. */
export function combinedSql({column, combination, figure: {weight, isZeroWhereAbsent}}: FigureColumn): string {
	switch (combination) {
		case 'sum': {
			return `sum(part.${column})`;
		}

		case 'max':
		case 'maxBitsPerSecond': {
			return `max(part.${column})`;
		}

		case 'min': {
			return `min(part.${column})`;
		}

		case 'mean': {
			const by = weight === undefined ? 'intervals.seconds' : `part.${weight}`;
			const time = isZeroWhereAbsent === true ? ':seconds' : `sum(${by}) FILTER (WHERE part.${column} IS NOT NULL)`;
			return `round(sum(part.${column} * ${by}) / ${time}, 3)`;
		}

		case 'last': {
			return `newest.${column}`;
		}
	}
}
