import type {ExportedSample} from '../model/exported.ts';
import {connectionToJson, portToJson, stateToJson} from './json-rows.ts';
import {areRowsUnknown, headToJson} from './json.ts';
import {probeToJson} from './probe-json.ts';
import {
	alertToJson,
	errorToJson,
	eventToJson,
	interfaceToJson,
	outgoingToJson,
} from './snapshot-rows.ts';

/** A snapshot of a machine with more connections has the first ones, and the number left out. */
export const maxConnections = 10_000;

/**
Returns everything of a sample as one JSON document that ends with a newline; docs/json.md describes it.
@yields A part of the document: a line, no row is cut.
*/
export function * snapshotLines(sample: ExportedSample): Generator<string> {
	const {ports, outgoing, states, probes, errors, interfaces, alerts} = sample;
	const {rows, total} = sample.connections(maxConnections);
	const areUnknown = areRowsUnknown(sample.summary);
	yield JSON.stringify({...headToJson(sample.summary), connectionsLeftOut: total - rows.length}).slice(0, -1);
	yield * list('ports', areUnknown ? null : ports, portToJson);
	yield * list('outgoing', areUnknown ? null : outgoing, outgoingToJson);
	yield * list('states', states, stateToJson);
	yield * list('probes', probes, probeToJson);
	yield * list('errors', errors, errorToJson);
	yield * list('interfaces', interfaces, interfaceToJson);
	yield * list('alerts', alerts.flatMap(row => row.type === 'alert' ? [row.alert] : []), alertToJson);
	yield * list('events', alerts.flatMap(row => row.type === 'event' ? [row.event] : []), eventToJson);
	yield * list('connections', areUnknown ? null : rows, connectionToJson);
	yield '}\n';
}

function * list<Row>(name: string, rows: readonly Row[] | null, toJson: (row: Row) => unknown): Generator<string> {
	if (rows === null) {
		yield `,\n"${name}":null`;
		return;
	}

	yield `,\n"${name}":[`;
	let separator = '\n';
	for (const row of rows) {
		yield `${separator}${JSON.stringify(toJson(row))}`;
		separator = ',\n';
	}

	yield ']';
}
