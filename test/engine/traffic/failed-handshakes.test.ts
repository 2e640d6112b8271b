import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {FailedHandshakes} from '../../../source/engine/traffic/failed-handshakes.ts';

type Handshake = {
	readonly syn: number;
	/** Half-open for so long; then a connection for so long, or nothing. */
	readonly takes: number;
	readonly lives: number | null;
};

const seconds = (max: number) => fc.double({min: 0, max, noNaN: true});
const anyHandshake: fc.Arbitrary<Handshake> = fc.record({syn: seconds(100), takes: seconds(3), lives: fc.option(seconds(5), {nil: null})});
const handshakes = fc.array(anyHandshake, {maxLength: 40});

/** From the count of SYNs to the last socket that is read. */
const readingTakes = 0.4;

/** Samples every 2 s: SYNs are counted, then what was destroyed is taken, then the sockets are read, one moment later. */
function failedOf(all: readonly Handshake[], watchedFrom: number): readonly number[] {
	const failed = new FailedHandshakes();
	const opensAt = ({syn, takes}: Handshake) => syn + takes;
	const endsAt = (each: Handshake) => each.lives === null ? NaN : opensAt(each) + each.lives;
	const known = new Set<Handshake>();
	const values: number[] = [];
	let counted = 0;
	let isCounted = false;
	for (let now = 0; now < 120; now += 2) {
		const read = now + readingTakes;
		const destroyed = all.filter(each => !known.has(each) && endsAt(each) <= now);
		const seen = all.filter(each => opensAt(each) <= read && endsAt(each) > read);
		const late = destroyed.filter(each => endsAt(each) <= now - 2 + readingTakes).length;
		for (const each of [...destroyed, ...seen]) {
			known.add(each);
		}

		const syns = all.filter(({syn}) => syn > watchedFrom + readingTakes && syn <= now).length;
		failed.update(isCounted ? syns - counted : null, late, {
			opened: known.size, halfOpen: all.filter(each => each.syn <= read && opensAt(each) > read).length, hidden: 0, own: 0,
		});
		isCounted ||= now >= watchedFrom;
		counted = syns;
		values.push(failed.total);
	}

	return values;
}

test('never more have failed than did, and all that did once it is quiet', () => {
	fc.assert(fc.property(handshakes, all => {
		const values = failedOf(all, 0);
		const truth = (until: number) => all.filter(({syn, takes, lives}) => lives === null && syn + takes <= until).length;
		for (const [index, value] of values.entries()) {
			assert.ok(value <= truth((index * 2) + readingTakes), `${value} at ${index * 2} s`);
			assert.ok(index === 0 || value >= values[index - 1]!);
		}

		// SYNs that came before they were counted are not known.
		const uncounted = all.filter(({syn}) => syn <= readingTakes).length;
		assert.ok(values.at(-1)! >= truth(Infinity) - uncounted);
	}), {numRuns: 300});
});

test('what was half-open when the counting began may still come to nothing, or not', () => {
	const failed = new FailedHandshakes();
	failed.update(null, 0, {
		opened: 100, halfOpen: 5, hidden: 0, own: 0,
	});
	failed.update(0, 0, {
		opened: 104, halfOpen: 0, hidden: 0, own: 0,
	});
	failed.update(0, 0, {
		opened: 104, halfOpen: 0, hidden: 0, own: 0,
	});
	assert.equal(failed.total, 1);
});

test('a stretch that is not counted adds nothing, and takes nothing away', () => {
	const failed = new FailedHandshakes();
	const sample = (syns: number | null, opened: number) => {
		failed.update(syns, 0, {
			opened, halfOpen: 0, hidden: 0, own: 0,
		});
		return failed.total;
	};

	assert.deepEqual([sample(null, 0), sample(5, 2), sample(0, 2), sample(null, 50), sample(null, 90), sample(4, 91), sample(0, 91)], [0, 0, 3, 3, 3, 3, 6]);
});

test('connections that were reset in the accept queue have not failed, before they are accepted and after', () => {
	const failed = new FailedHandshakes();
	const sample = (syns: number, opened: number, hidden: number) => {
		failed.update(syns, 0, {
			opened, halfOpen: 0, hidden, own: 0,
		});
		return failed.total;
	};

	// Four were hidden when the counting began; they are not among those that are opened later.
	failed.update(null, 0, {
		opened: 0, halfOpen: 0, hidden: 4, own: 0,
	});
	assert.deepEqual([sample(0, 0, 4), sample(7, 0, 11), sample(0, 0, 11), sample(0, 7, 0), sample(0, 7, 0), sample(2, 7, 0), sample(0, 7, 0)], [0, 0, 0, 0, 0, 0, 2]);
});
