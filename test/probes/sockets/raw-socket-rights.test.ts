import assert from 'node:assert/strict';
import {constants} from 'node:os';
import {test} from 'node:test';
import {SystemError} from '../../../source/linux/system-error.ts';
import type {CapabilityName} from '../../../source/linux/procfs/credentials.ts';
import {missingRight, pingSocketRemedy} from '../../../source/probes/sockets/raw-socket-rights.ts';

const user = {userId: 1000, capabilities: new Set<CapabilityName>(), isInUserNamespace: false};
const withRight = {...user, capabilities: new Set<CapabilityName>(['CAP_NET_RAW'])};

test('a user without the capability is told how to get it', () => {
	assert.match(missingRight('CAP_NET_RAW', user), /^needs root, or CAP_NET_RAW: setcap cap_net_raw\+ep \//);
});

test('setcap(8) is no remedy for root, for a right that is there, nor inside of a user namespace', () => {
	for (const credentials of [{...user, userId: 0}, {...user, capabilities: null}, withRight, {...user, isInUserNamespace: true}, {...withRight, isInUserNamespace: true}]) {
		assert.doesNotMatch(missingRight('CAP_NET_RAW', credentials), /setcap/);
	}
});

test('a wider range of groups is a remedy only where the group is out of it, and that is what refused', () => {
	const error = (errno: number) => new SystemError('socket', errno);
	const refusedBySeccomp = /seccomp/;
	assert.match(pingSocketRemedy(error(constants.errno.EACCES), [1, 0], [1000]), /sysctl -w net\.ipv4\.ping_group_range/);
	assert.match(pingSocketRemedy(error(constants.errno.EACCES), null, [1000]), /sysctl/);
	assert.match(pingSocketRemedy(error(constants.errno.EACCES), [0, 2_147_483_647], [1000]), refusedBySeccomp);
	assert.match(pingSocketRemedy(error(constants.errno.EACCES), [100, 100], [1000, 100]), refusedBySeccomp);
	assert.match(pingSocketRemedy(error(constants.errno.EPERM), [1, 0], [1000]), refusedBySeccomp);
});
