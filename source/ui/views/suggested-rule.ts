import type {SortKey, ViewMessage} from '../../protocol/protocol.ts';
import {isUdp, type Connection} from '../../model/socket.ts';
import type {DataState, UiState} from '../state/state.ts';
import {firstEphemeralPort} from '../text/address.ts';

export type SuggestedRule = {
	readonly text: string;
	/** Where the limit goes; a UTF-16 index into the text. */
	readonly cursor: number;
	/** Why it is not about the column that the table is sorted by; null where it is. */
	readonly note: string | null;
};

/** What a rule compares, and the filter that leaves only the selected row. */
type Suggestion = {
	/** null where the column has none. */
	readonly metric: string | null;
	readonly instead: string;
	readonly scope: string | null;
};

type Metrics = Readonly<Partial<Record<SortKey, string>>>;

/** By sort key, which most of them share (docs/alerts.md). */
const metricsOfPeers: Metrics = {
	connections: 'connections',
	opened: 'opened',
	closed: 'closed',
	failed: 'failed',
	resets: 'resets',
	timeouts: 'timeouts',
	receive: 'receive',
	send: 'send',
	receivePackets: 'receivePackets',
	sendPackets: 'sendPackets',
	rtt: 'rtt',
	rttP95: 'rttP95',
	retransmissions: 'retransmissions',
	totalOpened: 'opened',
	totalReceived: 'receive',
	totalSent: 'send',
};
const metricsOfPorts: Metrics = {
	...metricsOfPeers,
	peers: 'peers',
	halfOpen: 'halfOpen',
	closeWait: 'closeWait',
	acceptQueue: 'acceptQueue',
	drops: 'drops',
	cpu: 'cpu',
	memory: 'memory',
	latency: 'latency',
};
const metricsOfProbes: Metrics = {
	lost: 'loss', loss: 'loss', last: 'probe rtt', average: 'rttAverage', p95: 'probe rttP95', jitter: 'jitter',
};

/**
The beginning of a rule about the column that the table is sorted by, for the selected row: `connections > │ where sport:443`;
the cursor stands where the limit goes.
*/
export function suggestedRule(ui: UiState, {message}: DataState): SuggestedRule {
	const {metric, instead, scope} = suggestionFor(ui, message);
	const beginning = `${metric ?? instead} > `;
	return {
		text: scope === null ? beginning : `${beginning} where ${scope}`,
		cursor: beginning.length,
		note: metric === null ? `No metric belongs to the sorted column: ${instead} instead` : null,
	};
}

function suggestionFor({view, sorts}: UiState, message: ViewMessage | null): Suggestion {
	const {key} = sorts[view];
	const content = message?.content;
	const index = message?.selected ?? -1;
	switch (view) {
		case 'ports': {
			const row = content?.view === view ? content.rows[index] : undefined;
			// A peer has no local port: without it the rule would be about outgoing connections to such a port too.
			const scope = row === undefined ? null : `sport:${row.port}${isUdp(row.protocol) ? ' proto:udp' : ''}`;
			return {metric: metricsOfPorts[key] ?? null, instead: 'connections', scope};
		}

		case 'outgoing': {
			const row = content?.view === view ? content.rows[index] : undefined;
			const metric = metricsOfPeers[key];
			const scope = row === undefined ? null : `dst:${row.address} dport:${row.port}`;
			return {metric: metric === undefined ? null : `outgoing ${metric}`, instead: 'outgoing connections', scope};
		}

		case 'connections': {
			const row = content?.view === view ? content.rows[index] : undefined;
			return ofConnection(row, metricsOfPeers[key] ?? null);
		}

		case 'probes': {
			const row = content?.view === view ? content.rows[index] : undefined;
			return {metric: metricsOfProbes[key] ?? null, instead: 'loss', scope: row === undefined ? null : `process:${JSON.stringify(row.target)}`};
		}

		case 'states': {
			const row = content?.view === view ? content.rows[index] : undefined;
			return {metric: `state ${(row?.state ?? 'CLOSE_WAIT').toLowerCase().replaceAll('_', '-')}`, instead: '', scope: null};
		}

		case 'errors': {
			const row = content?.view === view ? content.rows[index] : undefined;
			return {metric: row?.name ?? 'TcpExtListenDrops', instead: '', scope: null};
		}

		case 'alerts': {
			return {metric: 'connections', instead: '', scope: null};
		}
	}
}

/** A connection is watched with the port or the peer that it belongs to: the end with the smaller chance of being a client's. */
function ofConnection(row: Connection | undefined, metric: string | null): Suggestion {
	if (row === undefined) {
		return {metric, instead: 'connections', scope: null};
	}

	return row.localPort < firstEphemeralPort || row.remotePort === 0
		? {metric, instead: 'connections', scope: `sport:${row.localPort}`}
		: {metric: metric === null ? null : `outgoing ${metric}`, instead: 'outgoing connections', scope: `dst:${row.remoteAddress} dport:${row.remotePort}`};
}
