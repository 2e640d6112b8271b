import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Account} from '../../../source/engine/traffic/account.ts';

test('rates are what came since the sample before, totals what came at all', () => {
	const account = new Account();
	account.startTick(null);
	account.add('receivedBytes', 100);
	assert.equal(account.rates().receiveBitsPerSecond, null);
	account.startTick(2);
	account.add('receivedBytes', 500);
	account.add('opened', 3);
	assert.equal(account.rates().receiveBitsPerSecond, 2000);
	assert.equal(account.rates().openedPerSecond, 1.5);
	assert.equal(account.sinceStart().receivedBytes, 600);
	account.startTick(1);
	assert.equal(account.rates().receiveBitsPerSecond, 0);
});

test('a second count begins with a reset, again with each', () => {
	const account = new Account();
	assert.equal(account.sinceReset(), null);
	account.add('closed', 4);
	account.reset();
	assert.equal(account.sinceReset()?.closed, 0);
	account.add('closed', 2);
	assert.equal(account.sinceReset()?.closed, 2);
	assert.equal(account.sinceStart().closed, 6);
	account.reset();
	assert.equal(account.sinceReset()?.closed, 0);
});

test('what is taken back makes no negative rate', () => {
	const account = new Account();
	account.startTick(1);
	account.add('closed', -1);
	assert.equal(account.rates().closedPerSecond, 0);
});

test('retransmitted of sent segments; of none it is unknown', () => {
	const account = new Account();
	account.startTick(1);
	assert.equal(account.retransmissionPercent(), null);
	account.add('dataSegments', 200);
	account.add('retransmissions', 10);
	assert.equal(account.retransmissionPercent(), 5);
	account.startTick(1);
	assert.equal(account.retransmissionPercent(), null);
});

test('a total never falls: a correction is made up for by what comes next', () => {
	const account = new Account();
	account.add('receivedBytes', 10);
	account.startTick(1);
	account.add('receivedBytes', -1);
	assert.deepEqual([account.total('receivedBytes'), account.rate('receivedBytes')], [10, 0]);
	account.startTick(1);
	account.add('receivedBytes', 5);
	assert.deepEqual([account.total('receivedBytes'), account.rate('receivedBytes')], [14, 4]);
});

test('an account that is merged into another brings what it has, which did not pass just now, and what it is given later', () => {
	const [heir, other] = [new Account(), new Account()];
	for (const account of [heir, other]) {
		account.add('opened', 2);
		account.startTick(1);
	}

	heir.absorb(other);
	assert.deepEqual([heir.total('opened'), heir.rate('opened')], [4, 0]);
	other.add('opened', 1);
	assert.deepEqual([heir.total('opened'), heir.rate('opened')], [5, 1]);
});

test('what connections have hidden is unknown, its rate only while they end', () => {
	const account = new Account();
	account.startTick(1);
	account.add('opened', 1);
	account.hide();
	const {opened, receivedBytes, sentPackets} = account.sinceStart();
	assert.deepEqual([opened, receivedBytes, sentPackets, account.rates().receiveBitsPerSecond, account.rates().openedPerSecond], [1, null, null, null, 1]);
	account.startTick(1);
	assert.deepEqual([account.sinceStart().receivedBytes, account.rates().receiveBitsPerSecond], [null, 0]);
});
