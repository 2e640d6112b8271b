import {once} from 'node:events';
import type {Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import process from 'node:process';
import type {Writable} from 'node:stream';
import {setTimeout as wait} from 'node:timers/promises';
import {Sampler} from '../../engine/sampler.ts';
import {readCredentials} from '../../linux/procfs/credentials.ts';
import {MetricsState} from '../../outputs/metrics/metrics-state.ts';
import packageJson from '../../../package.json' with {type: 'json'};
import {recordingOf} from '../../cli/options/history-options.ts';
import {watchingOptionsOf} from '../../cli/options/sampler-options.ts';
import type {ServeOptions} from '../../cli/options/options.ts';
import {UsageError} from '../../cli/flags/usage-error.ts';
import type {ListenAddress} from '../../cli/flags/values.ts';
import {onFirstSignal} from '../../process/termination.ts';
import {unlessAborted} from '../../process/with-timeout.ts';
import {writeAll} from '../../process/write.ts';
import {patient} from '../../terminal/patient-stream.ts';
import {sanitize} from '../../text/sanitize.ts';
import {refusalText} from '../../text/refusal.ts';
import {watchToken} from './serve-token.ts';
import {Sampling} from './serve-sampling.ts';
import {createHttpServer} from './serve-http.ts';
import {Answers} from './serve-answers.ts';

/** Milliseconds for unfinished work when portop is to end. */
const patience = 500;

/**
`portop serve`: samples on time, and answers about the last one, until SIGTERM or SIGINT.
@returns The exit code: 0 after a signal, 1 if it could not be started.
@throws {UsageError} The token's file is not valid.
*/
export async function runServe(options: ServeOptions): Promise<number> {
	const ending = new AbortController();
	using _signals = onFirstSignal(() => {
		ending.abort();
	});
	const served = serve(options, ending.signal);
	await unlessAborted(served, ending.signal);
	// The right side counts when something hangs.
	return await (ending.signal.aborted ? Promise.race([served, wait(patience, 0)]) : served);
}

async function serve(options: ServeOptions, ending: AbortSignal): Promise<number> {
	const startedAtMilliseconds = Date.now();
	const [stdout, stderr] = [patient(process.stdout), patient(process.stderr)];
	const complain = (problem: string) => {
		void say(stderr, `portop: ${problem}`);
	};

	for (const warning of options.warnings) {
		complain(warning);
	}

	try {
		using token = await watchToken(options.tokenFile, complain);
		using sampler = openSampler(options);
		const sampling = new Sampling({
			sampler,
			metrics: new MetricsState({version: packageJson.version, startedAtMilliseconds}),
			now: () => performance.now(),
			complain,
		}, options.intervalSeconds);
		const answers = new Answers(sampling, () => token.guard, options.listen.name);
		const server = createHttpServer(async request => answers.answer(request), complain);
		await listen(server, options.listen);
		server.on('error', error => {
			complain(error.message);
		});
		void say(stdout, `portop: listening on ${urlOf(server)}`);
		const samples = sampling.run(ending);
		void reportUnlearned(sampler, complain);
		await unlessAborted(samples, ending);
		sampler.endCommands();
		server.close();
		server.closeAllConnections();
		await Promise.race([samples, wait(patience)]);
		return 0;
	} catch (error) {
		if (error instanceof UsageError) {
			throw error;
		}

		await say(stderr, `portop: ${error instanceof Error ? error.message : String(error)}`);
		return 1;
	}
}

/** Reports, once, that the detectors could not learn from the recording. */
async function reportUnlearned({learned}: Pick<Sampler, 'learned'>, complain: (problem: string) => void): Promise<void> {
	const problem = await learned;
	if (problem !== null) {
		complain(`the detectors have learned nothing from the recording: ${sanitize(problem)}`);
	}
}

/* Throws errors for a person: the source that is asked for may not be available here. */
function openSampler(options: ServeOptions): Sampler & Disposable {
	try {
		const sampler = new Sampler({...watchingOptionsOf(options), ...recordingOf(process.env)});
		return Object.assign(sampler, {
			[Symbol.dispose]() {
				sampler.close();
			},
		});
	} catch (error) {
		throw new Error(`cannot read the sockets: ${(error as Error).message}`, {cause: error});
	}
}

/* Throws errors for a person. */
async function listen(server: Server, {host, port}: ListenAddress): Promise<void> {
	try {
		server.listen({port, ...host !== null && {host}});
		await once(server, 'listening');
	} catch (error) {
		throw new Error(`--listen: cannot listen on ${host ?? 'any address'}, port ${port}: ${reasonOf(error)}`, {cause: error});
	}
}

function reasonOf(error: unknown): string {
	switch (error instanceof Error && 'code' in error ? error.code : undefined) {
		case 'EADDRINUSE': {
			return 'another program has it';
		}

		case 'EADDRNOTAVAIL': {
			return 'this machine has no such address';
		}

		case 'EACCES': {
			return `permission denied; a port below 1024 ${refusalText(['CAP_NET_BIND_SERVICE'], readCredentials())}`;
		}

		default: {
			return error instanceof Error ? error.message : String(error);
		}
	}
}

function urlOf(server: Server): string {
	// A TCP server that listens has no other type of address.
	const {address, family, port} = server.address() as AddressInfo;
	return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

/** Writes a line; if that fails, the service goes on. */
async function say(stream: Writable, line: string): Promise<void> {
	try {
		await writeAll(stream, [`${line}\n`]);
	} catch {
		// A full disk behind a log is no reason to stop answering.
	}
}
