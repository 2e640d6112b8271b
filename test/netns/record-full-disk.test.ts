/* A disk that is full while portop record runs, on a small tmpfs: it is said, sampling goes on, and what waited is recorded when there is room. */
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {
	mkdirSync,
	rmSync,
	statfsSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {execute} from '../helpers/execute.ts';
import {startRecorder, temporaryPlace} from '../helpers/recorder.ts';
import {requires} from '../helpers/requirements.ts';

const megabyte = 1024 * 1024;

test('a full disk is said, sampling goes on, and nothing of the last two minutes is lost when there is room', {...requires({root: true, tools: ['mount', 'umount']}), timeout: 120_000}, async t => {
	const {folder, remove} = temporaryPlace();
	const disk = path.join(folder, 'disk');
	mkdirSync(disk, {mode: 0o750});
	await execute('mount', ['-t', 'tmpfs', '-o', 'size=6m,mode=750', 'tmpfs', disk]);
	t.after(async () => {
		await execute('umount', ['-l', disk]);
		remove();
	});
	const recorder = await startRecorder(([program = '', ...words]) => spawn(program, words), path.join(disk, 'portop.db'), ['--interval', '0.1']);
	t.after(() => {
		recorder.child.kill('SIGKILL');
	});
	await recorder.settled('SELECT count(*) FROM intervals WHERE resolution_s = 0.1', ([row]) => Number(row?.[0]) > 5);

	const ballast = path.join(disk, 'ballast');
	const {bavail, bsize} = statfsSync(disk);
	writeFileSync(ballast, new Uint8Array((bavail * bsize) - (megabyte / 8)));
	await untilSaid(/not recorded for now: \S+portop\.db cannot be written: the disk is full/);
	const [[fullAt]] = recorder.query('SELECT max(ended_ms) FROM sessions') as [[number]];
	assert.deepEqual(recorder.query('PRAGMA integrity_check'), [['ok']]);

	rmSync(ballast);
	await untilSaid(/recording again/);
	await recorder.settled('SELECT max(ended_ms) FROM sessions', ([row]) => Number(row?.[0]) > fullAt + 1000);
	assert.equal(await recorder.end(), 0);
	assert.deepEqual(recorder.query('PRAGMA integrity_check'), [['ok']]);
	// Each interval goes on where the one before ended: there is no gap.
	const [[gap]] = recorder.query('SELECT max(time_ms - lag_ms) FROM (SELECT time_ms, lag(time_ms + seconds * 1000) OVER (ORDER BY id) AS lag_ms FROM intervals WHERE resolution_s = 0.1)') as [[number]];
	assert.ok(gap < 2, `${gap} ms`);
	assert.deepEqual(recorder.query('SELECT count(*) FROM left_out'), [[0]]);
	// Each was said once.
	assert.equal(recorder.errors().match(/not recorded for now/g)?.length, 1);

	async function untilSaid(words: RegExp): Promise<void> {
		await recorder.settled('SELECT 1', () => words.test(recorder.errors()));
	}
});
