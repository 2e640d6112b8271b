import type {Port} from '../../source/model/port.ts';
import type {RecordedAlert, RecordedPort} from '../../source/recording/recorded-sample.ts';
import {RecordingWriter} from '../../source/recording/recording-writer.ts';
import {recordedInterval, recordedPort, recordedSample} from './recorded-sample.ts';
import {recorderSession} from './recorder-session.ts';

/** A run of a recorder. */
export type RecordedRun = {
	/** Milliseconds since 1970. */
	readonly since: number;
	/** From, to and apart: in seconds since the beginning. */
	readonly from: number;
	readonly to: number;
	readonly step: number;
	readonly host?: string;
	readonly bootId?: string;
	/** The ports that listen, so many seconds since the beginning. */
	readonly portsAt: (seconds: number) => readonly Port[];
	/** Alerts that are written with the first sample. */
	readonly alerts?: readonly RecordedAlert[];
};

/** Samples that are written in one transaction. */
const batch = 60;

/** Records what a server shows, as `portop record` does. */
export function recordRun(file: string, {since, from, to, step, host = 'web1', bootId = 'boot', portsAt, alerts = []}: RecordedRun): void {
	const timeAt = (seconds: number) => since + (seconds * 1000);
	const writer = new RecordingWriter(file, recorderSession({host, bootId}), timeAt(from));
	let samples = [];
	for (let seconds = from + step; seconds <= to; seconds += step) {
		const interval = recordedInterval({seconds: step, ports: portsAt(seconds).map(row => recordedRow(row, step))});
		samples.push(recordedSample({
			timeMilliseconds: timeAt(seconds), monotonicMilliseconds: seconds * 1000, interval, alerts: seconds === from + step ? alerts : [],
		}));
		if (samples.length === batch || seconds + step > to) {
			writer.write(samples, 0);
			samples = [];
		}
	}

	writer.close();
}

function recordedRow({protocol, address, port, connections, connectionCount, peerCount, openedPerSecond, receiveBitsPerSecond, sendBitsPerSecond}: Port, seconds: number): RecordedPort {
	const during = (perSecond: number | null) => perSecond === null ? null : Math.round(perSecond * seconds);
	return recordedPort({
		protocol,
		address,
		port,
		figures: {
			connections: connectionCount,
			established: connections.ESTABLISHED ?? 0,
			halfOpen: connections.SYN_RECEIVED ?? 0,
			closeWait: connections.CLOSE_WAIT ?? 0,
			peers: peerCount,
			opened: during(openedPerSecond),
			receivedBytes: during(receiveBitsPerSecond === null ? null : receiveBitsPerSecond / 8),
			sentBytes: during(sendBitsPerSecond === null ? null : sendBitsPerSecond / 8),
		},
	});
}
