import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {CapabilityName} from '../../../source/linux/procfs/credentials.ts';
import {missingRight} from '../../../source/probes/sockets/raw-socket-rights.ts';

const user = {userId: 1000, capabilities: new Set<CapabilityName>(), isInUserNamespace: false};
const withRight = {...user, capabilities: new Set<CapabilityName>(['CAP_NET_RAW'])};

test('a user without the capability is told how to get it', () => {
	assert.match(missingRight('CAP_NET_RAW', user), /^needs root, or CAP_NET_RAW: setcap cap_net_raw\+ep \//);
});

test('setcap(8) is no remedy for root, for a right that is there, nor inside of a user namespace', () => {
	for (const credentials of [{...user, userId: 0}, withRight, {...user, isInUserNamespace: true}, {...withRight, isInUserNamespace: true}]) {
		assert.doesNotMatch(missingRight('CAP_NET_RAW', credentials), /setcap/);
	}
});
