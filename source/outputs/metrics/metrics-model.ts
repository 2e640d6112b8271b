import {numericFields, type FieldTable, type Gauge} from '../../fields/field.ts';
import type {ExportedSample} from '../../model/exported.ts';
import type {Port} from '../../model/port.ts';
import type {Probe, ProbeFigures} from '../../model/probe.ts';
import type {SourceStatus} from '../../model/snapshot.ts';
import type {Protocol} from '../../model/socket.ts';
import type {NetworkInterface} from '../../model/traffic.ts';
import {
	coresPercent,
	microseconds,
	percent,
	type Unit,
} from '../../text/units.ts';
import type {Counts} from './metrics-counters.ts';

export const trafficFigures = [
	'opened', 'closed', 'failed', 'resets', 'timeouts', 'receivedBytes', 'sentBytes', 'receivedPackets', 'sentPackets', 'retransmissions', 'drops',
] as const;
export type TrafficFigure = (typeof trafficFigures)[number];

export const interfaceFigures = [
	'receivedBytes', 'sentBytes', 'receivedPackets', 'sentPackets', 'receiveErrors', 'sendErrors', 'receiveDrops', 'sendDrops',
] as const;
export type InterfaceFigure = (typeof interfaceFigures)[number];

export const probeFigures = ['sent', 'received', 'refused', 'rejected', 'timedOut', 'late', 'errors', 'duplicates', 'reordered', 'rttSeconds'] as const;
export type ProbeFigure = (typeof probeFigures)[number];

/** A watched port, wherever it is open. */
export type WatchedPort = {
	readonly protocol: 'tcp' | 'udp';
	readonly port: number;
	/** Whether it is open at one address at least. */
	/** null while that is not known. */
	readonly isOpen: boolean | null;
	/** The probes of all addresses together; null where it was never probed. */
	readonly probes: Counts<ProbeFigure> | null;
};

/** The data from which metrics are made. */
export type MetricsModel = {
	readonly sample: ExportedSample;
	/** The sockets could be read at the last sample. If not, there are no metrics of what a sample reads: older ones would pass for new. */
	readonly isComplete: boolean;
	/** The sources whose state is known now. */
	readonly sources: readonly SourceStatus[];
	/** The number of samples that failed. */
	readonly failures: number;
	/** The ports that have metrics of their own, and the number of those that have none. */
	readonly ports: ReadonlyArray<{readonly port: Port; readonly counters: Counts<TrafficFigure>}>;
	readonly omittedPorts: number;
	readonly watchedPorts: readonly WatchedPort[];
	/** The counters of all peers together, by protocol. */
	readonly outgoing: ReadonlyArray<{readonly protocol: Protocol; readonly counters: Counts<TrafficFigure>}>;
	readonly interfaces: ReadonlyArray<{readonly name: NetworkInterface['name']; readonly counters: Counts<InterfaceFigure>}>;
	readonly omittedInterfaces: number;
	readonly probes: ReadonlyArray<{readonly probe: Probe; readonly counters: Counts<ProbeFigure>}>;
	/** Failed commands of alerts: their number so far, and the messages since the sample before, in their order. */
	readonly commandProblems: number;
	readonly newCommandProblems: readonly string[];
	/** The version of this program. */
	readonly version: string;
	/** Milliseconds since 1970. */
	readonly startedAtMilliseconds: number;
};

/** One family of metrics, as the documentation has it and as values are read from the model. */
export type MetricFamily = {
	/** A counter's ends with `_total`. */
	readonly name: string;
	readonly type: 'gauge' | 'counter';
	/** Without quotes. */
	readonly help: string;
	readonly labels: readonly string[];
	/** The labels' values in their order, and the value in base units; what is null is not there. */
	readonly values: (model: MetricsModel) => Iterable<MetricValue>;
};
export type MetricValue = readonly [labels: readonly string[], value: number | null];

/** Returns a family without labels. */
export function single(name: string, type: MetricFamily['type'], help: string, value: (model: MetricsModel) => number | null): MetricFamily {
	return {
		name, type, help, labels: [], values: model => [[[], value(model)]],
	};
}

/** The factor from a unit to its base unit. */
const perBaseUnit: ReadonlyMap<Unit, number> = new Map([[microseconds, 1e6], [percent, 100], [coresPercent, 100]]);

/** One gauge, read from rows in its base unit. */
export type GaugeReader<Row> = Gauge & {readonly help: string; readonly read: (row: Row) => number | null};

/** The gauges of a table's fields. */
export function gaugesOf<Row>(table: FieldTable<Row>): ReadonlyArray<GaugeReader<Row>> {
	return numericFields(table).flatMap(([, {gauge, meaning, unit, read}]) => {
		const factor = perBaseUnit.get(unit) ?? 1;
		return gauge === undefined ? [] : [{help: meaning, ...gauge, read: (row: Row) => inBaseUnit(read(row), factor)}];
	});
}

function inBaseUnit(value: number | null, factor: number): number | null {
	return value === null ? null : value / factor;
}

/** `ESTABLISHED` is `established`, `OPEN|FILTERED` is `open_filtered`. */
export function labelOf(state: string): string {
	return state.toLowerCase().replaceAll('|', '_');
}

/** Returns lost and late probes as one count: a lost one may turn out to be late, so that only the sum never goes back. */
export function probeCounts(figures: ProbeFigures): Counts<ProbeFigure> {
	const {sent, received, refused, rejected, late, lost, errors, duplicates, reordered, averageMicroseconds} = figures;
	return {
		sent, received, refused, rejected, timedOut: late + lost, late, errors, duplicates, reordered,
		rttSeconds: averageMicroseconds === null ? 0 : averageMicroseconds * received / 1e6,
	};
}
