import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {connectionFields} from '../../source/fields/connection.ts';
import {counterFields} from '../../source/fields/counter.ts';
import {
	numericFields,
	suggestedMetric,
	type FieldTable,
} from '../../source/fields/field.ts';
import {comparedNumbers, numberReaders} from '../../source/fields/filter-numbers.ts';
import {interfaceFields} from '../../source/fields/interface.ts';
import {outgoingFields} from '../../source/fields/outgoing.ts';
import {portFields} from '../../source/fields/port.ts';
import {lastMinuteFields, probeFields} from '../../source/fields/probe.ts';
import {recordedProbeFields} from '../../source/fields/recorded-probe.ts';
import {stateFields} from '../../source/fields/state.ts';
import type {Port} from '../../source/model/port.ts';
import {aPort} from '../builders/port.ts';

const tables: Readonly<Record<string, FieldTable<never>>> = {
	port: portFields,
	outgoing: outgoingFields,
	connection: connectionFields,
	probe: probeFields,
	lastMinute: lastMinuteFields,
	recordedProbe: recordedProbeFields,
	state: stateFields,
	counter: counterFields,
	interface: interfaceFields,
};

const fields = Object.values(tables).flatMap(table => Object.values(table));
const numbers = Object.values(tables).flatMap(table => numericFields(table).map(([, field]) => field));

function duplicates(names: readonly string[]): readonly string[] {
	return names.filter((name, index) => names.indexOf(name) !== index);
}

describe('the field tables', () => {
	it('say in one line what each field means', () => {
		for (const {meaning} of fields) {
			assert.match(meaning, /^\S[^\n]*[^\s.]$/);
		}
	});

	it('give a metric one unit and one noun in all tables', () => {
		const metrics = Map.groupBy(numbers.filter(({metric}) => metric !== undefined), ({metric}) => metric);
		for (const [name, same] of metrics) {
			assert.equal(new Set(same.map(({unit}) => unit)).size, 1, name);
			assert.equal(new Set(same.map(({noun}) => noun)).size, 1, name);
		}
	});

	it('give a number of filters one unit in all tables', () => {
		for (const {filter, unit} of numbers) {
			assert.equal(filter === undefined ? null : filter.unit ?? unit, filter === undefined ? null : comparedNumbers[filter.name as keyof typeof comparedNumbers].unit);
		}
	});

	it('use a metric, a filter and a gauge for one field of a table', () => {
		for (const [name, table] of Object.entries(tables)) {
			const own = numericFields(table).map(([, field]) => field);
			assert.deepEqual(duplicates(own.flatMap(({metric}) => metric ?? [])), [], name);
			assert.deepEqual(duplicates(own.flatMap(({filter}) => filter?.name ?? [])), [], name);
			assert.deepEqual(duplicates(own.flatMap(({gauge}) => gauge?.name ?? [])), [], name);
		}
	});

	it('name the numbers of the filter language in the order of its help', () => {
		assert.deepEqual(Object.keys(comparedNumbers), ['rtt', 'retrans', 'rx', 'tx', 'received', 'sent', 'sendq', 'recvq', 'age', 'conns', 'queue', 'drops', 'loss']);
	});
});

describe('numberReaders()', () => {
	it('reads the numbers that a kind of row has, by their names in the language', () => {
		const names = <Row>(table: FieldTable<Row>) => Object.keys(numberReaders(table, (row: Row) => row)).toSorted();
		assert.deepEqual(names(portFields), ['conns', 'drops', 'queue', 'recvq', 'rtt', 'rx', 'tx']);
		assert.deepEqual(names(outgoingFields), ['rtt', 'rx', 'tx']);
		assert.deepEqual(names(connectionFields), ['age', 'received', 'recvq', 'retrans', 'rtt', 'rx', 'sendq', 'sent', 'tx']);
		assert.deepEqual(names(probeFields), ['loss', 'rtt']);
	});

	it('reads them from rows that hold the entity', () => {
		const {recvq} = numberReaders(portFields, ({port}: {readonly port: Port}) => port);
		assert.equal(recvq?.({port: aPort({acceptQueue: 3, receiveQueueBytes: null})}), 3);
		assert.equal(recvq?.({port: aPort({acceptQueue: null, receiveQueueBytes: 512})}), 512);
	});
});

describe('suggestedMetric()', () => {
	it('is the metric of the field', () => {
		assert.equal(suggestedMetric(portFields, 'connections'), 'connections');
		assert.equal(suggestedMetric(outgoingFields, 'rttP95'), 'rttP95');
	});

	it('is another metric where the field has none, or shares its name', () => {
		assert.equal(suggestedMetric(portFields, 'totalReceived'), 'receive');
		assert.equal(suggestedMetric(portFields, 'acceptQueue'), 'acceptQueue');
		assert.equal(suggestedMetric(connectionFields, 'retransmissions'), 'retransmissions');
		assert.equal(suggestedMetric(probeFields, 'last'), 'probe rtt');
		assert.equal(suggestedMetric(probeFields, 'lost'), 'loss');
	});

	it('is null where no rule compares it', () => {
		assert.equal(suggestedMetric(portFields, 'address'), null);
		assert.equal(suggestedMetric(portFields, 'nothing'), null);
		assert.equal(suggestedMetric(connectionFields, 'age'), null);
	});
});
