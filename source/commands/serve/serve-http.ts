import {Buffer} from 'node:buffer';
import type {
	IncomingMessage,
	OutgoingHttpHeaders,
	Server,
	ServerResponse,
} from 'node:http';
import type {Socket} from 'node:net';
import process from 'node:process';
import type {Duplex} from 'node:stream';

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
client. A request that is not HTTP (400), too long (431) or too slow (408) is answered, and the connection closed.
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
	const refused = new WeakSet<Duplex>();
	server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
		// The body of a refused request is not read, thus it need not be HTTP.
		if (!refused.has(socket)) {
			rejectNonsense(error, socket, connections.isAnswering(socket));
		}
	});
	server.on('request', (request, response) => {
		if (refused.has(request.socket)) {
			// It came in the same piece as the body of the request before.
			return;
		}

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
		if (hasBody(request)) {
			refused.add(request.socket);
			refuseBody(request, response);
			return;
		}

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

/** Counts the requests in a piece: each ends with a blank line. */
function requestsIn(piece: Buffer): number {
	let count = 0;
	for (let end = piece.indexOf('\n'); end !== -1; end = piece.indexOf('\n', end + 1)) {
		const next = piece[end + (piece[end + 1] === 0x0D ? 2 : 1)];
		count += Number(next === 0x0A);
	}

	return count;
}

/** Does what Node.js does where nothing listens to `clientError`, except that an answer under way is never followed by another. */
function rejectNonsense({code}: NodeJS.ErrnoException, socket: Duplex, isAnswering: boolean): void {
	if (!isAnswering && socket.writable) {
		const status = statusOfError.get(code) ?? '400 Bad Request';
		socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
	}

	socket.destroy();
}

const statusOfError = new Map<string | undefined, string>([
	['HPE_HEADER_OVERFLOW', '431 Request Header Fields Too Large'],
	['ERR_HTTP_REQUEST_TIMEOUT', '408 Request Timeout'],
]);

function hasBody({headers}: IncomingMessage): boolean {
	return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? '0') !== 0;
}

/**
Answers 413 and closes only this side of the connection; what still comes is thrown away until the client closes too, or the time
for an answer is over. Closing both sides at once would reset the connection under a client that is still sending: its next write
fails, and it never reads the answer (RFC 9112, section 9.6).
*/
function refuseBody(request: IncomingMessage, response: ServerResponse): void {
	const {method, socket} = request;
	const {status, headers, body} = textAnswer(413, 'a request has no body here');
	response.writeHead(status, {...headers, ...headersOfEvery(body), connection: 'close'});
	if (method === 'HEAD') {
		response.end();
		return;
	}

	// Without the parser of Node.js, which would end the connection at the first byte that is not HTTP.
	socket.removeAllListeners('data');
	request.resume();
	socket.resume();
	// Not response.end(): after it Node.js closes both sides.
	response.write(body, () => {
		socket.end();
	});
}

async function respond(request: IncomingMessage, response: ServerResponse, answer: (request: IncomingMessage) => Promise<HttpAnswer>): Promise<void> {
	const {status, headers, body, onDone} = await answer(request);
	if (response.destroyed || response.closed) {
		onDone?.();
		return;
	}

	if (onDone !== undefined) {
		response.once('close', onDone);
	}

	response.writeHead(status, {...headers, ...headersOfEvery(body)});
	response.end(request.method === 'HEAD' ? undefined : body);
}

function headersOfEvery(body: Uint8Array): OutgoingHttpHeaders {
	return {'content-length': body.byteLength, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff'};
}

/** Returns one line for a person. */
export function textAnswer(status: number, text: string, headers: OutgoingHttpHeaders = {}): HttpAnswer {
	return {status, headers: {'content-type': 'text/plain; charset=utf-8', ...headers}, body: Buffer.from(`${text}\n`)};
}

/** The connections: those that wait for a request, and those that are being answered, the longest first. */
class Connections {
	readonly #limits: HttpLimits;
	readonly #waiting = new Set<Duplex>();
	/** The numbers of requests that are not answered yet. */
	readonly #answering = new Map<Duplex, number>();

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

	isAnswering(socket: Duplex): boolean {
		return this.#answering.has(socket);
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
