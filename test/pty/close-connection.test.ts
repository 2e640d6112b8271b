/* X in the built monitor: a connection on loopback, which a process of its own holds. */
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import net from 'node:net';
import path from 'node:path';
import process from 'node:process';
import {after, before, test} from 'node:test';
import {asUser, installForEverybody, type Installation} from '../helpers/everybody.ts';
import {linesOf} from '../helpers/lines.ts';
import {requires} from '../helpers/requirements.ts';
import {startInPty, type PtySession} from './driver.ts';
import {listen, startMonitor} from './monitor-session.ts';

const escape = '\u{1B}';

type Holder = Disposable & {
	readonly port: number;
	readonly clientPort: number;
	/** What the end that listens has heard, then the one that connected. */
	heard(): Promise<string>;
	/** Waits until both have heard something. */
	heardAtLast(): Promise<string>;
};

async function holdConnection(): Promise<Holder> {
	const child = spawn(process.execPath, ['--import', 'tsx', path.join(import.meta.dirname, '../helpers/hold-connection.ts')], {stdio: ['pipe', 'pipe', 'inherit']});
	const lines = linesOf(child.stdout);
	const ports = await lines.next();
	const [port = 0, clientPort = 0] = ports.split(' ').map(Number);
	const heard = async () => {
		child.stdin.write('\n');
		return lines.next();
	};

	return {
		port,
		clientPort,
		heard,
		async heardAtLast() {
			let last: string;
			do {
				last = await heard();
			} while (last.includes('nothing'));

			return last;
		},
		[Symbol.dispose]() {
			child.kill('SIGKILL');
		},
	};
}

/** Shows the accepted end of a port's connections, the first one selected. */
async function showAccepted(session: PtySession, port: number): Promise<void> {
	session.press('3');
	await session.waitFor(/State▲/);
	session.press(`/sport:${port} state:connected\r`);
	await session.waitFor(new RegExp(String.raw`▶.ESTAB .* 127\.0\.0\.1:${port} `));
}

const requirements = requires({root: true, tools: ['setpriv']});

let installation: Installation | undefined;
before(async () => {
	installation = requirements.skip === false ? await installForEverybody() : undefined;
});
after(async () => {
	await installation?.[Symbol.asyncDispose]();
});

test('X names the connection, y closes it, and its row goes grey with how it closed', {...requirements, timeout: 60_000}, async () => {
	using holder = await holdConnection();
	await using session = await startMonitor({
		columns: 80, rows: 24, arguments: ['--interval', '0.2'], env: {SSH_CONNECTION: undefined},
	});
	await showAccepted(session, holder.port);
	session.press('X');
	const named = await session.waitFor(/Close a tcp connection[\s\S]*the peer gets a reset/);
	assert.match(named.join('\n'), new RegExp(String.raw`Local +127\.0\.0\.1:${holder.port} [\s\S]*Peer +127\.0\.0\.1:\d+ [\s\S]*Process +\S+\(\d+\) [\s\S]*State +ESTAB, there for`));
	session.press('n');
	await session.waitFor(screen => screen.every(line => !line.includes('Close a tcp')));
	assert.equal(await holder.heard(), 'nothing nothing');
	session.press('Xy');
	await session.waitFor(/the peer gets a reset/);
	assert.equal(await holder.heard(), 'nothing nothing', 'y that was typed ahead does not confirm');
	session.press('y');
	await session.waitFor(new RegExp(String.raw`closed tcp 127\.0\.0\.1:${holder.port} ↔`));
	session.press(`/\u{15}sport:${holder.port} state:closed\r`);
	await session.waitFor(new RegExp(String.raw`▶-reset .* 127\.0\.0\.1:${holder.port} `));
	assert.equal(await holder.heardAtLast(), 'ECONNABORTED ECONNRESET');

	session.press('X');
	await session.waitFor(/✗ it has closed already/);
	session.press(escape);
	session.press('\r');
	await session.waitFor(/How +reset: cut off by either end/);
	session.press('X');
	await session.waitFor(/✗ it has closed already/);
});

test('in --plain the dialog is read out', {...requirements, timeout: 60_000}, async () => {
	using holder = await holdConnection();
	const [node, cli] = [process.execPath, path.join(import.meta.dirname, '../../dist/cli.js')];
	await using session = await startInPty({
		columns: 200, rows: 50, command: [node, cli, '--plain', '--interval', '0.2'], env: {SSH_CONNECTION: undefined},
	});
	await session.waitFor(/q: quit/);
	session.press('3');
	await session.waitFor(/Connections, rows/);
	session.press(`/sport:${holder.port} state:connected\r`);
	await session.waitFor(/Connections, rows: 1, filter/);
	session.press('X');
	await session.waitFor(/the peer gets a reset/);
	session.press('y');
	await session.waitFor(new RegExp(String.raw`closed tcp 127\.0\.0\.1:${holder.port} ↔`));
	assert.equal(await holder.heardAtLast(), 'ECONNABORTED ECONNRESET');
});

test('what portop was started from keeps its connections', {...requirements, timeout: 60_000}, async () => {
	using listener = await listen();
	const client = net.connect(listener.port, '127.0.0.1');
	await once(client, 'connect');
	try {
		await using session = await startMonitor({columns: 80, rows: 24, env: {SSH_CONNECTION: undefined}});
		await showAccepted(session, listener.port);
		session.press('X');
		await session.waitFor(/✗ it may carry your session: portop was started from process \d+/);
		session.press('y');
		session.press(escape);
		await session.waitFor(screen => screen.every(line => !line.includes('Close a connection')));
		assert.equal(client.destroyed, false);
	} finally {
		client.destroy();
	}
});

test('its own SSH connection is refused', {...requirements, timeout: 60_000}, async () => {
	using holder = await holdConnection();
	await using session = await startMonitor({columns: 80, rows: 24, env: {SSH_CONNECTION: `127.0.0.1 ${holder.clientPort} 127.0.0.1 ${holder.port}`}});
	await showAccepted(session, holder.port);
	session.press('X');
	await session.waitFor(/✗ it is your own SSH connection/);
	assert.equal(await holder.heard(), 'nothing nothing');
});

test('an ordinary user reads what is missing', {...requirements, timeout: 60_000}, async () => {
	using holder = await holdConnection();
	await using session = await startInPty({
		columns: 80, rows: 24, command: [...asUser, ...installation!.portop('--interval', '0.2')], env: {SSH_CONNECTION: undefined, HOME: installation!.folder},
	});
	await session.waitFor(/Health/, {timeout: 10_000});
	await showAccepted(session, holder.port);
	session.press('X');
	await session.waitFor(/the peer gets a reset/);
	session.press('y');
	await session.waitFor(/not closed: needs root, or CAP_NET_ADMIN/);
	assert.equal(await holder.heard(), 'nothing nothing');
});
