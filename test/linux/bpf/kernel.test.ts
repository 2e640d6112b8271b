/* Maps and programs in the kernel that runs this test. What the counting programs count is in test/netns/packet-counts.test.ts. */
import {describe, it, type TestContext} from 'node:test';
import {
	assemble,
	calculate,
	exit,
	loadPacket,
} from '../../../source/linux/bpf/instructions.ts';
import {BpfMap, type MapOptions} from '../../../source/linux/bpf/map.ts';
import {incomingCounter, outgoingCounter} from '../../../source/linux/bpf/packet-counter.ts';
import {loadSocketFilter, VerifierError} from '../../../source/linux/bpf/program.ts';
import {loadLibc} from '../../../source/linux/calls/libc.ts';
import {requires} from '../../helpers/requirements.ts';
import {thrownBy} from '../thrown-by.ts';

const libc = loadLibc();

/** Closed after the test. */
function createMap(t: TestContext, options: Partial<MapOptions> = {}): BpfMap {
	const map = new BpfMap(libc, {
		kind: 'table', name: 'portop_test', keyWords: 2, valueWords: 3, entries: 4, ...options,
	});
	t.after(() => {
		map.close();
	});
	return map;
}

/** Entries as [key, value], in the order of their keys. */
function entriesOf(map: BpfMap, count: number): ReadonlyArray<readonly [readonly number[], readonly number[]]> {
	return Array.from({length: count}, (_, index) => [[...map.keys.subarray(index * 2, (index + 1) * 2)], [...map.values.subarray(index * 3, (index + 1) * 3)]] as const)
		.toSorted(([one], [other]) => one[0]! - other[0]!);
}

describe('a map', requires({root: true}), () => {
	it('gives back what was set, all at once', (t: TestContext) => {
		const map = createMap(t);
		t.assert.strictEqual(map.read(), 0);
		map.set([1, 0xFF_FF_FF_FF], [1, 2, 3]);
		map.set([2, 0], [4, 5, 6]);
		map.set([1, 0xFF_FF_FF_FF], [7, 8, 0xFF_FF_FF_FF]);
		t.assert.deepStrictEqual(entriesOf(map, map.read()), [[[1, 0xFF_FF_FF_FF], [7, 8, 0xFF_FF_FF_FF]], [[2, 0], [4, 5, 6]]]);
		map.delete([2, 0]);
		t.assert.deepStrictEqual(entriesOf(map, map.read()), [[[1, 0xFF_FF_FF_FF], [7, 8, 0xFF_FF_FF_FF]]]);
		t.assert.throws(() => {
			map.delete([2, 0]);
		}, {code: 'ENOENT'});
	});

	it('reads when full, and then takes no more', (t: TestContext) => {
		const map = createMap(t);
		for (let key = 0; key < 4; key++) {
			map.set([key, 0], [key, key, key]);
		}

		t.assert.strictEqual(map.read(), 4);
		t.assert.throws(() => {
			map.set([4, 0], [0, 0, 0]);
		}, {code: 'E2BIG'});
		t.assert.strictEqual(entriesOf(map, map.take()).length, 4);
		t.assert.strictEqual(map.read(), 0);
	});

	it('of recent things forgets, and stays within its size', (t: TestContext) => {
		const map = createMap(t, {kind: 'recent', entries: 64});
		for (let key = 0; key < 1000; key++) {
			map.set([key, 0], [key, 0, 0]);
		}

		const entries = entriesOf(map, map.take());
		t.assert.ok(entries.length <= 64);
		t.assert.deepStrictEqual(entries.at(-1), [[999, 0], [999, 0, 0]]);
		t.assert.strictEqual(map.take(), 0);
	});
});

describe('a program', requires({root: true}), () => {
	it('is taken when it is safe', (t: TestContext) => {
		const maps = {
			endpoints: createMap(t, {keyWords: 5, valueWords: 12}).fd,
			localAddresses: createMap(t, {keyWords: 4, valueWords: 1}).fd,
			repeaters: createMap(t, {keyWords: 1, valueWords: 1}).fd,
			refused: createMap(t, {keyWords: 5, valueWords: 2}).fd,
		};
		for (const program of [incomingCounter(4, maps), incomingCounter(6, maps), outgoingCounter(maps)]) {
			const fd = loadSocketFilter(libc, 'portop_test', program);
			t.assert.ok(fd >= 0);
			libc.close(fd);
		}
	});

	it('is refused with the verifier\'s reason when it is not', (t: TestContext) => {
		const error = thrownBy(() => {
			loadSocketFilter(libc, 'portop_test', assemble([exit()]));
		});
		t.assert.ok(error instanceof VerifierError);
		t.assert.match(error.message, /^bpf: .+ \(E(?:ACCES|INVAL)\): R0 !read_ok$/);
		t.assert.match(error.log, /0: \(95\) exit/);
		// Register 6 is not the context.
		t.assert.throws(() => {
			loadSocketFilter(libc, 'portop_test', assemble([loadPacket('byte', 0), calculate(0, 'set', 0), exit()]));
		}, VerifierError);
	});
});
