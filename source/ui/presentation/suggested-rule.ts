import type {SortKey} from '../../engine/protocol.ts';
import type {ViewName} from '../../model/snapshot.ts';
import {selectionOf} from '../store/selection.ts';
import type {DataState, UiState} from '../store/state.ts';

/** Columns whose metric has another name, or none, by their sort key. */
const metricOf: Readonly<Partial<Record<ViewName, Readonly<Partial<Record<SortKey, string>>>>>> = {
	ports: {
		connections: 'connections',
		acceptQueue: 'acceptQueue',
		drops: 'drops',
		receive: 'receive',
		send: 'send',
		receivePackets: 'receivePackets',
		sendPackets: 'sendPackets',
		rtt: 'rtt',
		rttP95: 'rttP95',
		retransmissions: 'retransmissions',
		cpu: 'cpu',
		memory: 'memory',
		latency: 'latency',
		opened: 'opened',
		closed: 'closed',
		failed: 'failed',
		resets: 'resets',
		timeouts: 'timeouts',
		peers: 'peers',
		halfOpen: 'halfOpen',
		closeWait: 'closeWait',
	},
	probes: {
		loss: 'loss', last: 'probe rtt', average: 'rttAverage', p95: 'probe rttP95', jitter: 'jitter',
	},
};

const anyMetric: Readonly<Partial<Record<ViewName, string>>> = {
	ports: 'connections', outgoing: 'outgoing connections', probes: 'loss', connections: 'connections', alerts: 'connections',
};

/**
The beginning of a rule about the column that the table is sorted by, for the selected row: `connections > │ where port:443`;
the cursor stands where the limit goes.
*/
export function suggestedRule(ui: UiState, data: DataState): {readonly text: string; readonly cursor: number} {
	const metric = metricName(ui, data);
	const beginning = `${metric} > `;
	const scope = scopeOf(ui, data);
	return {text: scope === null ? beginning : `${beginning} where ${scope}`, cursor: beginning.length};
}

function metricName(ui: UiState, data: DataState): string {
	const {view} = ui;
	const {key} = ui.sorts[view];
	const selected = selectedRow(ui, data);
	if (view === 'states' && selected !== null && 'state' in selected && 'counts' in selected) {
		return `state ${selected.state}`;
	}

	if (view === 'errors') {
		return selected !== null && 'meaning' in selected ? selected.name : 'TcpExtListenOverflows';
	}

	const ofPeers = view === 'outgoing' ? metricOf.ports?.[key] : undefined;
	return ofPeers === undefined ? metricOf[view]?.[key] ?? anyMetric[view] ?? 'connections' : `outgoing ${ofPeers}`;
}

function scopeOf(ui: UiState, data: DataState): string | null {
	const selected = selectedRow(ui, data);
	if (selected === null) {
		return null;
	}

	if ('localPort' in selected) {
		return `port:${selected.localPort}`;
	}

	if ('totals' in selected) {
		return ui.view === 'outgoing' ? `dport:${selected.port}` : `port:${selected.port}`;
	}

	return 'target' in selected && selected.port !== null ? `dport:${selected.port}` : null;
}

function selectedRow(ui: UiState, data: DataState) {
	const {message} = data;
	return selectionOf({ui, data}) === null ? null : message?.content.rows[message.selected ?? -1] ?? null;
}
