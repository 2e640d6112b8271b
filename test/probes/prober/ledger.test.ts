import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {Ledger, type LedgerEvent} from '../../../source/probes/prober/ledger.ts';
import type {ProbeAnswer} from '../../../source/probes/methods/channel.ts';

type Told = {readonly events: LedgerEvent[]; readonly forgotten: number[]; readonly ledger: Ledger};

function createLedger(timeoutSeconds = 1, lateSeconds = 2): Told {
	const events: LedgerEvent[] = [];
	const forgotten: number[] = [];
	const ledger = new Ledger({intervalSeconds: 0.01, timeoutSeconds, lateSeconds}, event => {
		events.push(event);
	}, sequence => {
		forgotten.push(sequence);
	});
	return {events, forgotten, ledger};
}

const answer = (sequence: number, receivedAt: number, kind: ProbeAnswer['kind'] = 'reply'): ProbeAnswer => ({
	sequence, kind, receivedAt, from: '192.0.2.1', icmp: null, detail: 'SYN-ACK',
});

/** E.g. `2 late 1500`. */
const short = (events: readonly LedgerEvent[]) => events.map(event => event.type === 'duplicate'
	? `${event.sequence} duplicate ${event.rttMicroseconds / 1000}`
	: `${event.outcome.sequence} ${event.outcome.kind}${event.outcome.rttMicroseconds === null ? '' : ` ${event.outcome.rttMicroseconds / 1000}`}${event.outcome.isReordered ? ' reordered' : ''}`);

describe('Ledger', () => {
	it('tells an answer with its round-trip time', () => {
		const {ledger, events} = createLedger();
		ledger.sent(1, 100, 1_700_000_000_000);
		ledger.answered(answer(1, 100.0171));
		assert.deepEqual(events, [{
			type: 'outcome',
			outcome: {
				sequence: 1,
				kind: 'reply',
				sentAtMilliseconds: 1_700_000_000_000,
				sentAtMonotonic: 100,
				rttMicroseconds: 17.1,
				from: '192.0.2.1',
				icmp: null,
				detail: 'SYN-ACK',
				answer: null,
				isReordered: false,
			},
		}]);
		assert.equal(ledger.inFlight, 0);
	});

	it('loses a probe at its timeout, and not before', () => {
		const {ledger, events} = createLedger();
		ledger.sent(1, 0, 0);
		ledger.expire(999.9);
		assert.deepEqual([short(events), ledger.inFlight, ledger.nextExpiry], [[], 1, 1000]);
		ledger.expire(1000);
		assert.deepEqual([short(events), ledger.inFlight], [['1 lost'], 0]);
	});

	it('tells a lost probe once more when it is answered within the late window, as late', () => {
		const {ledger, events} = createLedger();
		ledger.sent(1, 0, 0);
		ledger.expire(1500);
		ledger.answered(answer(1, 1500, 'refused'));
		assert.deepEqual(short(events), ['1 lost', '1 late 1500']);
		const [, late] = events;
		assert.equal(late?.type === 'outcome' ? late.outcome.answer : undefined, 'refused');
	});

	it('leaves a probe lost that somebody on the path turns away after its timeout', () => {
		const {ledger, events} = createLedger();
		ledger.sent(1, 0, 0);
		ledger.sent(2, 0, 0);
		ledger.answered(answer(1, 1500, 'rejected'));
		ledger.expire(1500);
		ledger.answered(answer(2, 1600, 'rejected'));
		assert.deepEqual([short(events), ledger.inFlight], [['1 lost', '2 lost'], 0]);
		ledger.answered(answer(2, 1700));
		assert.deepEqual(short(events), ['1 lost', '2 lost', '2 late 1700']);
	});

	it('goes by the time of receipt: what was read late is not late', () => {
		const {ledger, events} = createLedger();
		ledger.sent(1, 0, 0);
		ledger.sent(2, 0, 0);
		ledger.answered(answer(1, 999));
		ledger.answered(answer(2, 1001));
		ledger.expire(5000);
		assert.deepEqual(short(events), ['1 reply 999', '2 late 1001']);
	});

	it('forgets a probe after its late window, and ignores what comes then', () => {
		const {ledger, events, forgotten} = createLedger();
		ledger.sent(1, 0, 0);
		ledger.expire(2999);
		assert.deepEqual(forgotten, []);
		ledger.expire(3000);
		assert.deepEqual([forgotten, ledger.nextExpiry], [[1], Infinity]);
		ledger.answered(answer(1, 3001));
		assert.deepEqual(short(events), ['1 lost']);
	});

	it('counts a second answer as a duplicate, whatever the first was', () => {
		const {ledger, events} = createLedger();
		ledger.sent(1, 0, 0);
		ledger.answered(answer(1, 10));
		ledger.answered(answer(1, 12));
		ledger.answered(answer(1, 1400));
		assert.deepEqual(short(events), ['1 reply 10', '1 duplicate 12', '1 duplicate 1400']);
	});

	it('marks an answer that was overtaken by one to a later probe, but not one by a stranger on the path', () => {
		const {ledger, events} = createLedger();
		for (const sequence of [1, 2, 3, 4]) {
			ledger.sent(sequence, sequence, 0);
		}

		ledger.answered(answer(4, 10, 'rejected'));
		ledger.answered(answer(2, 11));
		ledger.answered(answer(1, 12));
		ledger.answered(answer(3, 13));
		assert.deepEqual(short(events), ['4 rejected 6', '2 reply 9', '1 reply 11 reordered', '3 reply 10']);
	});

	it('goes by the order of receipt, not of reading', () => {
		const {ledger, events} = createLedger();
		ledger.sent(1, 0, 0);
		ledger.sent(2, 1, 0);
		ledger.answered(answer(2, 12));
		ledger.answered(answer(1, 11));
		assert.deepEqual(short(events), ['2 reply 11', '1 reply 11']);
	});

	it('passes over probes that could not be sent', () => {
		const {ledger, events} = createLedger();
		ledger.failed(1, 0, 0, 'ENETUNREACH: no route');
		ledger.sent(2, 5, 0);
		ledger.expire(1004);
		assert.equal(ledger.nextExpiry, 1005);
		ledger.expire(1005);
		assert.deepEqual(short(events), ['1 error', '2 lost']);
	});

	it('loses a probe that is given up, once', () => {
		const {ledger, events} = createLedger();
		ledger.sent(1, 0, 0);
		ledger.giveUp(1);
		ledger.giveUp(1);
		ledger.expire(1000);
		assert.deepEqual(short(events), ['1 lost']);
	});

	it('never tells a round-trip time below zero', () => {
		const {ledger, events} = createLedger();
		ledger.sent(1, 100, 0);
		ledger.answered(answer(1, 99));
		assert.deepEqual(short(events), ['1 reply 0']);
	});

	it('gives the oldest probes up where more are under way than its times allow', () => {
		const events: LedgerEvent[] = [];
		const forgotten: number[] = [];
		const ledger = new Ledger({intervalSeconds: 1, timeoutSeconds: 1, lateSeconds: 1}, event => {
			events.push(event);
		}, sequence => {
			forgotten.push(sequence);
		});
		for (let sequence = 1; sequence <= 6; sequence++) {
			ledger.sent(sequence, 0, 0);
		}

		assert.deepEqual([short(events), forgotten, ledger.inFlight], [['1 lost', '2 lost'], [1, 2], 4]);
		ledger.answered(answer(6, 1));
		ledger.expire(5000);
		assert.deepEqual([short(events).slice(2), forgotten, ledger.inFlight], [['6 reply 1', '3 lost', '4 lost', '5 lost'], [1, 2, 3, 4, 5, 6], 0]);
	});

	it('gives every probe exactly one outcome, or lost and then late, in any order of events', () => {
		const step = fc.tuple(fc.constantFrom('send', 'fail', 'answer', 'wait'), fc.integer({min: 1, max: 30}), fc.integer({min: 1, max: 4000}));
		fc.assert(fc.property(fc.array(step, {maxLength: 100}), steps => {
			const {ledger, events, forgotten} = createLedger();
			let now = 0;
			let sequence = 0;
			const sentAt = new Map<number, number>();
			const happen = {
				send() {
					sequence++;
					sentAt.set(sequence, now);
					ledger.sent(sequence, now, 0);
				},

				fail() {
					sequence++;
					ledger.failed(sequence, now, 0, 'ENOBUFS');
				},

				answer(of: number, delay: number) {
					const receivedAt = (sentAt.get(of) ?? Infinity) + delay;
					if (receivedAt <= now) {
						ledger.answered(answer(of, receivedAt));
					}
				},

				wait(_: number, milliseconds: number) {
					now += milliseconds;
					ledger.expire(now);
				},
			};
			for (const [type, of, milliseconds] of steps) {
				happen[type](of, milliseconds);
			}

			ledger.expire(now + 3000);
			assert.equal(ledger.inFlight, 0);
			assert.deepEqual(forgotten, sentAt.keys().toArray());
			for (let each = 1; each <= sequence; each++) {
				const kinds = events.flatMap(event => event.type === 'outcome' && event.outcome.sequence === each ? [event.outcome.kind] : []).join(' ');
				assert.match(kinds, sentAt.has(each) ? /^(?:reply|late|lost|lost late)$/ : /^error$/, `probe ${each}`);
			}
		}));
	});
});
