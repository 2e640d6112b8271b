/* What the tests of the monitor in a pseudo-terminal share. */
import assert from 'node:assert/strict';
import net from 'node:net';
import path from 'node:path';
import process from 'node:process';
import {
	startInPty,
	type PtyOptions,
	type PtySession,
} from './driver.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** The built program, and what it takes to start it. */
export const program = [process.execPath, path.join(root, 'dist/cli.js')] as const;

export type MonitorOptions = Omit<PtyOptions, 'command'> & {
	readonly arguments?: readonly string[];
	/** What goes wrong at SIGUSR1: see faults.ts. */
	readonly fault?: 'exception' | 'rejection' | 'render' | 'sampler';
};

/** The monitor, its first sample on the screen, in the Ports view. */
export async function startMonitor({arguments: words = [], fault, ...options}: MonitorOptions = {}): Promise<PtySession> {
	const [node, cli] = program;
	const command = fault === undefined
		? [node, cli, ...words]
		: [node, '--import', path.join(import.meta.dirname, 'faults.ts'), cli, ...words];
	const session = await startInPty({
		columns: 100, ...options, command, env: {NO_COLOR: undefined, PORTOP_TEST_FAULT: fault, ...options.env},
	});
	await session.waitFor(/Health/, {timeout: 10_000});
	session.press('2');
	// The tab has its count from the Overview on.
	await session.waitFor(screen => /2 Ports \d+/.test(screen.join('\n')) && screen.every(line => !/[-─] Health [-─]/.test(line)));
	return session;
}

/** Main screen, cursor, wrapping, and a terminal that edits lines and echoes. */
export function assertGivenBack(session: PtySession): void {
	const {isAlternateScreen, isCursorVisible, isAutowrap, isBracketedPaste, isSynchronizing, isMouseTracked} = session.emulator;
	assert.deepEqual({
		isAlternateScreen, isCursorVisible, isAutowrap, isBracketedPaste, isSynchronizing, isMouseTracked, ...session.termios(),
	}, {
		isAlternateScreen: false,
		isCursorVisible: true,
		isAutowrap: true,
		isBracketedPaste: false,
		isSynchronizing: false,
		isMouseTracked: false,
		canonical: true,
		echo: true,
		signals: true,
	});
}

export type Listener = Disposable & {readonly port: number};

/** A port of this process on loopback. */
export async function listen(): Promise<Listener> {
	const server = net.createServer();
	await new Promise<void>(resolve => {
		server.listen(0, '127.0.0.1', resolve);
	});
	const address = server.address();
	if (address === null || typeof address === 'string') {
		throw new TypeError('a TCP server has an address and a port');
	}

	return {
		port: address.port,
		[Symbol.dispose]() {
			server.close();
		},
	};
}
