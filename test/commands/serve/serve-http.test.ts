import assert from 'node:assert/strict';
import {once} from 'node:events';
import {connect, type AddressInfo, type Socket} from 'node:net';
import {test, type TestContext} from 'node:test';
import {setTimeout as wait} from 'node:timers/promises';
import {until} from '../../helpers/check.ts';
import {
	createHttpServer,
	httpLimits,
	textAnswer,
	type HttpAnswer,
	type HttpLimits,
} from '../../../source/commands/serve/serve-http.ts';

/** A server on loopback, and the raw connections to it. */
async function start(t: TestContext, {answer = async () => textAnswer(200, 'hello'), limits = {}}: {
	readonly answer?: () => Promise<HttpAnswer>;
	readonly limits?: Partial<HttpLimits>;
} = {}) {
	const problems: string[] = [];
	const server = createHttpServer(answer, problem => {
		problems.push(problem);
	}, {...httpLimits, ...limits});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const {port} = server.address() as AddressInfo;
	const accepted: Socket[] = [];
	server.on('connection', (socket: Socket) => {
		accepted.push(socket);
	});
	const sockets: Socket[] = [];
	t.after(() => {
		for (const socket of sockets) {
			socket.destroy();
		}

		server.close();
		server.closeAllConnections();
	});
	const open = async (): Promise<Socket> => {
		const socket = connect(port, '127.0.0.1');
		sockets.push(socket);
		// A connection that is cut off ends with ECONNRESET as often as not.
		socket.on('error', () => undefined);
		await once(socket, 'connect');
		return socket;
	};

	return {
		server, accepted, problems, open,
	};
}

/** Also of one that ends with an error. */
async function closes(socket: Socket): Promise<boolean> {
	if (socket.closed) {
		return true;
	}

	const {promise, resolve} = Promise.withResolvers<void>();
	socket.once('close', () => {
		resolve();
	});
	await promise;
	return true;
}

/** What comes until the server closes the connection. */
async function everything(socket: Socket): Promise<string> {
	let text = '';
	socket.on('data', (data: Uint8Array) => {
		text += String(data);
	});
	await closes(socket);
	return text;
}

const get = 'GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n';
const lastGet = 'GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';

/** Whether somebody who behaves is answered. */
async function isWell(open: () => Promise<Socket>): Promise<boolean> {
	const socket = await open();
	socket.write(lastGet);
	const text = await everything(socket);
	return text.startsWith('HTTP/1.1 200 OK\r\n') && text.endsWith('\r\n\r\nhello\n');
}

test('nonsense, and headers that are too long, are refused and the connection closed', async t => {
	const {open, problems} = await start(t);
	for (const [bytes, status] of [
		['\0\u{1}\u{2}garbage\r\n\r\n', '400 Bad Request'],
		['GET\r\n\r\n', '400 Bad Request'],
		['GET /metrics HTTP/1.1\r\n\r\n', '400 Bad Request'],
		[`GET /metrics HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(1_048_576)}\r\n\r\n`, '431 Request Header Fields Too Large'],
		[`GET /${'x'.repeat(1_048_576)} HTTP/1.1\r\nHost: localhost\r\n\r\n`, '431 Request Header Fields Too Large'],
	] as const) {
		const socket = await open();
		const answer = everything(socket);
		socket.write(bytes);
		const text = await answer;
		assert.ok(text.startsWith(`HTTP/1.1 ${status}\r\n`) || text === '', `${JSON.stringify(bytes.slice(0, 40))}: ${text}`);
	}

	assert.ok(await isWell(open));
	assert.deepEqual(problems, []);
});

test('whoever says nothing, half a request, or one byte now and then, is dropped', async t => {
	const {open} = await start(t, {limits: {request: 300}});
	const silent = await open();
	const half = await open();
	half.write('GET /metrics HTTP/1.1\r\nHost: loc');
	const slow = await open();
	const drip = setInterval(() => {
		slow.write('x');
	}, 20);
	t.after(() => {
		clearInterval(drip);
	});
	slow.write('GET /metrics HTTP/1.1\r\nHost: localhost\r\nX: ');
	const body = await open();
	body.write('POST /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n');
	const texts = await Promise.all([silent, half, slow, body].map(async socket => everything(socket)));
	for (const text of texts.slice(0, 3)) {
		assert.match(text, /^(?:HTTP\/1\.1 408 |$)/);
	}

	assert.ok(await isWell(open));
});

test('a body is refused and not read', async t => {
	let asked = 0;
	const {open} = await start(t, {
		async answer() {
			asked++;
			return textAnswer(200, 'hello');
		},
	});
	for (const header of ['Content-Length: 1000000000', 'Transfer-Encoding: chunked']) {
		const socket = await open();
		const answer = everything(socket);
		socket.write(`GET /metrics HTTP/1.1\r\nHost: localhost\r\n${header}\r\n\r\n`);
		const flood = setInterval(() => {
			socket.write('x'.repeat(65_536));
		}, 1);
		const text = await answer;
		clearInterval(flood);
		assert.match(text, /^HTTP\/1\.1 413 /);
	}

	assert.equal(asked, 0);
	assert.ok(await isWell(open));
});

test('a refusal is read by a client that first sends its whole body', async t => {
	const {open, accepted} = await start(t);
	const body = 'x'.repeat(65_536);
	for (const header of ['Content-Length: 1000000000', 'Transfer-Encoding: chunked']) {
		const head = `GET /metrics HTTP/1.1\r\nHost: localhost\r\n${header}\r\n\r\n`;
		for (const pieces of [[head, body, body], [`${head}${body}`, body, body]]) {
			const number = accepted.length;
			const socket = await open();
			socket.pause();
			const bytesRead = async (count: number) => until(() => accepted[number]?.bytesRead === count, `${count} bytes are read after ${header}`);
			let sent = 0;
			for (const piece of pieces) {
				socket.write(piece);
				sent += piece.length;
				await bytesRead(sent);
			}

			const answer = everything(socket);
			socket.resume();
			assert.match(await answer, /^HTTP\/1\.1 413 /);
		}
	}
});

test('a client that goes on sending after the refusal is dropped', async t => {
	const {open, accepted, problems} = await start(t, {
		limits: {answer: 300},
		answer: async () => assert.fail('nothing else is answered'),
	});
	const socket = await open();
	// It never reads, thus never sees that the server has closed its side.
	socket.pause();
	socket.write(`${lastGet.trimEnd()}\r\nContent-Length: 3\r\n\r\nabc${get}`);
	const flood = setInterval(() => {
		socket.write(get);
	}, 1);
	t.after(() => {
		clearInterval(flood);
	});
	await until(() => accepted.length === 1, 'the connection is accepted');
	assert.ok(await closes(accepted[0]!));
	assert.deepEqual(problems, []);
});

test('a refused request waits for the answers before it', async t => {
	const asked = Promise.withResolvers<void>();
	const gate = Promise.withResolvers<void>();
	const {open} = await start(t, {
		async answer() {
			asked.resolve();
			await gate.promise;
			return textAnswer(200, 'hello');
		},
	});
	const socket = await open();
	const answer = everything(socket);
	socket.write(`${get}${get.trimEnd()}\r\nContent-Length: 3\r\n\r\nabc`);
	await asked.promise;
	gate.resolve();
	const text = await answer;
	assert.deepEqual(text.match(/^HTTP\/1\.1 \d+/gm), ['HTTP/1.1 200', 'HTTP/1.1 413']);
});

test('a body of 0 bytes is none, however many digits say so', async t => {
	const {open} = await start(t);
	for (const length of ['0', '00']) {
		const socket = await open();
		socket.write(`${lastGet.trimEnd()}\r\nContent-Length: ${length}\r\n\r\n`);
		assert.match(await everything(socket), /^HTTP\/1\.1 200 /);
	}
});

test('requests one behind the other are answered in order', async t => {
	let asked = 0;
	const {open} = await start(t, {
		async answer() {
			asked++;
			const number = asked;
			// The later, the sooner.
			await wait(20 - number);
			return textAnswer(200, `answer ${number}`);
		},
	});
	const socket = await open();
	const answer = everything(socket);
	socket.write(`${get.repeat(9)}${lastGet}`);
	const text = await answer;
	assert.deepEqual(text.match(/^answer \d+$/gm), Array.from({length: 10}, (_, index) => `answer ${index + 1}`));
});

test('HEAD has the length and no body', async t => {
	const {open} = await start(t);
	const socket = await open();
	socket.write(lastGet.replace('GET', 'HEAD'));
	const text = await everything(socket);
	assert.match(text, /^HTTP\/1\.1 200 OK\r\n/);
	assert.match(text, /\r\ncontent-length: 6\r\n/);
	assert.ok(text.endsWith('\r\n\r\n'));
});

test('a reader that stops reading is dropped, and lets go of what it was given', async t => {
	const done = Promise.withResolvers<void>();
	const body = new Uint8Array(64 * 1_048_576);
	const {open, accepted} = await start(t, {
		limits: {answer: 300},
		answer: async () => ({
			status: 200, headers: {}, body, onDone: done.resolve,
		}),
	});
	const socket = await open();
	socket.pause();
	socket.write(get);
	await done.promise;
	assert.ok(await closes(accepted[0]!));
});

test('many who hold on to a connection keep nobody out', async t => {
	const most = 20;
	const {server, open} = await start(t, {limits: {connections: most}});
	const hanging: Socket[] = [];
	for (let number = 0; number < 100; number++) {
		const socket = await open();
		socket.resume();
		socket.write('GET /metrics HTTP/1.1\r\n');
		hanging.push(socket);
	}

	for (let number = 0; number < 10; number++) {
		assert.ok(await isWell(open));
	}

	const connections = await new Promise<number>((resolve, reject) => {
		server.getConnections((error, count) => {
			if (error === null) {
				resolve(count);
			} else {
				reject(error);
			}
		});
	});
	assert.ok(connections <= most, `${connections} connections`);
	await until(() => hanging.filter(({closed}) => closed).length >= 80, '80 are closed');
});

test('where all are being answered, the one that takes the longest gives way', async t => {
	const gate = Promise.withResolvers<void>();
	const allAsked = Promise.withResolvers<void>();
	let asked = 0;
	const {open} = await start(t, {
		limits: {connections: 5},
		async answer() {
			asked++;
			if (asked === 5) {
				allAsked.resolve();
			}

			await (asked > 5 ? undefined : gate.promise);
			return textAnswer(200, 'hello');
		},
	});
	const answers: Array<Promise<string>> = [];
	for (let number = 0; number < 5; number++) {
		const socket = await open();
		answers.push(everything(socket));
		socket.write(lastGet);
	}

	await allAsked.promise;
	const another = await open();
	const answer = everything(another);
	another.write(lastGet);
	const answered = await answer;
	assert.ok(answered.endsWith('hello\n'));
	gate.resolve();
	const [longest, ...others] = await Promise.all(answers);
	assert.equal(longest, '');
	assert.ok(others.every(text => text.endsWith('hello\n')));
});

test('who goes on asking without taking an answer is dropped', async t => {
	let asked = 0;
	const {open} = await start(t, {
		async answer() {
			asked++;
			return Promise.withResolvers<HttpAnswer>().promise;
		},
	});
	const socket = await open();
	const answer = everything(socket);
	socket.write(get.repeat(500));
	assert.equal(await answer, '');
	assert.equal(asked, 0);
	const another = await open();
	const answered = everything(another);
	for (let request = 0; request < 500 && !another.destroyed; request++) {
		another.write(get);
		await wait(0);
	}

	assert.equal(await answered, '');
	assert.ok(asked <= 10, `${asked}`);
});

test('what goes wrong while answering ends that connection only, and is told', async t => {
	let fails = true;
	const {open, problems} = await start(t, {
		async answer() {
			if (fails) {
				throw new Error('out of ink');
			}

			return textAnswer(200, 'hello');
		},
	});
	const socket = await open();
	socket.write(get);
	assert.equal(await everything(socket), '');
	assert.deepEqual(problems, ['cannot answer a request: out of ink']);
	fails = false;
	assert.ok(await isWell(open));
});

test('who goes away before the answer is there leaves nothing behind', async t => {
	const asked = Promise.withResolvers<void>();
	const gate = Promise.withResolvers<void>();
	const done = Promise.withResolvers<void>();
	const {open, problems, accepted} = await start(t, {
		async answer() {
			asked.resolve();
			await gate.promise;
			return {
				status: 200, headers: {}, body: new Uint8Array(10), onDone: done.resolve,
			};
		},
	});
	const socket = await open();
	socket.write(get);
	await asked.promise;
	const [connection] = accepted;
	socket.destroy();
	await closes(connection!);
	gate.resolve();
	await done.promise;
	assert.deepEqual(problems, []);
});
