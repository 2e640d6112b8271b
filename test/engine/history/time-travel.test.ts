/* A sampler of this machine: every answer of the past is what was shown then. */
import assert from 'node:assert/strict';
import {createServer, connect, type Socket} from 'node:net';
import {once} from 'node:events';
import {test} from 'node:test';
import {Sampler} from '../../../source/engine/sampler.ts';
import type {Travel, ViewMessage} from '../../../source/protocol/protocol.ts';
import {aQuery} from '../../builders/query.ts';
import {samplerOptions} from '../../builders/sampler-options.ts';
import {answersOf, shown} from '../../helpers/answers.ts';

test('the past is as it was shown, sample by sample, and now goes on', {timeout: 60_000}, async () => {
	let now = 1_000_000;
	const sampler = new Sampler(samplerOptions({
		keepsSeries: true, historyBytes: 64 * (2 ** 20), countsBetweenSamples: true, detects: true,
	}), {now: () => now});
	const server = createServer(socket => {
		socket.resume();
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const {port} = server.address() as {readonly port: number};
	const clients: Socket[] = [];
	try {
		const then: Array<readonly ViewMessage[]> = [];
		for (let tick = 0; tick < 16; tick++) {
			const client = connect(port, '127.0.0.1');
			await once(client, 'connect');
			client.write('x'.repeat(1000 * tick));
			clients.push(client);
			if (tick % 3 === 2) {
				clients.shift()!.destroy();
			}

			now += 1000;
			await sampler.tick();
			then.push(answersOf(sampler));
		}

		// The last one is kept once another is taken.
		now += 1000;
		await sampler.tick();
		const compare = (tick: number) => {
			for (const [place, answer] of answersOf(sampler).entries()) {
				const expected = then[tick]![place]!;
				assert.deepEqual(shown(answer), shown(expected), `${expected.query.view} ${expected.query.grouping} ${expected.query.detail} at ${tick}`);
				assert.notEqual(answer.past, null);
			}
		};

		const travel = (to: Travel, tick: number) => {
			sampler.travel(to);
			compare(tick);
		};

		travel({samples: -1}, 15);
		travel({samples: -1}, 14);
		travel({samples: -10}, 4);
		travel({samples: 5}, 9);
		travel({timeMilliseconds: then[5]![0]!.summary.timeMilliseconds}, 5);
		travel({timeMilliseconds: 0}, 0);
		travel({samples: -5}, 0);
		now += 1000;
		await sampler.tick();
		compare(0);
		sampler.travel({samples: 1000});
		assert.equal(sampler.answer(aQuery('ports'), null)!.past, null);
	} finally {
		server.close();
		for (const client of clients) {
			client.destroy();
		}

		sampler.close();
	}
});
