import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {allRows} from '../../../source/engine/queries/view-queries.ts';
import {fixtureNames} from '../../builders/sample.ts';
import {aSummary} from '../../builders/summary.ts';
import {aServer} from './server-sample.ts';

describe('all rows of a listed view', () => {
	const identities = (view: Parameters<typeof allRows>[2], filter = '', sample = aServer()) => allRows(sample, fixtureNames, view, filter).rows
		.map(row => 'identity' in row ? row.identity : `${row.state} ${row.total}`);

	it('are the ports by port, without what vanished', () => {
		assert.deepEqual(identities('ports'), ['ssh', 'https', 'closed']);
		assert.deepEqual(identities('ports', 'port:443,9000'), ['https']);
	});

	it('are the connections as the kernel lists them, without what vanished', () => {
		assert.deepEqual(identities('connections'), ['0:1', '0:2', '0:3', '0:4']);
		assert.deepEqual(identities('connections', 'state:established'), ['0:3']);
	});

	it('are the counts of the states, of the matching sockets under a filter', () => {
		const occurring = (filter: string) => identities('states', filter).filter(text => !text.endsWith(' 0'));
		assert.deepEqual(occurring(''), ['LISTEN 2', 'ESTABLISHED 1', 'CLOSE_WAIT 1']);
		assert.deepEqual(occurring('port:22'), ['LISTEN 1']);
		assert.equal(identities('states', 'port:22').length, 12);
	});

	it('come with the summary, and are none with a filter that does not parse', () => {
		const summary = aSummary({tick: 7});
		for (const view of ['ports', 'connections', 'states'] as const) {
			const snapshot = allRows(aServer({summary}), fixtureNames, view, '');
			assert.deepEqual([snapshot.summary, snapshot.view], [summary, view]);
		}

		assert.deepEqual(identities('ports', 'port:'), []);
		assert.deepEqual(identities('connections', 'port:'), []);
	});
});
