import assert from 'node:assert/strict';
import {once} from 'node:events';
import {connect, createServer, type AddressInfo} from 'node:net';
import {test} from 'node:test';
import {Sampler} from '../../source/engine/sampler.ts';
import {listedViews} from '../../source/model/snapshot.ts';
import {jsonLines} from '../../source/outputs/json.ts';
import {samplerOptions} from '../builders/sampler-options.ts';
import {schemaErrors} from './schema.ts';

for (const source of ['netlink', 'proc'] as const) {
	test(`documents of this machine's sockets are as the schema says, from ${source}`, async t => {
		const server = createServer().listen(0, '127.0.0.1');
		await once(server, 'listening');
		const {port} = server.address() as AddressInfo;
		const client = connect(port, '127.0.0.1');
		await once(client, 'connect');
		t.after(() => {
			client.destroy();
			server.close();
		});
		const sampler = new Sampler(samplerOptions({
			source, watchedPorts: [{first: 1, last: 1}, {first: port, last: port}], completeAttribution: true,
		}));
		t.after(() => {
			sampler.close();
		});
		for (let tick = 0; tick < 2; tick++) {
			await sampler.tick();
			for (const view of listedViews) {
				const snapshot = sampler.snapshot(view, '');
				assert.ok(snapshot.rows.length > 1);
				const text = [...jsonLines(snapshot, 'line')].join('');
				assert.equal(schemaErrors(JSON.parse(text)), '');
			}
		}
	});
}
