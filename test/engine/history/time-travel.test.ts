/* A sampler of this machine: every answer of the past is what was shown then. */
import assert from 'node:assert/strict';
import {createServer, connect, type Socket} from 'node:net';
import {once} from 'node:events';
import {test} from 'node:test';
import {Sampler} from '../../../source/engine/sampler.ts';
import {groupings} from '../../../source/model/group.ts';
import {views} from '../../../source/model/snapshot.ts';
import type {Query, Travel, ViewMessage} from '../../../source/protocol/protocol.ts';
import {aQuery} from '../../builders/query.ts';
import {samplerOptions} from '../../builders/sampler-options.ts';

/** Every view, each grouping, and details of the first row. */
function questions(): readonly Query[] {
	return [
		...views.map(view => aQuery(view, {rows: 50, showsZero: true, interfaces: true})),
		...groupings.map(grouping => aQuery('groups', {rows: 50, grouping})),
		aQuery('connections', {rows: 50, filter: 'state:established'}),
	];
}

/** Returns the answers to all questions, with the details of the first few rows of each. */
function answersOf(sampler: Sampler): readonly ViewMessage[] {
	return questions().flatMap(query => {
		const answer = sampler.answer(query, null)!;
		const rows = answer.content.rows.slice(0, 5) as ReadonlyArray<{readonly identity?: string; readonly state?: string; readonly name?: string}>;
		const identities = rows.flatMap(({identity, state, name}) => identity ?? (query.view === 'states' ? state : name) ?? []);
		return [answer, ...identities.map(detail => sampler.answer({...query, detail}, null)!)];
	});
}

/** Everything of an answer that is of its moment: the cursor is not. The columns of which averages of ten minutes are made are of ten seconds. */
function shown({past, selected, first, summary: {alerts, ...summary}, ...others}: ViewMessage): unknown {
	return JSON.parse(JSON.stringify({summary, ...others}, (key, value: unknown) => key.endsWith('TenMinutes') ? undefined : value));
}

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
