import {averageFields} from '../../fields/shared.ts';
import type {Port} from '../../model/port.ts';
import type {OutgoingPeer, TrafficAverages} from '../../model/traffic.ts';
import type {ViewQuestion, ViewSource} from './view.ts';

type Kind = 'port' | 'outgoing';
type Row = Pick<Port | OutgoingPeer, 'identity' | 'averages' | 'receiveBitsPerSecond' | 'sendBitsPerSecond'>;

const minute = 60;
const averageKeys: ReadonlySet<string> = new Set(Object.keys(averageFields));

/** Returns the averages of a row's traffic as a part of it; nothing where no series are kept. What is not counted has none. */
export function averagesOf({series, sample}: ViewSource, kind: Kind, {identity, receiveBitsPerSecond, sendBitsPerSecond}: Row): {readonly averages?: TrafficAverages} {
	if (series === null) {
		return {};
	}

	const average = (figures: ReadonlyArray<'receive' | 'send'>, seconds: number) => series.average(kind, identity, figures, {seconds, until: sample.summary}) ?? null;
	const isReceived = receiveBitsPerSecond !== null;
	const isSent = sendBitsPerSecond !== null;
	return {
		averages: {
			receiveMinute: isReceived ? average(['receive'], minute) : null,
			sendMinute: isSent ? average(['send'], minute) : null,
			receiveTenMinutes: isReceived ? average(['receive'], 10 * minute) : null,
			sendTenMinutes: isSent ? average(['send'], 10 * minute) : null,
			trafficTenMinutes: isReceived || isSent ? average(['receive', 'send'], 10 * minute) : null,
		},
	};
}

/** Returns the rows with their averages where they are sorted by one of these: reading a thousand series takes a while. */
export function withAverages<Some extends Row>(question: ViewQuestion, kind: Kind, rows: readonly Some[]): readonly Some[] {
	return averageKeys.has(question.sort.key) ? rows.map(row => ({...row, ...averagesOf(question, kind, row)})) : rows;
}
