import {compileFilter, type RowTest} from '../../filter/compile.ts';
import type {FilterExpression} from '../../filter/expression.ts';
import type {Subject} from '../../model/alert.ts';
import type {ObservedSample, SubjectFields} from '../observation/observation.ts';
import {
	outgoingSubject,
	portSubject,
	probeSubject,
	subject,
} from '../observation/subjects.ts';
import type {AlertMetric} from './metrics.ts';
import type {MeasuredKind} from './metric-names.ts';

/** The rows of one kind that a rule compares. A closure per kind, so that a row costs a read and a comparison. */
export type MeasuredRows = {
	readonly kind: MeasuredKind;
	/** Calls `visit` for each row that the sample has, in its order. */
	readonly each: (sample: ObservedSample, visit: Visit) => void;
};

/**
@param value null: unknown, or not there.
@param isMeant Whether the rule's filter has it; only called where that matters.
*/
type Visit = (identity: string, value: number | null, isMeant: () => boolean, subjectOf: () => Subject) => void;

/** Returns the rows that a metric has values of. */
export function measuredRows(metric: AlertMetric, filter: FilterExpression, fields: SubjectFields): readonly MeasuredRows[] {
	const {port, outgoing, probe, state, counter} = metric;
	return [
		port && rows('port', sample => sample.ports, compileFilter(filter, fields.port), {
			identity: ({port: row}) => row.identity, value: row => row.port.freshness === 'vanished' ? null : port(row.port), subject: ({port: row}) => portSubject(row),
		}),
		outgoing && rows('outgoing', sample => sample.outgoing, compileFilter(filter, fields.outgoing), {
			identity: ({peer}) => peer.identity, value: row => row.peer.freshness === 'vanished' ? null : outgoing(row.peer), subject: ({peer}) => outgoingSubject(peer),
		}),
		probe && rows('probe', sample => sample.probes, compileFilter(filter, fields.probe), {
			identity: row => row.identity, value: probe, subject: row => probeSubject(row),
		}),
		state && rows('state', sample => sample.states, everyRow, {
			identity: row => row.state, value: state, subject: row => subject('state', row.state, row.state),
		}),
		counter && rows('counter', sample => sample.counters, everyRow, {
			identity: row => row.name, value: counter, subject: row => subject('counter', row.name, `${row.name} (${row.title})`),
		}),
	].filter(rowsOfKind => rowsOfKind !== undefined);
}

function everyRow(): boolean {
	return true;
}

function rows<Row>(
	kind: MeasuredKind,
	list: (sample: ObservedSample) => readonly Row[],
	isMeant: RowTest<Row>,
	read: {readonly identity: (row: Row) => string; readonly value: (row: Row) => number | null; readonly subject: (row: Row) => Subject},
): MeasuredRows {
	return {
		kind,
		each(sample, visit) {
			for (const row of list(sample)) {
				visit(read.identity(row), read.value(row), () => isMeant(row), () => read.subject(row));
			}
		},
	};
}
