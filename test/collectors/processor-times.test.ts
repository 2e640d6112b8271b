import assert from 'node:assert/strict';
import {
	mkdirSync,
	mkdtempSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, test} from 'node:test';
import {ProcessorTimes, type ProcessorTime} from '../../source/collectors/processor-times.ts';

type Process = {
	readonly pid: number;
	readonly parent?: number;
	readonly start?: number;
	/** Ticks of its own, and of its children that have ended. */
	readonly own?: number;
	readonly children?: number;
};

let procPath: string;
let now: number;
let times: ProcessorTimes;

beforeEach(() => {
	procPath = mkdtempSync(path.join(tmpdir(), 'portop-processor-times-'));
	now = 5000;
	times = new ProcessorTimes(procPath, () => now);
});

afterEach(() => {
	rmSync(procPath, {recursive: true});
});

/** These are all the processes that there are; a second later each time. */
function look(...processes: readonly Process[]): void {
	rmSync(procPath, {recursive: true});
	for (const {
		pid, parent = 1, start = pid, own = 0, children = 0,
	} of processes) {
		mkdirSync(path.join(procPath, String(pid)), {recursive: true});
		// Half of it in user mode, and half in the kernel.
		const half = [own, children].flatMap(ticks => [Math.ceil(ticks / 2), Math.floor(ticks / 2)]);
		writeFileSync(path.join(procPath, String(pid), 'stat'), `${pid} (some name) S ${parent} 1 1 0 -1 0 0 0 0 0 ${half.join(' ')} 20 0 1 0 ${start} 1000 10 18446744073709551615 1 1 0 0\n`);
	}

	times.sample();
	now += 1000;
}

const find = (pid: number): ProcessorTime => times.find(pid, pid)!;

const percent = (...of: readonly ProcessorTime[]) => times.percentOf(new Set(of));

test('nothing is known before the second look', () => {
	look({pid: 10, own: 500});
	assert.equal(percent(find(10)), null);
	look({pid: 10, own: 500});
	assert.equal(percent(find(10)), 0);
});

test('what was used before the first look is left out, of oneself and of children', () => {
	look({pid: 10, own: 500, children: 7000});
	look({pid: 10, own: 530, children: 7000});
	look({pid: 10, own: 560, children: 7000});
	assert.equal(percent(find(10)), 30);
	assert.equal(percent(), 0);
});

test('one that begins later has used all of it since', () => {
	look({pid: 10});
	look({pid: 10}, {pid: 11, own: 40});
	assert.equal(percent(find(11)), 40);
});

test('one that takes the number of another is not that one', () => {
	look({pid: 10, own: 9000});
	look({pid: 10, start: 77, own: 20});
	assert.equal(times.find(10, 10), undefined);
	assert.equal(percent(times.find(10, 77)!), 20);
});

test('children that nobody ever saw count for who waited for them', () => {
	look({pid: 10, own: 100, children: 4000});
	look({pid: 10, own: 110, children: 4050});
	assert.equal(percent(find(10)), 60);
});

test('one that ends counts once: with its parent, if that is asked for, too, else as it was last seen', () => {
	look({pid: 10, own: 100}, {pid: 11, parent: 10, own: 300});
	const child = find(11);
	look({pid: 10, own: 100}, {pid: 11, parent: 10, own: 350});
	look({pid: 10, own: 110, children: 380});
	// 10 of the parent, 80 of the child: 50 that were seen, and 30 until its end.
	assert.equal(percent(find(10), child), 45);
	assert.equal(percent(find(10)), 45);
	assert.equal(percent(child), 25);
});

test('what a child had used before is not its parent\'s doing when it ends', () => {
	look({pid: 10}, {pid: 11, parent: 10, own: 360_000});
	look({pid: 10, children: 360_004});
	assert.equal(percent(find(10)), 4);
});

test('what is left goes on through those who end, too', () => {
	look({pid: 10}, {pid: 11, parent: 10, own: 500}, {pid: 12, parent: 11, own: 70_000});
	const grandchild = find(12);
	look({pid: 10, children: 70_530});
	assert.equal(percent(find(10)), 30);
	assert.equal(percent(find(10), grandchild), 30);
	look({pid: 10, children: 70_530});
	assert.equal(percent(find(10), grandchild), 15);
});

test('a grandchild that ends first is counted when its parent ends', () => {
	look({pid: 10}, {pid: 11, parent: 10}, {pid: 12, parent: 11, own: 70_000});
	look({pid: 10}, {pid: 11, parent: 10, children: 70_010});
	look({pid: 10, children: 70_020});
	assert.equal(percent(find(10)), 10);
});

test('a zombie is still there until it was waited for', () => {
	look({pid: 10});
	look({pid: 10}, {pid: 11, parent: 10, own: 30});
	look({pid: 10}, {pid: 11, parent: 10, own: 30});
	look({pid: 10, children: 30});
	assert.equal(percent(find(10)), 10);
});

test('children for which nobody waits count as they were last seen', () => {
	look({pid: 10, own: 5}, {pid: 11, parent: 10, own: 800});
	const child = find(11);
	look({pid: 10, own: 5}, {pid: 11, parent: 10, own: 820});
	look({pid: 10, own: 15});
	assert.equal(percent(find(10), child), 15);
});

test('init waits for everybody: that is not its doing', () => {
	look({
		pid: 1, parent: 0, own: 10, children: 5000,
	}, {pid: 11, parent: 1, own: 10});
	const orphan = find(11);
	look({
		pid: 1, parent: 0, own: 14, children: 5000,
	}, {pid: 11, parent: 1, own: 30});
	look({
		pid: 1, parent: 0, own: 20, children: 9000,
	});
	assert.equal(percent(find(1)), 5);
	assert.equal(percent(find(1), orphan), 15);
});

test('a /proc that is gone leaves nobody', () => {
	look({pid: 10});
	rmSync(procPath, {recursive: true});
	times.sample();
	assert.equal(times.find(10, 10), undefined);
	mkdirSync(procPath);
});
