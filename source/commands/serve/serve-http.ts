import {Buffer} from 'node:buffer';
import type {
	IncomingMessage,
	OutgoingHttpHeaders,
	Server,
	ServerResponse,
} from 'node:http';
import type {Socket} from 'node:net';
import process from 'node:process';

/** The answer to a request. */
export type HttpAnswer = {
	readonly status: number;
	readonly headers: OutgoingHttpHeaders;
	readonly body: Uint8Array;
	/** Called when the body is sent, or the client has gone. */
	readonly onDone?: () => void;
};

/** Times are in milliseconds. */
export type HttpLimits = {
	/** From the connection, or the end of the request before, until a request is complete. */
	readonly request: number;
	/** From the request until the answer is sent. */
	readonly answer: number;
	/** Between two requests: more than the minute that Prometheus leaves between two scrapes. */
	readonly idle: number;
	/** Above so many connections, the one that has waited longest without a request is closed, or the slowest reader where all have asked. */
	readonly connections: number;
	readonly requestsPerConnection: number;
	/** Requests of one connection that are not answered yet (pipelining). */
	readonly requestsAhead: number;
	readonly headerBytes: number;
};

export const httpLimits: HttpLimits = {
	request: 5000,
	answer: 10_000,
	idle: 75_000,
	connections: 256,
	requestsPerConnection: 1000,
	requestsAhead: 10,
	headerBytes: 8192,
};

/**
Creates a server that no client can hold up: one that is slow, silent or sends nonsense is dropped, and a body is not copied for each
client. Node.js itself answers requests that are not HTTP (400), too long (431) or too slow (408), and closes the connection.
@param answer Never called for a request with a body: nothing is uploaded here.
*/
export function createHttpServer(answer: (request: IncomingMessage) => Promise<HttpAnswer>, complain: (problem: string) => void, limits: HttpLimits = httpLimits): Server {
	// Loaded here, not with the bundle: it takes 10 ms and some megabytes, and no other command needs it.
	const {createServer} = process.getBuiltinModule('node:http');
	const server = createServer({
		headersTimeout: limits.request,
		requestTimeout: limits.request,
		connectionsCheckingInterval: Math.min(1000, limits.request),
		keepAliveTimeout: limits.idle,
		maxHeaderSize: limits.headerBytes,
	});
	server.maxRequestsPerSocket = limits.requestsPerConnection;
	const connections = new Connections(limits);
	server.on('connection', socket => {
		connections.add(socket);
		dropCrowds(socket, limits.requestsAhead);
	});
	server.on('request', (request, response) => {
		if (!connections.asked(request.socket)) {
			// A client that goes on asking without waiting for answers could cause thousands of them.
			request.socket.destroy();
			return;
		}

		const deadline = setTimeout(() => {
			request.socket.destroy();
		}, limits.answer);
		response.once('close', () => {
			clearTimeout(deadline);
			connections.answered(request.socket);
		});
		respond(request, response, answer).catch((error: unknown) => {
			complain(`cannot answer a request: ${error instanceof Error ? error.message : String(error)}`);
			request.socket.destroy();
		});
	});
	return server;
}

/** Drops pieces with too many requests before Node.js parses them, which it does to the end before anything can be refused. */
function dropCrowds(socket: Socket, most: number): void {
	socket.prependListener('data', (piece: Buffer) => {
		if (!(requestsIn(piece) > most)) {
			return;
		}

		piece.fill(0);
		socket.destroy();
	});
}

/** Returns a request ends with a blank line. */
function requestsIn(piece: Buffer): number {
	let count = 0;
	for (let end = piece.indexOf('\n'); end !== -1; end = piece.indexOf('\n', end + 1)) {
		const next = piece[end + (piece[end + 1] === 0x0D ? 2 : 1)];
		count += Number(next === 0x0A);
	}

	return count;
}

async function respond(request: IncomingMessage, response: ServerResponse, answer: (request: IncomingMessage) => Promise<HttpAnswer>): Promise<void> {
	const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? '0') !== 0;
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
		// The rest of the body is not read.
		if (hasBody) {
			request.socket.destroySoon();
		}
	});
}

/** Returns one line for a person. */
export function textAnswer(status: number, text: string, headers: OutgoingHttpHeaders = {}): HttpAnswer {
	return {status, headers: {'content-type': 'text/plain; charset=utf-8', ...headers}, body: Buffer.from(`${text}\n`)};
}

/** The connections: those that wait for a request, and those that are being answered, the longest first. */
class Connections {
	readonly #limits: HttpLimits;
	readonly #waiting = new Set<Socket>();
	/** The numbers of requests that are not answered yet. */
	readonly #answering = new Map<Socket, number>();

	constructor(limits: HttpLimits) {
		this.#limits = limits;
	}

	add(socket: Socket): void {
		socket.once('close', () => {
			this.#waiting.delete(socket);
			this.#answering.delete(socket);
		});
		if (this.#waiting.size + this.#answering.size >= this.#limits.connections) {
			// Clients that are slow to ask go first, then those that are slow to read.
			const [longest] = this.#waiting.size > 0 ? this.#waiting : this.#answering.keys();
			this.#waiting.delete(longest!);
			this.#answering.delete(longest!);
			longest!.destroy();
		}

		this.#waiting.add(socket);
	}

	/** Counts a request. Returns false where the connection was dropped, or has too many requests. */
	asked(socket: Socket): boolean {
		const unanswered = this.#waiting.delete(socket) ? 0 : this.#answering.get(socket) ?? Infinity;
		if (unanswered >= this.#limits.requestsAhead) {
			return false;
		}

		this.#answering.set(socket, unanswered + 1);
		return true;
	}

	/** Counts an answer, sent or not. */
	answered(socket: Socket): void {
		const unanswered = this.#answering.get(socket) ?? 0;
		if (unanswered > 1) {
			this.#answering.set(socket, unanswered - 1);
		} else if (this.#answering.delete(socket) && !socket.destroyed) {
			this.#waiting.add(socket);
		}
	}
}
