import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {describe, it} from 'node:test';
import {protocolRequest} from '../../../source/probes/methods/udp.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('protocolRequest', () => {
	it('asks a name server for the root\'s servers, and knows the answer by its identifier', () => {
		const {bytes, isAnswer} = protocolRequest(53)!;
		assert.equal(hex(bytes.subarray(2)), '010000010000000000000000020001');
		const answer = Uint8Array.from(bytes);
		assert.equal(isAnswer(answer), false, 'our own request');
		answer[2] = 0x81;
		assert.equal(isAnswer(answer), true);
		answer[0]! ^= 1;
		assert.equal(isAnswer(answer), false, 'another identifier');
		assert.equal(isAnswer(answer.subarray(0, 11)), false);
	});

	it('asks a time server, and knows the answer by our time stamp', () => {
		const {bytes, isAnswer} = protocolRequest(123)!;
		assert.equal(bytes.length, 48);
		assert.equal(bytes[0], 0x23);
		const answer = new Uint8Array(48);
		answer[0] = 0x24;
		answer.set(bytes.subarray(40, 48), 24);
		assert.equal(isAnswer(answer), true);
		answer[24]! ^= 1;
		assert.equal(isAnswer(answer), false);
	});

	it('asks an SNMP agent for its uptime, and knows the answer by its request-id', () => {
		const {bytes, isAnswer} = protocolRequest(161)!;
		// As `snmpget -v2c -c public HOST sysUpTime.0` sends it, but for the request-id.
		const identifier = hex(bytes.subarray(17, 21));
		assert.equal(hex(bytes), `302902010104067075626c6963a01c0204${identifier}020100020100300e300c06082b060102010103000500`);
		assert.equal(bytes.length, 0x29 + 2);
		const answer = Uint8Array.from(bytes);
		answer[13] = 0xA2;
		assert.equal(isAnswer(answer), true);
		assert.equal(isAnswer(bytes), false, 'our own request');
		answer[20]! ^= 1;
		assert.equal(isAnswer(answer), false);
	});

	it('has none for other ports', () => {
		assert.equal(protocolRequest(54), undefined);
	});
});
