import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {CloseProposal} from '../../../source/model/close.ts';
import {boxOver} from '../../../source/ui/lines/body.ts';
import {plainTheme} from '../../../source/ui/text/theme.ts';
import {aConnection} from '../../builders/connection.ts';
import {baseConnection, baseUi, messageFor} from '../screen/samples.ts';

const keys = [{
	keys: 'y', label: 'close it', description: '', modes: ['close'] as const,
}];
const proposal: CloseProposal = {
	connection: baseConnection, effect: 'reset', isMptcp: false, mayCarrySession: false,
};

function linesOf(proposed: CloseProposal | null, problem: string | null = null, columns = 80, rows = 24): readonly string[] {
	const ui = {
		...baseUi, columns, rows, view: 'connections', overlay: {
			kind: 'close', request: 1, identity: baseConnection.identity, proposal: proposed, problem,
		},
	} as const;
	return boxOver(ui, {message: messageFor(ui, {view: 'connections', rows: [baseConnection]})}, plainTheme, keys) ?? [];
}

const textOf = (...given: Parameters<typeof linesOf>) => linesOf(...given).map(line => line.replaceAll('│', '').trim()).join(' ');

test('the dialog names the connection, and says what closing it does', () => {
	const text = textOf(proposal);
	for (const part of [
		'Close a tcp connection',
		'Local    10.0.0.5:22',
		'Peer     192.168.178.201:51234',
		'Process  sshd(',
		'State    ESTAB, there for',
		'Payload ',
		'the peer gets a reset, the program here ECONNABORTED',
		'y close it',
	]) {
		assert.ok(text.includes(part), `${part}: ${text}`);
	}

	assert.doesNotMatch(text, /SSH server/);
	assert.match(textOf({...proposal, mayCarrySession: true}), /! An SSH server holds it: it may be the session that you are in/);
	assert.match(textOf({...proposal, isMptcp: true}), /this subflow/);
	assert.match(textOf({...proposal, connection: aConnection({waitsIn: {program: 'slowd'}})}), /waiting in slowd's accept queue[\s\S]*still accepts it/);
	assert.match(textOf({...proposal, effect: 'aborted'}), /Gives up connecting/);
	assert.match(textOf({...proposal, effect: 'dropped'}), /half-open[\s\S]*repeats its SYN/);
	assert.match(textOf({...proposal, effect: 'forgotten', connection: aConnection({state: 'TIME_WAIT'})}), /– no process|no process[\s\S]*The kernel forgets/);
	assert.match(textOf({...proposal, effect: 'disconnected'}), /Takes the peer from the socket/);
});

test('it says that it looks for it, and why it cannot be closed', () => {
	assert.match(textOf(null), /tcp 10\.0\.0\.5:22 ↔ 192\.168\.178\.201:51234[\s\S]*Looking for it…/);
	assert.match(textOf(null, 'it is your own SSH connection'), /✗ it is your own SSH connection/);
});

test('on the smallest screen what one must know before y stays', () => {
	const long = aConnection({
		localAddress: '[2001:db8:85a3:8d3:1319:8a2e:370:7348]', remoteAddress: '[2001:db8:85a3:8d3:1319:8a2e:370:7349]', remotePort: 65_535,
	});
	const lines = linesOf({...proposal, connection: long, mayCarrySession: true}, null, 60, 15);
	assert.ok(lines.length <= 11, String(lines.length));
	const text = lines.join('\n');
	for (const part of ['370:7348]:22', '370:7349]:65535', 'Process', '! An SSH server', 'the peer gets a reset', 'y close it']) {
		assert.ok(text.includes(part), `${part}\n${text}`);
	}
});
