import {numericFields, type FieldTable} from '../../fields/field.ts';
import {outgoingFields} from '../../fields/outgoing.ts';
import {portFields} from '../../fields/port.ts';
import {lastMinuteFields, probeFields} from '../../fields/probe.ts';
import type {ErrorCounter} from '../../model/error-counter.ts';
import type {Port} from '../../model/port.ts';
import type {Probe} from '../../model/probe.ts';
import type {StateCount} from '../../model/state-count.ts';
import type {OutgoingPeer} from '../../model/traffic.ts';
import type {Unit} from '../../text/units.ts';

/** Reads a value; unknown is null. */
type Read<Row> = (row: Row) => number | null;

/** A figure that rules compare. Metrics of one name mean the same for every kind that has it. */
export type AlertMetric = {
	readonly unit: Unit;
	/** The noun after the value in messages: `1,204 connections`. Empty where the value is clear without it. */
	readonly noun: string;
	readonly port?: Read<Port>;
	readonly outgoing?: Read<OutgoingPeer>;
	readonly probe?: Read<Probe>;
	/** null for every other state. */
	readonly state?: Read<StateCount>;
	/** null for every other counter. */
	readonly counter?: Read<ErrorCounter>;
	/** The metric that is meant where the value is a percentage. */
	readonly percentage?: string;
};

/** Every metric but states and counters, by name: the fields that have one. */
export const metrics: Readonly<Record<string, AlertMetric>> = metricsOf([
	metricFields(portFields, port => ({port})),
	metricFields(outgoingFields, outgoing => ({outgoing})),
	metricFields(probeFields, probe => ({probe})),
	metricFields(lastMinuteFields, probe => ({probe})),
]);

type MetricEntry = readonly [name: string, metric: AlertMetric];

/** Returns the metrics of a table; `asReader` puts what reads a row where the metric has it. */
function metricFields<Row>(table: FieldTable<Row>, asReader: (read: Read<Row>) => Partial<AlertMetric>): readonly MetricEntry[] {
	return numericFields(table).flatMap(([, {metric, unit, noun, percentage, read}]) => metric === undefined
		? []
		: [[metric, {
			unit, noun, ...(percentage !== undefined && {percentage}), ...asReader(read),
		}]]);
}

/**
Returns one metric for each name, with what reads the rows of every kind that has it. A name that only a later table has
stands after the one before it there, so that `rttAverage` is next to `rttP95`.
*/
function metricsOf(tables: ReadonlyArray<readonly MetricEntry[]>): Readonly<Record<string, AlertMetric>> {
	const found = new Map<string, AlertMetric>();
	const order: string[] = [];
	for (const table of tables) {
		let next = order.length;
		for (const [name, metric] of table) {
			if (!found.has(name)) {
				order.splice(next, 0, name);
			}

			found.set(name, {...found.get(name), ...metric});
			next = order.indexOf(name) + 1;
		}
	}

	return Object.fromEntries(order.map(name => [name, found.get(name)!]));
}
