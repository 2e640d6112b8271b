/*
One end of many short connections: each client sends 700 bytes, and the server answers with 9,000.
	server HOST PORT CLOSER         prints `listening`
	client HOST PORT CLOSER COUNT SECONDS   opens COUNT connections in SECONDS; prints how many were answered in full
CLOSER is who closes first: `client`, `server` (close(2); the first time so slowly that the client's FIN is there before, as it may
be any time), or `server-reading` (shutdown(2), and close once the client has closed too).
*/
import {once} from 'node:events';
import {connect, createServer} from 'node:net';
import process from 'node:process';
import {setTimeout as wait} from 'node:timers/promises';

export const requestBytes = 700;
export const answerBytes = 9000;
/** A client answers a FIN within this time. */
const overtakenMilliseconds = 200;

const [role, host = '', port = '', closer = '', count = '', seconds = ''] = process.argv.slice(2);
switch (role) {
	case 'server': {
		await serve();
		break;
	}

	case 'client': {
		console.log(await openAll(Number(count), Number(seconds)));
		break;
	}

	case undefined: {
		// Imported for its numbers.
		break;
	}

	default: {
		throw new Error(`unknown role ${role}`);
	}
}

async function serve(): Promise<void> {
	let isFirst = true;
	const server = createServer(socket => {
		socket.on('data', () => {
			if (socket.bytesRead !== requestBytes) {
				return;
			}

			if (closer === 'server-reading') {
				socket.end(new Uint8Array(answerBytes));
			} else if (closer === 'server') {
				// As close(2) does: it does not wait for the peer's FIN.
				socket.end(new Uint8Array(answerBytes), () => {
					if (isFirst) {
						isFirst = false;
						Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, overtakenMilliseconds);
					}

					socket.destroy();
				});
			} else {
				socket.write(new Uint8Array(answerBytes));
			}
		});
		socket.on('error', () => {
			process.exitCode = 1;
		});
	});
	server.listen({port: Number(port), host, backlog: 4096});
	await once(server, 'listening');
	console.log('listening');
}

async function openAll(wanted: number, within: number): Promise<number> {
	const start = performance.now();
	const connections: Array<Promise<boolean>> = [];
	for (let number = 0; number < wanted; number++) {
		const ahead = start + (number * within * 1000 / wanted) - performance.now();
		if (ahead > 2) {
			await wait(ahead);
		}

		connections.push(open());
	}

	const answered = await Promise.all(connections);
	return answered.filter(Boolean).length;
}

async function open(): Promise<boolean> {
	const {promise, resolve, reject} = Promise.withResolvers<boolean>();
	const socket = connect({host, port: Number(port)}, () => {
		socket.write(new Uint8Array(requestBytes));
	});
	socket.on('data', () => {
		if (closer === 'client' && socket.bytesRead === answerBytes) {
			socket.end();
		}
	});
	socket.on('close', () => {
		resolve(socket.bytesRead === answerBytes && socket.bytesWritten === requestBytes);
	});
	socket.on('error', reject);
	return promise;
}
