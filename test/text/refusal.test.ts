import assert from 'node:assert/strict';
import {test} from 'node:test';
import {refusalText} from '../../source/text/refusal.ts';

const nothing = {userId: 1000, capabilities: new Set<string>(), isInUserNamespace: false};

test('a user is told to be root, or of the capability', () => {
	assert.equal(refusalText(['CAP_BPF', 'CAP_NET_RAW'], nothing), 'needs root, or CAP_BPF and CAP_NET_RAW');
	assert.equal(refusalText(['CAP_BPF', 'CAP_NET_RAW'], {...nothing, capabilities: new Set(['CAP_BPF'])}), 'needs root, or CAP_NET_RAW');
});

test('root is told what it lacks, never to be root', () => {
	const root = {...nothing, userId: 0};
	const all = {...root, capabilities: new Set(['CAP_SYS_PTRACE'])};
	assert.equal(refusalText(['CAP_SYS_PTRACE'], root), 'needs CAP_SYS_PTRACE, which root does not have here');
	assert.equal(refusalText(['CAP_SYS_PTRACE'], {...all, isInUserNamespace: true}), 'needs CAP_SYS_PTRACE outside of this user namespace: run portop there');
	assert.equal(refusalText(['CAP_SYS_PTRACE'], all), 'refused although portop has CAP_SYS_PTRACE: by a security module, or a setting of the kernel');
});

test('what is not known is not said to be missing', () => {
	for (const userId of [0, 1000]) {
		assert.equal(refusalText(['CAP_NET_RAW'], {...nothing, userId, capabilities: null}), 'needs CAP_NET_RAW, and /proc does not say whether portop has it');
	}
});
