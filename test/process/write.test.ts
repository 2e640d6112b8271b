import assert from 'node:assert/strict';
import {test} from 'node:test';
import {writeAll} from '../../source/process/write.ts';
import {CollectingStream, systemError} from '../helpers/collecting-stream.ts';

test('writes every piece', async () => {
	const stream = new CollectingStream();
	assert.equal(await writeAll(stream, ['a', 'b', 'c']), 'written');
	assert.equal(stream.text, 'abc');
});

test('a piece is made when the one before is out', async () => {
	const stream = new CollectingStream();
	const writesBefore: number[] = [];
	function * pieces() {
		for (let index = 0; index < 3; index++) {
			writesBefore.push(stream.text.length);
			yield 'x';
		}
	}

	await writeAll(stream, pieces());
	assert.deepEqual(writesBefore, [0, 1, 2]);
});

test('a closed pipe ends it, without asking for more', async () => {
	const stream = new CollectingStream(writes => writes === 2 ? systemError('EPIPE') : undefined);
	let made = 0;
	function * pieces() {
		for (;;) {
			made++;
			yield 'x';
		}
	}

	assert.equal(await writeAll(stream, pieces()), 'closed');
	assert.equal(made, 2);
	assert.equal(await writeAll(stream, ['y']), 'closed');
});

test('another failure is thrown', async () => {
	const stream = new CollectingStream(() => systemError('ENOSPC'));
	await assert.rejects(writeAll(stream, ['x']), {code: 'ENOSPC'});
});

test('many writes leave one listener', async () => {
	const stream = new CollectingStream();
	for (let index = 0; index < 20; index++) {
		await writeAll(stream, ['x']);
	}

	assert.equal(stream.listenerCount('error'), 1);
});
