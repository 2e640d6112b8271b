import {Buffer} from 'node:buffer';
import type {IncomingMessage} from 'node:http';
import {runInTurns} from '../../engine/run-in-turns.ts';
import {metricsContentTypes, metricsText, type MetricsFormat} from '../../outputs/metrics/metrics.ts';
import {inPieces} from '../../outputs/pieces.ts';
import {snapshotLines} from '../../outputs/snapshot-json.ts';
import {SharedDocument} from './serve-documents.ts';
import {textAnswer, type HttpAnswer} from './serve-http.ts';
import type {Sampled, Sampling} from './serve-sampling.ts';
import {isOwnName} from './serve-host.ts';
import type {Guard} from './serve-token.ts';

const index = `portop

/metrics        for Prometheus (OpenMetrics)
/snapshot.json  everything, as JSON
/healthz        ok, or what is wrong`;

const readingMethods = new Set(['GET', 'HEAD']);
type Path = '/' | '/metrics' | '/snapshot.json' | '/healthz';
const paths: readonly string[] = ['/', '/metrics', '/snapshot.json', '/healthz'] satisfies readonly Path[];

/** Answers each request. */
export class Answers {
	readonly #sampling: Pick<Sampling, 'latest' | 'problem'>;
	readonly #guard: () => Guard | null;
	readonly #listenName: string | null;
	readonly #metrics: Readonly<Record<MetricsFormat, SharedDocument>>;
	readonly #snapshot: SharedDocument;

	/**
	`guard` returns the check of who may read; null: every client that names this service by an address, `localhost` or `listenName`.
	*/
	constructor(sampling: Pick<Sampling, 'latest' | 'problem'>, guard: () => Guard | null, listenName: string | null) {
		this.#sampling = sampling;
		this.#guard = guard;
		this.#listenName = listenName;
		this.#metrics = {
			openmetrics: new SharedDocument(async () => this.#makeMetrics('openmetrics')),
			prometheus: new SharedDocument(async () => this.#makeMetrics('prometheus')),
		};
		this.#snapshot = new SharedDocument(async () => this.#makeSnapshot());
	}

	async answer({method = '', url = '', headers}: Pick<IncomingMessage, 'method' | 'url' | 'headers'>): Promise<HttpAnswer> {
		const path = pathOf(url);
		const guard = this.#guard();
		if (guard === null && !isOwnName(headers.host, url, this.#listenName)) {
			return textAnswer(421, 'without a token (--token-file) only requests to an address or localhost are answered');
		}

		// A health check has no token, and gets nothing else.
		if (path !== '/healthz' && guard?.(headers.authorization) === false) {
			return textAnswer(401, 'a bearer token is needed', {'www-authenticate': 'Bearer realm="portop"'});
		}

		if (!isPath(path)) {
			return textAnswer(404, 'there is /metrics, /snapshot.json and /healthz');
		}

		return readingMethods.has(method) ? this.#read(path, headers.accept) : textAnswer(405, 'only GET and HEAD', {allow: 'GET, HEAD'});
	}

	async #read(path: Path, accept: string | undefined): Promise<HttpAnswer> {
		switch (path) {
			case '/': {
				return textAnswer(200, index);
			}

			case '/healthz': {
				const {problem} = this.#sampling;
				return problem === null ? textAnswer(200, 'ok') : textAnswer(503, problem);
			}

			case '/metrics': {
				const format = acceptsOpenMetrics(accept) ? 'openmetrics' : 'prometheus';
				return this.#document(this.#metrics[format], metricsContentTypes[format]);
			}

			case '/snapshot.json': {
				return this.#document(this.#snapshot, 'application/json');
			}
		}
	}

	async #document(document: SharedDocument, contentType: string): Promise<HttpAnswer> {
		const {latest, problem} = this.#sampling;
		if (latest === undefined) {
			return textAnswer(503, problem ?? 'no sample yet', {'retry-after': '1'});
		}

		const lease = await document.lease(latest.number);
		return {
			status: 200,
			headers: {'content-type': contentType, vary: 'accept'},
			body: lease.bytes,
			onDone() {
				lease[Symbol.dispose]();
			},
		};
	}

	async #makeMetrics(format: MetricsFormat): Promise<Uint8Array> {
		return Buffer.from(await metricsText(this.#sampled().model, format));
	}

	async #makeSnapshot(): Promise<Uint8Array> {
		const lines = snapshotLines(this.#sampled().model.sample);
		return runInTurns(encoded(inPieces(lines)));
	}

	#sampled(): Sampled {
		const {latest} = this.#sampling;
		if (latest === undefined) {
			throw new Error('no sample was taken yet');
		}

		return latest;
	}
}

function isPath(path: string): path is Path {
	return paths.includes(path);
}

/** Returns an empty path for an invalid URL. An unreserved character is the same one percent-encoded (RFC 3986, section 6.2.2.2). */
function pathOf(url: string): string {
	const path = URL.parse(url, 'http://portop/')?.pathname ?? '';
	return path.replaceAll(/%[\da-f]{2}/gi, code => {
		const character = String.fromCodePoint(Number.parseInt(code.slice(1), 16));
		return /[\w\-.~]/.test(character) ? character : code;
	});
}

/** Returns the part of RFC 9110, section 12.5.1, that scrapers use: a client that accepts OpenMetrics, and does not prefer plain text, gets it. */
function acceptsOpenMetrics(accept = ''): boolean {
	const [openMetrics, plain] = ['application/openmetrics-text', 'text/plain'].map(type => Math.max(0, ...accept.split(',').map(range => qualityOf(range, type))));
	return openMetrics! > 0 && openMetrics! >= plain!;
}

/** 0 where the range is of another type; 1 where it names no quality. */
function qualityOf(range: string, type: string): number {
	const [name = '', ...parameters] = range.split(';').map(word => word.trim().toLowerCase());
	const quality = parameters.find(parameter => parameter.startsWith('q='))?.slice('q='.length);
	return name === type ? Number(/^[01](?:\.\d*)?$/.exec(quality ?? '1')?.[0] ?? 0) : 0;
}

function * encoded(pieces: Iterable<string>): Generator<void, Uint8Array> {
	const parts: Uint8Array[] = [];
	for (const piece of pieces) {
		parts.push(Buffer.from(piece));
		yield;
	}

	return Buffer.concat(parts);
}
