import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Sampler} from '../../source/engine/sampler.ts';
import {maxConnections, snapshotLines} from '../../source/outputs/snapshot-json.ts';
import {samplerOptions} from '../builders/sampler-options.ts';
import {aConnection} from '../builders/connection.ts';
import {exported, fullSample} from './exported.ts';
import {schemaErrors} from './schema.ts';

type Document = Readonly<Record<'ports' | 'outgoing' | 'states' | 'probes' | 'errors' | 'interfaces' | 'alerts' | 'events' | 'connections', readonly unknown[]>> & {
	readonly connectionsLeftOut: number;
};

/** The border to what is tested. */
function parse(lines: Iterable<string>): Document {
	return JSON.parse([...lines].join('')) as Document;
}

test('one of everything is as the schema says', () => {
	const document = parse(snapshotLines(fullSample));
	assert.equal(schemaErrors(document), '');
	const {ports, outgoing, states, probes, errors, interfaces, alerts, events, connections, connectionsLeftOut} = document;
	assert.deepEqual(
		[ports, outgoing, states, probes, errors, interfaces, alerts, events, connections].map(({length}) => length),
		[3, 2, 4, 2, 1, 1, 1, 1, 3],
	);
	assert.equal(connectionsLeftOut, 0);
});

test('nothing is a document, too', () => {
	const document = parse(snapshotLines(exported()));
	assert.equal(schemaErrors(document), '');
});

test('the schema notices what is missing', () => {
	const {alerts: _alerts, ...incomplete} = parse(snapshotLines(fullSample));
	assert.notEqual(schemaErrors(incomplete), '');
});

test('more connections than fit are left out, and counted', () => {
	const rows = Array.from({length: 12_345}, () => aConnection());
	const sample = exported({connections: most => ({rows: rows.slice(0, most), total: rows.length})});
	const {connections, connectionsLeftOut} = parse(snapshotLines(sample));
	assert.deepEqual([connections.length, connectionsLeftOut], [maxConnections, 12_345 - maxConnections]);
});

test('this machine\'s is as the schema says', async t => {
	const sampler = new Sampler(samplerOptions({watchedPorts: [{first: 1, last: 1}], countsBetweenSamples: true, detects: true}));
	t.after(() => {
		sampler.close();
	});
	assert.equal(sampler.export(), undefined);
	for (let tick = 0; tick < 2; tick++) {
		await sampler.tick();
		const document = parse(snapshotLines(sampler.export()!));
		assert.equal(schemaErrors(document), '');
		assert.ok(document.ports.length > 0);
		assert.ok(document.errors.length > 0);
	}
});
