import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {Pacing} from '../../source/terminal/pacing.ts';

/** A line that carries so many bytes per second, with a round trip of its own; answers in order. */
class Line {
	now = 0;
	readonly pacing = new Pacing();
	readonly #bytesPerSecond: number;
	readonly #roundTrip: number;
	#freeAt = 0;
	readonly #answers: number[] = [];

	constructor(bytesPerSecond: number, roundTrip: number) {
		this.#bytesPerSecond = bytesPerSecond;
		this.#roundTrip = roundTrip;
	}

	/** Sends and returns when the bytes will be there. */
	send(bytes: number): number {
		this.#freeAt = Math.max(this.#freeAt, this.now) + (bytes * 1000 / this.#bytesPerSecond);
		this.pacing.wrote(bytes, this.now);
		this.#answers.push(this.#freeAt + this.#roundTrip);
		return this.#freeAt + (this.#roundTrip / 2);
	}

	/** Lets time pass; answers arrive. */
	advance(milliseconds: number): void {
		const end = this.now + milliseconds;
		for (let next = this.#answers[0]; next !== undefined && next <= end; next = this.#answers[0]) {
			this.now = Math.max(this.now, next);
			this.#answers.shift();
			this.pacing.answered(this.now);
		}

		this.now = end;
	}

	/** Sends an amount piece by piece as it is allowed; returns when the last byte will be there. */
	sendAll(bytes: number): number {
		let arrival = this.now;
		for (let left = bytes; left > 0;) {
			const piece = Math.min(left, this.pacing.allowance(this.now));
			if (piece > 0) {
				arrival = this.send(piece);
				left -= piece;
			} else {
				this.advance(1);
			}
		}

		return arrival;
	}
}

test('on a slow line a key waits less than half a second for a table that is being sent', () => {
	for (const bytesPerSecond of [4000, 8000, 20_000]) {
		const line = new Line(bytesPerSecond, 5);
		line.send(20);
		line.advance(100);
		line.sendAll(8000);
		line.advance(5000);
		for (let second = 0; second < 120; second++) {
			const start = line.now;
			// A refresh of 2.2 KB, of which the pieces go out as allowed; in the middle of it somebody presses a key.
			let left = 2200;
			while (left > 0 && line.now - start < 137) {
				const piece = Math.min(left, line.pacing.allowance(line.now));
				if (piece > 0) {
					line.send(piece);
					left -= piece;
				}

				line.advance(1);
			}

			const pressed = line.now;
			const shown = line.sendAll(200);
			assert.ok(second < 2 || shown - pressed < 450, `${bytesPerSecond} B/s, second ${second}: ${shown - pressed} ms`);
			line.sendAll(left);
			line.advance(Math.max(0, start + 1000 - line.now));
		}
	}
});

test('a fast line with a long round trip is used', () => {
	const line = new Line(5_000_000, 300);
	line.send(20);
	line.advance(400);
	for (let second = 0; second < 10; second++) {
		line.sendAll(3000);
		line.advance(1000);
	}

	const start = line.now;
	assert.ok(line.sendAll(12_000) - start < 700, 'a whole screen within two round trips');
});

test('what is under way is bounded, whatever comes', () => {
	const step = fc.record({wait: fc.nat(3000), answers: fc.nat(2), key: fc.boolean()});
	fc.assert(fc.property(fc.array(step, {maxLength: 100}), steps => {
		const pacing = new Pacing();
		let now = 0;
		for (const {wait, answers, key} of steps) {
			now += wait;
			for (let count = 0; count < answers; count++) {
				pacing.answered(now);
			}

			if (key) {
				pacing.keyPressed(now);
			}

			const allowance = pacing.allowance(now);
			assert.ok(allowance >= 0);
			assert.ok(allowance <= 65_536);
			assert.ok(pacing.wait(now) > 0);
			assert.ok(pacing.wait(now) <= 5000);
			if (allowance > 0) {
				pacing.wrote(allowance, now);
			}

			assert.ok(pacing.acknowledged <= pacing.sent);
		}
	}));
});

test('a terminal that does not answer for a second is not asked any more, until it does', () => {
	const pacing = new Pacing();
	assert.ok(pacing.asks);
	pacing.wrote(20, 0);
	assert.ok(!pacing.asks, 'one request is enough');
	assert.ok(pacing.allowance(999) > 0);
	assert.ok(pacing.allowance(1000) > 0);
	assert.ok(!pacing.asks);
	assert.equal(pacing.acknowledged, pacing.sent);
	pacing.answered(1500);
	assert.ok(pacing.asks);
});

test('without answers a table trickles, and a key has its screen at once', () => {
	const pacing = new Pacing();
	pacing.wrote(20, 0);
	assert.equal(pacing.allowance(2000), 768);
	pacing.wrote(768, 2000);
	assert.equal(pacing.allowance(2000), 0);
	const wait = pacing.wait(2000);
	assert.equal(pacing.allowance(2000 + wait), 768);
	pacing.keyPressed(2300);
	assert.equal(pacing.allowance(2300), 8192);
	assert.equal(pacing.allowance(2500), 768, 'the burst was for that key');
	pacing.keyPressed(2600);
	assert.equal(pacing.allowance(2600), 768, 'not for each one of a key that is held');
});

test('answers are worth as much patience as the slowest one took, and half as much again', () => {
	for (const [roundTrip, patience] of [[5, 300], [400, 600], [800, 1200], [1900, 2000]] as const) {
		const pacing = new Pacing();
		pacing.wrote(20, 0);
		assert.equal(pacing.patience(0), 1000, 'before the first answer');
		pacing.answered(roundTrip);
		assert.equal(pacing.patience(roundTrip), 0, 'none is due');
		pacing.wrote(20, 3000);
		pacing.wrote(20, 3100);
		assert.ok(Math.abs(pacing.patience(3100) - patience) < 1e-6, `${roundTrip}: from the last request on`);
		assert.equal(pacing.patience(3100 + patience + 1), 0, 'never less than nothing');
		pacing.forgetRequests();
		assert.equal(pacing.patience(3100), 0);
		assert.equal(pacing.acknowledged, pacing.sent);
	}
});

test('before the first answer one request is out, and more bytes have one of their own once it came', () => {
	const pacing = new Pacing();
	pacing.wrote(20, 0);
	pacing.wrote(3000, 10);
	assert.equal(pacing.patience(500), 1000);
	assert.equal(pacing.patience(1500), 500);
	assert.equal(pacing.patience(2500), 0, 'it never answers');
	pacing.answered(400);
	assert.ok(!pacing.awaitsAnswer);
	assert.ok(pacing.owesRequest);
	assert.equal(pacing.acknowledged, 20);
	pacing.wrote(4, 400);
	assert.ok(pacing.awaitsAnswer);
	assert.ok(!pacing.owesRequest);
	assert.equal(pacing.patience(400), 1000, 'more is under way than was ever answered');
	pacing.answered(900);
	assert.equal(pacing.acknowledged, pacing.sent);
	pacing.wrote(1000, 2000);
	assert.equal(pacing.patience(2000), 750);
});

test('a round trip that was slow minutes ago is forgotten', () => {
	const pacing = new Pacing();
	pacing.wrote(20, 0);
	pacing.answered(1200);
	for (let now = 10_000; now <= 200_000; now += 10_000) {
		pacing.wrote(20, now);
		pacing.answered(now + 10);
	}

	pacing.wrote(20, 210_000);
	assert.equal(pacing.patience(210_000), 300);
});

test('a lost answer holds the screen for five seconds, not for ever', () => {
	const line = new Line(4000, 5);
	line.send(20);
	line.advance(100);
	const {pacing} = line;
	pacing.wrote(pacing.allowance(200), 200);
	assert.equal(pacing.allowance(5000), 0);
	assert.ok(pacing.wait(5000) <= 200);
	assert.ok(pacing.allowance(5200) > 0);
	assert.equal(pacing.acknowledged, pacing.sent);
});
