import assert from 'node:assert/strict';
import {constants} from 'node:os';
import {test} from 'node:test';
import {SystemError} from '../../../source/linux/system-error.ts';
import type {ProbeOutcome} from '../../../source/model/probe.ts';
import type {ProbeMethod} from '../../../source/model/probe-method.ts';
import {nextStatus, noStatus} from '../../../source/probes/statistics/status.ts';
import {outcome} from '../probe-events.ts';

function statusesAfter(outcomes: readonly ProbeOutcome[], method: ProbeMethod = 'syn') {
	let memory = noStatus;
	return outcomes.map(next => {
		memory = nextStatus(memory, next, method);
		return memory.status;
	});
}

/** A letter per probe: reply, refused (c), lost. */
function statusesOf(letters: string, method?: ProbeMethod) {
	const kinds = {r: 'reply', c: 'refused', l: 'lost'} as const;
	return statusesAfter([...letters].map((letter, index) => outcome(index + 1, kinds[letter as keyof typeof kinds])), method);
}

test('an answer says at once what the port is', () => {
	assert.deepEqual(statusesOf('rcr'), ['OPEN', 'CLOSED', 'OPEN']);
});

test('a lost probe says nothing of a port that answered, three in a row do', () => {
	assert.deepEqual(statusesOf('rllr'), ['OPEN', 'OPEN', 'OPEN', 'OPEN']);
	assert.deepEqual(statusesOf('rlllr'), ['OPEN', 'OPEN', 'OPEN', 'FILTERED', 'OPEN']);
	assert.equal(statusesOf('rllrll').at(-1), 'OPEN');
	assert.equal(statusesOf('clll').at(-1), 'FILTERED');
});

test('a port that never answered is silent', () => {
	assert.deepEqual(statusesOf('l'), ['FILTERED']);
	assert.deepEqual(statusesOf('l', 'udp'), ['OPEN|FILTERED']);
	assert.equal(statusesOf('rlll', 'udp').at(-1), 'OPEN|FILTERED');
});

test('who turned a probe away decides between a firewall and no route', () => {
	const after = (type: number, code: number) => statusesAfter([outcome(1, 'rejected', {icmp: {type, code}})])[0];
	for (const [type, code] of [[3, 3], [3, 9], [3, 10], [3, 13], [1, 1], [1, 4], [1, 5], [1, 6]] as const) {
		assert.equal(after(type, code), 'FILTERED', `${type} ${code}`);
	}

	for (const [type, code] of [[3, 0], [3, 1], [11, 0], [1, 0], [1, 3], [3, 4]] as const) {
		assert.equal(after(type, code), 'UNREACHABLE', `${type} ${code}`);
	}
});

test('a probe that could not be sent says something only if there is no route', () => {
	const after = (detail: string) => statusesAfter([outcome(1, 'reply'), outcome(2, 'error', {detail})])[1];
	assert.equal(after(new SystemError('connect', constants.errno.EHOSTUNREACH).message), 'UNREACHABLE');
	assert.equal(after('connect: network is unreachable (ENETUNREACH)'), 'UNREACHABLE');
	assert.equal(after('sendto: no buffer space available (ENOBUFS)'), 'OPEN');
});

test('a late answer counts as what it was', () => {
	assert.deepEqual(statusesAfter([outcome(1, 'lost'), outcome(1, 'late', {answer: 'refused'})]), ['FILTERED', 'CLOSED']);
	assert.deepEqual(statusesAfter([outcome(1, 'late', {answer: 'reply'})]), ['OPEN']);
});

test('the answer to the probe that was sent last decides', () => {
	assert.equal(statusesAfter([outcome(5, 'refused'), outcome(4, 'reply')]).at(-1), 'CLOSED');
	// Probes are lost a timeout after later ones were answered.
	assert.equal(statusesAfter([outcome(9, 'reply'), outcome(2, 'lost'), outcome(3, 'lost'), outcome(4, 'lost')]).at(-1), 'OPEN');
});
