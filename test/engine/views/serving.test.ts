import assert from 'node:assert/strict';
import {test} from 'node:test';
import {byService, keepersOf} from '../../../source/engine/views/serving.ts';

const process = (pid: number, parentPid: number, unit: string | null) => ({pid, parentPid, unit});

test('a service manager that passed a socket on keeps it, and comes last', () => {
	const init = process(1, 0, 'init.scope');
	const service = process(90, 1, 'web.service');
	assert.deepEqual([...keepersOf([init, service])], [1]);
	assert.deepEqual(byService([init, service, process(91, 90, 'web.service')]).map(({pid}) => pid), [90, 91, 1]);
	const userManager = process(70, 1, 'user@1000.service');
	assert.deepEqual(byService([userManager, process(80, 70, 'music.service')]).map(({pid}) => pid), [80, 70]);
	assert.deepEqual(byService([userManager, process(75, 70, 'music.service'), process(71, 75, 'music.service')]).map(({pid}) => pid), [71, 75, 70]);
	assert.deepEqual([...keepersOf([process(1, 0, null), service])], [1], 'also where the unit of init has no name');
});

test('alone it is the owner, and a server is none of its workers\' keeper', () => {
	assert.deepEqual([...keepersOf([process(1, 0, 'init.scope')])], []);
	assert.deepEqual([...keepersOf([process(20, 1, 'nginx.service'), process(21, 20, 'nginx.service')])], []);
	assert.deepEqual([...keepersOf([process(1, 0, null), process(29, 1, null)])], [], 'in a container the first process may be the server');
	assert.deepEqual([...keepersOf([process(20, 1, 'a.service'), process(30, 1, 'b.service')])], [], 'neither started the other');
	assert.deepEqual([...keepersOf([process(20, 30, 'a.service'), process(30, 20, 'a.service'), process(40, 1, 'b.service')])], [], 'an impossible circle ends');
});
