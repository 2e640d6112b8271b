import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {AlertEngine} from '../../../source/alerts/alert-engine.ts';
import type {Refusal} from '../../../source/alerts/observation/observation.ts';
import {fields, observation} from '../rows.ts';

/** What begins and ends while peers are refused: second by second. */
function scans(refused: ReadonlyArray<readonly Refusal[] | null>): readonly string[] {
	const book = new AlertEngine({rules: [], detects: true, fields});
	return refused.flatMap((peers, seconds) => {
		book.observe(observation(seconds, [], {refused: peers}));
		return book.takeTransitions().map(({alert, state}) => `${seconds} ${state}: ${alert.message}`);
	});
}

function from(address: string, ...ports: readonly number[]): readonly Refusal[] {
	return ports.map(port => ({address, port, count: 1}));
}

function range(first: number, count: number): readonly number[] {
	return Array.from({length: count}, (_, index) => first + index);
}

const silence = Array.from({length: 320}, () => []);

describe('a port scan', () => {
	it('is twenty different ports of one peer', () => {
		const nineteen = from('203.0.113.5', ...range(1, 19));
		const twenty = from('203.0.113.5', ...range(1, 20));
		assert.deepEqual(scans([nineteen, ...silence]), []);
		assert.deepEqual(scans([twenty, ...silence]), [
			'0 fired: 203.0.113.5 tried 20 closed ports',
			'300 cleared: 203.0.113.5 tried 20 closed ports',
		]);
	});

	it('is not one port again and again, nor one port of many peers, nor what is not known', () => {
		assert.deepEqual(scans(Array.from({length: 100}, () => from('203.0.113.5', 8080))), []);
		assert.deepEqual(scans([range(1, 200).flatMap(last => from(`203.0.113.${last}`, 8080))]), []);
		assert.deepEqual(scans([null, null]), []);
	});

	it('must be quick enough', () => {
		assert.deepEqual(scans(Array.from({length: 1000}, (_, seconds) => seconds % 20 === 0 ? from('203.0.113.5', seconds + 1) : [])), []);
	});

	it('is one, whoever takes part', () => {
		const lines = scans([from('203.0.113.5', ...range(1, 30)), from('203.0.113.6', ...range(1, 40)), from('203.0.113.5', ...range(31, 30)), ...silence]);
		assert.equal(lines.length, 2);
		assert.equal(lines[1], '302 cleared: 203.0.113.5, 203.0.113.6 tried 60 closed ports');
	});
});
