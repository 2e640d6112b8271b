import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Sampler} from '../../source/engine/sampler.ts';
import {aQuery} from '../builders/query.ts';
import {samplerOptions} from '../builders/sampler-options.ts';

/** The known values that the first sample of this machine gives to the histories of its states. */
async function firstHistories(keepsSeries: boolean): Promise<readonly number[]> {
	const sampler = new Sampler(samplerOptions({keepsSeries}));
	try {
		await sampler.tick();
		const {content} = sampler.answer(aQuery('states'), null)!;
		assert.equal(content.view, 'states');
		return content.rows.flatMap(row => 'history' in row ? row.history.filter(value => !Number.isNaN(value)) : []);
	} finally {
		sampler.close();
	}
}

test('a sampler that keeps series records each sample, others have none', async () => {
	const histories = await firstHistories(true);
	assert.ok(histories.length >= 11, histories.join(' '));
	assert.deepEqual(await firstHistories(false), []);
});
