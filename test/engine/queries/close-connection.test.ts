import assert from 'node:assert/strict';
import {
	mkdirSync,
	mkdtempSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {describe, it, type TestContext} from 'node:test';
import {nameByContent} from '../../../source/collectors/content-cookie.ts';
import {closeConnection, proposeClose} from '../../../source/engine/queries/close-connection.ts';
import {socketIdentity} from '../../../source/engine/sockets/socket-identity.ts';
import type {Protocol, SocketState} from '../../../source/model/socket.ts';
import {aProcess} from '../../builders/process.ts';
import {aSample, type TestHolder} from '../../builders/sample.ts';
import {tableOf, type TestSocket} from '../../builders/socket-table.ts';
import {FakeKernel} from '../../linux/netlink/fake-kernel.ts';
import {acknowledgement, socketAnswer} from '../../linux/netlink/one-socket-answers.ts';

const noProc = '/nonexistent';

/** A connection of 127.0.0.1:22 with 10.0.0.2:50000, whose cookie is 2. */
const client: TestSocket = {
	cookie: 2, localPort: 22, remote: '10.0.0.2', remotePort: 50_000, inode: 78,
};
const asKernelHas = {
	idiag_state: 1, idiag_sport: 22, idiag_dport: 50_000, dst3: 0x0A_00_00_02,
};

function withConnection(known: Partial<TestSocket> = {}, holders: readonly TestHolder[] = []) {
	return aSample({table: tableOf([{...client, ...known}]), holders});
}

/** Sets SSH_CONNECTION for the test. */
function setSession(t: TestContext, value: string): void {
	const before = process.env['SSH_CONNECTION'];
	t.after(() => {
		if (before === undefined) {
			delete process.env['SSH_CONNECTION'];
		} else {
			process.env['SSH_CONNECTION'] = before;
		}
	});
	process.env['SSH_CONNECTION'] = value;
}

function proposed(sample: ReturnType<typeof withConnection> | undefined, identity = '0:2', procPath = noProc) {
	return proposeClose(sample, procPath, identity);
}

/** A /proc in which this process descends from process 50, and that from process 1. */
function aProc(t: TestContext): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'portop-proc-'));
	t.after(() => {
		rmSync(folder, {recursive: true});
	});
	for (const [pid, parent] of [[60, 50], [50, 1], [1, 0]] as const) {
		mkdirSync(path.join(folder, String(pid)));
		writeFileSync(path.join(folder, String(pid), 'stat'), `${pid} (x) S ${parent} ${Array.from({length: 48}, () => 0).join(' ')}\n`);
	}

	symlinkSync('60', path.join(folder, 'self'));
	return folder;
}

describe('a connection that is proposed to be closed', () => {
	it('is named, with what closing it does', t => {
		setSession(t, '');
		const {proposal, problem} = proposed(withConnection({receivedBytes: 5}));
		assert.equal(problem, null);
		assert.deepEqual([proposal?.connection.remotePort, proposal?.connection.receivedBytes, proposal?.effect, proposal?.isMptcp, proposal?.mayCarrySession], [50_000, 5, 'reset', false, false]);
		assert.equal(proposed(withConnection({isMptcp: true})).proposal?.isMptcp, true);
	});

	it('is cut off, given up or forgotten, by its state', t => {
		setSession(t, '');
		const effectOf = (state: SocketState, known: Partial<TestSocket> = {}) => {
			const sample = withConnection({state, segmentsIn: 1, ...known});
			return proposed(sample, socketIdentity(sample.table, 0)).proposal?.effect;
		};

		assert.deepEqual((['ESTABLISHED', 'CLOSE_WAIT', 'FIN_WAIT_1', 'FIN_WAIT_2', 'SYN_SENT', 'SYN_RECEIVED', 'CLOSING', 'LAST_ACK', 'TIME_WAIT'] as const).map(state => effectOf(state)), [
			'reset', 'reset', 'reset', 'reset', 'aborted', 'dropped', 'forgotten', 'forgotten', 'forgotten',
		]);
		assert.equal(effectOf('ESTABLISHED', {protocol: 'udp'}), 'disconnected');
		const remnant = withConnection({state: 'FIN_WAIT_2', inode: 0});
		remnant.table.columns.timer[0] = 3;
		assert.equal(proposed(remnant, socketIdentity(remnant.table, 0)).proposal?.effect, 'forgotten', 'what the kernel keeps of it');
	});

	it('is none, for a reason', t => {
		setSession(t, '');
		const reason = (known: Partial<TestSocket>) => proposed(withConnection(known)).problem ?? '';
		assert.match(reason({state: 'LISTEN', remotePort: 0}), /a listener is no connection: K ends its process/);
		assert.match(reason({protocol: 'udp6' satisfies Protocol, state: 'CLOSED', remotePort: 0}), /has no peer/);
		assert.equal(proposed(withConnection(), '0:3').problem, 'it has closed already');
		assert.equal(proposed(withConnection(), 'nonsense').problem, 'it has closed already');
		assert.match(proposed(undefined).problem ?? '', /no sample yet/);
		const vanished = aSample({table: tableOf([client]), vanished: 1});
		assert.equal(proposed(vanished).problem, 'it has closed already', 'it is listed for a moment');
		const named = withConnection();
		nameByContent(named.table, 0);
		const read = aSample({table: named.table});
		assert.match(proposed(read, socketIdentity(read.table, 0)).problem ?? '', /\/proc\/net, which has no cookie/);
	});

	it('is never the user\'s own SSH connection, at either end', t => {
		setSession(t, '10.0.0.2 50000 127.0.0.1 22');
		assert.equal(proposed(withConnection()).problem, 'it is your own SSH connection');
		assert.equal(proposed(withConnection({localPort: 50_000, remotePort: 22})).problem, 'it is your own SSH connection');
		assert.equal(proposed(withConnection({remotePort: 50_001})).problem, null);
		assert.equal(proposed(withConnection({protocol: 'udp'})).problem, null);
	});

	it('is none that a process holds from which portop descends, also where sudo has taken SSH_CONNECTION away', t => {
		setSession(t, '');
		const procPath = aProc(t);
		const held = (pid: number) => proposed(withConnection({}, [{inode: 78, process: aProcess({pid, name: 'sshd-session'})}]), '0:2', procPath);
		assert.match(held(50).problem ?? '', /portop was started from process 50 \(sshd-session\), which holds it/);
		assert.equal(held(60).problem, null, 'portop\'s own carry nothing');
		assert.deepEqual([held(70).problem, held(70).proposal?.mayCarrySession], [null, true]);
	});

	it('is marked where an SSH server holds it, and the session\'s own is not found', t => {
		setSession(t, '10.0.0.9 50009 127.0.0.1 22');
		const sshd = {inode: 78, process: aProcess({pid: 7, name: 'sshd'})};
		const own: TestSocket = {
			cookie: 3, localPort: 22, remote: '10.0.0.9', remotePort: 50_009, inode: 79,
		};
		const mayCarry = (sockets: readonly TestSocket[], holder: TestHolder) => proposed(aSample({table: tableOf(sockets), holders: [holder]})).proposal?.mayCarrySession;
		assert.equal(mayCarry([client], sshd), true);
		assert.equal(mayCarry([client, own], sshd), false);
		assert.equal(mayCarry([client], {...sshd, process: aProcess({pid: 7, name: 'nginx'})}), false);
	});
});

describe('a connection is closed', () => {
	/** Confirms what is proposed of a sample, and closes it in another. */
	function confirm(kernel: FakeKernel, before = withConnection(), after: ReturnType<typeof withConnection> | undefined = before) {
		const {proposal} = proposed(before, socketIdentity(before.table, 0));
		assert.ok(proposal);
		return closeConnection(after, noProc, {type: 'close', request: 1, proposal}, () => kernel);
	}

	it('if it is still the one that was proposed', t => {
		setSession(t, '');
		const kernel = new FakeKernel([socketAnswer(asKernelHas)], [acknowledgement()]);
		assert.deepEqual(confirm(kernel), {ok: true, message: 'closed tcp 127.0.0.1:22 ↔ 10.0.0.2:50000'});
		assert.equal(kernel.requests.length, 2);
	});

	it('not if it is gone, or another one has its ends', t => {
		setSession(t, '');
		const kernel = new FakeKernel();
		assert.deepEqual(confirm(kernel, withConnection(), withConnection({cookie: 3})), {ok: false, message: 'not closed: it has closed already'});
		assert.deepEqual(confirm(kernel, withConnection(), withConnection({remotePort: 50_001})), {ok: false, message: 'not closed: it has another peer now'});
		assert.deepEqual(kernel.requests, [], 'the kernel is not even asked');
	});

	it('not in another way than was said', t => {
		setSession(t, '');
		const inState = (state: number) => {
			const now = socketAnswer({...asKernelHas, idiag_state: state});
			return confirm(new FakeKernel([now], [acknowledgement()])).message;
		};

		assert.equal(inState(6), 'not closed: it has closed already');
		assert.equal(inState(2), 'not closed: it is in another state now: press X again');
		assert.equal(inState(10), 'not closed: it is in another state now: press X again');
		assert.match(inState(8), /^closed tcp/, 'CLOSE-WAIT is cut off just so');
	});

	it('not if it has become the user\'s own', t => {
		setSession(t, '');
		const {proposal} = proposed(withConnection());
		setSession(t, '10.0.0.2 50000 127.0.0.1 22');
		assert.equal(closeConnection(withConnection(), noProc, {type: 'close', request: 1, proposal: proposal!}, () => new FakeKernel()).message, 'not closed: it is your own SSH connection');
	});
});
