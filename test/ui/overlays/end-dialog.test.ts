import assert from 'node:assert/strict';
import {test} from 'node:test';
import {boxOver} from '../../../source/ui/lines/body.ts';
import {plainTheme} from '../../../source/ui/text/theme.ts';
import {
	basePort,
	baseUi,
	messageFor,
	sampleProcess,
} from '../screen/samples.ts';

test('the dialog names what it would end, and refuses or warns', () => {
	const candidate = {process: sampleProcess, isSelf: false, carriesSession: false};
	const message = messageFor(baseUi, {view: 'ports', rows: [basePort]});
	const text = (candidates: ReadonlyArray<typeof candidate> | null, more = {}) => (boxOver({
		...baseUi,
		overlay: {
			kind: 'end', request: 1, identity: basePort.identity, candidates, problem: null, selected: 0, signal: 'SIGTERM', ...more,
		},
	}, {message}, plainTheme, []) ?? []).join('\n');
	assert.match(text(null), /Looking for its processes/);
	const one = text([candidate]);
	for (const part of ['tcp 0.0.0.0:22', 'sshd, pid 20411', 'sshd: root@pts/0', 'root', 'SIGTERM']) {
		assert.ok(one.includes(part), part);
	}

	assert.doesNotMatch(one, /SSH session|itself/);
	assert.match(text([{...candidate, carriesSession: true}]), /carries your SSH session/);
	const self = text([{...candidate, isSelf: true}]);
	assert.match(self, /will not end itself/);
	assert.doesNotMatch(self, /SIGTERM/);
	assert.match(text([candidate, {...candidate, process: {...sampleProcess, pid: 99}}], {selected: 1}), /▶ sshd\(99\)/);
	assert.match(text([], {problem: 'not permitted'}), /✗ not permitted/);
});
