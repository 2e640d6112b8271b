import {Buffer} from 'node:buffer';
import type {
	IncomingMessage,
	OutgoingHttpHeaders,
	Server,
	ServerResponse,
} from 'node:http';
import type {Socket} from 'node:net';
import process from 'node:process';

/** What a request is answered. */
export type Answer = {
	readonly status: number;
	readonly headers: OutgoingHttpHeaders;
	readonly body: Uint8Array;
	/** The body is out, or nobody wants it any more. */
	readonly onDone?: () => void;
};

/** Milliseconds, but for the numbers and bytes. */
export type HttpLimits = {
	/** From the connection, or the end of the request before, until a request is there whole. */
	readonly request: number;
	/** From the request until the answer is out. */
	readonly answer: number;
	/** Between two requests: more than the minute that Prometheus leaves between two scrapes. */
	readonly idle: number;
	/** Beyond so many connections, those that wait the longest without being answered are closed. */
	readonly connections: number;
	readonly requestsPerConnection: number;
	readonly headerBytes: number;
};

export const httpLimits: HttpLimits = {
	request: 5000,
	answer: 10_000,
	idle: 75_000,
	connections: 256,
	requestsPerConnection: 1000,
	headerBytes: 8192,
};

/**
A server that no client can hold up: whoever is slow, silent or talks nonsense is dropped, and what is sent is not copied for each.
Node.js itself answers what is no HTTP (400), too long (431) or too slow (408) and closes the connection.
@param answer Never called for a request with a body: nothing is uploaded here.
*/
export function createHttpServer(answer: (request: IncomingMessage) => Promise<Answer>, complain: (problem: string) => void, limits: HttpLimits = httpLimits): Server {
	// Loaded here, not with the bundle: it takes 10 ms and some megabytes, and every other command goes without.
	const {createServer} = process.getBuiltinModule('node:http');
	const server = createServer({
		headersTimeout: limits.request,
		requestTimeout: limits.request,
		connectionsCheckingInterval: Math.min(1000, limits.request),
		keepAliveTimeout: limits.idle,
		maxHeaderSize: limits.headerBytes,
	});
	server.maxRequestsPerSocket = limits.requestsPerConnection;
	const waiting = new WaitingConnections(limits.connections);
	server.on('connection', socket => {
		waiting.add(socket);
	});
	server.on('request', (request, response) => {
		waiting.remove(request.socket);
		const deadline = setTimeout(() => {
			request.socket.destroy();
		}, limits.answer);
		response.once('close', () => {
			clearTimeout(deadline);
			waiting.returned(request.socket);
		});
		respond(request, response, answer).catch((error: unknown) => {
			complain(`cannot answer a request: ${error instanceof Error ? error.message : String(error)}`);
			request.socket.destroy();
		});
	});
	return server;
}

async function respond(request: IncomingMessage, response: ServerResponse, answer: (request: IncomingMessage) => Promise<Answer>): Promise<void> {
	const hasBody = request.headers['transfer-encoding'] !== undefined || (request.headers['content-length'] ?? '0') !== '0';
	const {status, headers, body, onDone} = hasBody
		? {...textAnswer(413, 'a request has no body here'), onDone: undefined}
		: await answer(request);
	if (response.destroyed || response.closed) {
		onDone?.();
		return;
	}

	if (onDone !== undefined) {
		response.once('close', onDone);
	}

	response.writeHead(status, {
		...headers,
		'content-length': body.byteLength,
		'cache-control': 'no-store',
		'x-content-type-options': 'nosniff',
		...hasBody && {connection: 'close'},
	});
	response.end(request.method === 'HEAD' ? undefined : body, () => {
		// What else comes of the body is not read.
		if (hasBody) {
			request.socket.destroySoon();
		}
	});
}

/** One line for a person. */
export function textAnswer(status: number, text: string, headers: OutgoingHttpHeaders = {}): Answer {
	return {status, headers: {'content-type': 'text/plain; charset=utf-8', ...headers}, body: Buffer.from(`${text}\n`)};
}

/** The connections, and those of them that are not being answered, the longest wait first. */
class WaitingConnections {
	readonly #most: number;
	readonly #waiting = new Set<Socket>();
	#open = 0;

	constructor(most: number) {
		this.#most = most;
	}

	add(socket: Socket): void {
		this.#open++;
		this.#waiting.add(socket);
		socket.once('close', () => {
			this.#open--;
			this.#waiting.delete(socket);
		});
		if (this.#open <= this.#most) {
			return;
		}

		// The new one itself, where all others are being answered.
		const [longest = socket] = this.#waiting;
		this.#waiting.delete(longest);
		longest.destroy();
	}

	remove(socket: Socket): void {
		this.#waiting.delete(socket);
	}

	/** It waits for its next request. */
	returned(socket: Socket): void {
		if (!socket.destroyed) {
			this.#waiting.add(socket);
		}
	}
}
