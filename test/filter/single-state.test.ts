import assert from 'node:assert/strict';
import {test} from 'node:test';
import {isSingleState} from '../../source/filter/single-state.ts';

test('one state is left where the filter says so for every socket', () => {
	const single = ['state listening', 'state established sport = :ssh or dport = :ssh', 'state:estab', 'state:listen nginx', 'exclude big exclude syn-recv', 'state:listen,idle', 'state connected state:estab', '(state:estab 22) or (state:estab 80)'];
	const several = ['', 'nginx', 'listen', 'state connected', 'exclude listening', 'state syn-sent state syn-recv', 'not state:listen', 'state:estab or sport = :22', 'state:listen or state:estab', 'state:listen state:estab', 'port:'];
	assert.deepEqual([...single, ...several].filter(filter => isSingleState(filter)), single);
});
