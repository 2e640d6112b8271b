import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {SO_EE_ORIGIN_ICMP, SO_EE_ORIGIN_ICMP6, SO_EE_ORIGIN_LOCAL} from '../../../source/linux/packet/control-message.ts';
import {icmpAnswer} from '../../../source/probes/methods/answers.ts';

const target = {
	family: 4, address: '192.0.2.7', scopeId: 0, port: 53,
} as const;
const error = (type: number, code: number, offender: string | null, origin = SO_EE_ORIGIN_ICMP) => ({
	errno: 111, origin, type, code, info: 0, offender,
});

describe('icmpAnswer', () => {
	it('takes port unreachable from the target for a refusal', () => {
		assert.deepEqual(icmpAnswer(error(3, 3, '192.0.2.7'), target), {
			kind: 'refused', from: '192.0.2.7', icmp: {type: 3, code: 3}, detail: 'port unreachable',
		});
		assert.equal(icmpAnswer(error(1, 4, '2001:db8::7', SO_EE_ORIGIN_ICMP6), {...target, family: 6, address: '2001:db8::7'})?.kind, 'refused');
	});

	it('takes it from a firewall for a rejection, and always where the target has no port', () => {
		assert.equal(icmpAnswer(error(3, 3, '192.0.2.1'), target)?.kind, 'rejected');
		assert.equal(icmpAnswer(error(3, 3, null), target)?.kind, 'rejected');
		assert.equal(icmpAnswer(error(3, 3, '192.0.2.7'), {...target, port: 0})?.kind, 'rejected');
	});

	it('names any other ICMP error a rejection, with who sent it', () => {
		assert.deepEqual(icmpAnswer(error(3, 13, '192.0.2.1'), target), {
			kind: 'rejected', from: '192.0.2.1', icmp: {type: 3, code: 13}, detail: 'administratively prohibited',
		});
	});

	it('knows nothing of errors of this machine', () => {
		assert.equal(icmpAnswer(error(0, 0, null, SO_EE_ORIGIN_LOCAL), target), undefined);
	});
});
