import assert from 'node:assert/strict';
import {test} from 'node:test';
import {csvLines} from '../../source/outputs/csv.ts';

test('fields with commas, quotes and newlines are quoted, unknown is empty', () => {
	assert.deepEqual([...csvLines(['a', 'b,c'], [[1, 'plain'], [null, 'say "x"'], [true, 'two\nlines'], ['', 'a,b']])], [
		'a,"b,c"\n',
		'1,plain\n',
		',"say ""x"""\n',
		'true,"two\nlines"\n',
		',"a,b"\n',
	]);
});
