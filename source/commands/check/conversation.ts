import {Buffer} from 'node:buffer';
import type {X509Certificate} from 'node:crypto';
import {once} from 'node:events';
import {connect, isIP, type Socket} from 'node:net';
import process from 'node:process';
import type {SecureContext, TLSSocket} from 'node:tls';
import {sanitize} from '../../text/sanitize.ts';
import type {Pattern} from '../../text/pattern.ts';
import {quote} from '../../text/quote.ts';
import type {CheckProblem} from '../../model/check.ts';
import {withTimeout} from '../../process/with-timeout.ts';
import type {PortCheck} from '../../cli/options/options.ts';

/** The result of talking to a port. Unknown is null. */
export type Conversation = {
	readonly tlsMilliseconds: number | null;
	readonly certificateDays: number | null;
	readonly responseMilliseconds: number | null;
	readonly problems: readonly CheckProblem[];
};

/** The result where no conversation is wanted, or the port does not listen. */
export const nothingSaid: Conversation = {
	tlsMilliseconds: null, certificateDays: null, responseMilliseconds: null, problems: [],
};

/** The rest of a longer answer is not read. */
const maxAnswerBytes = 64 * 1024;

/** The length to which an unexpected answer is shown. */
const shownCharacters = 80;

const millisecondsPerDay = 86_400_000;

/** Ends the conversation with a message for a person. */
class Breakdown extends Error {}

/**
Connects as a client does, and does what the check asks for: TLS with a check of the certificate, a text to send, an
answer to expect.
@param authorities The trusted certificates, for TLS.
*/
export async function converse(host: string, port: number, what: PortCheck, authorities: SecureContext | undefined): Promise<Conversation> {
	const milliseconds = what.replyTimeoutSeconds * 1000;
	const problems: CheckProblem[] = [];
	let found: Conversation = nothingSaid;
	const socket = connect({host, port});
	// The call that waits gets the error; a later one does not matter.
	socket.on('error', ignore);
	try {
		await answered(once(socket, 'connect'), milliseconds, 'it does not accept a connection');
		const startedAt = performance.now();
		const channel = what.tls ? await startTls(socket, what.tlsName, milliseconds, authorities) : socket;
		if (what.tls) {
			const tlsMilliseconds = performance.now() - startedAt;
			const certificate = lookAtCertificate(channel as TLSSocket, what.tlsName, Date.now());
			found = {...found, tlsMilliseconds, certificateDays: certificate.days};
			problems.push(...certificate.problems);
		}

		const spokeAt = performance.now();
		if (what.send !== null) {
			channel.write(what.send);
		}

		if (what.expect !== null) {
			await expectAnswer(channel, what.expect, milliseconds);
			found = {...found, responseMilliseconds: performance.now() - spokeAt};
		}

		channel.end();
	} catch (error) {
		problems.push(problemOf(error));
		socket.destroy();
	}

	return {...found, problems};
}

function ignore(): void {
	// `once` rejects.
}

/** Errors of our own side: no more ports, descriptors or memory, or no route (errno(3)). */
const ownFaults: ReadonlySet<string | undefined> = new Set(['EADDRNOTAVAIL', 'EAGAIN', 'EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'ENETUNREACH', 'EACCES', 'EPERM']);

function problemOf(error: unknown): CheckProblem {
	// Everything that is thrown here is an Error with a code, of the system or of OpenSSL.
	const {code, message} = error as Error & {readonly code?: string};
	const isUndecided = ownFaults.has(code);
	return {state: isUndecided ? 'UNKNOWN' : 'CRITICAL', message: sanitize(code?.startsWith('ERR_SSL') === true ? `TLS: ${reasonOf(error)}` : message)};
}

/** Returns the authorities that Node.js trusts, and those that this machine does: once for all ports. */
export function trustedAuthorities(): SecureContext {
	const {createSecureContext, getCACertificates} = process.getBuiltinModule('node:tls');
	return createSecureContext({ca: [...new Set([...getCACertificates('default'), ...getCACertificates('system')])]});
}

async function startTls(socket: Socket, name: string | null, milliseconds: number, authorities: SecureContext | undefined): Promise<TLSSocket> {
	// An import of it stands at the beginning of the bundle, where it costs every command 10 ms.
	const {connect: connectTls} = process.getBuiltinModule('node:tls');
	const secured = connectTls({
		socket,
		// The name is checked below: an untrusted or expired certificate is a finding, not an error.
		rejectUnauthorized: false,
		checkServerIdentity: () => undefined,
		secureContext: authorities,
		...name !== null && isIP(name) === 0 && {servername: name},
	});
	secured.on('error', ignore);
	try {
		await answered(once(secured, 'secureConnect'), milliseconds, 'TLS: no handshake');
	} catch (error) {
		throw error instanceof Breakdown ? error : new Breakdown(`TLS: ${reasonOf(error)}`, {cause: error});
	}

	return secured;
}

/** OpenSSL's errors have a reason, and a message that is for its developers. */
function reasonOf(error: unknown): string {
	const {reason, message} = error as Error & {readonly reason?: string};
	return /wrong version number|unexpected message|packet length too long|http request/.test(reason ?? '') ? `it does not speak TLS (${reason})` : reason ?? message;
}

function lookAtCertificate(socket: TLSSocket, name: string | null, now: number): {readonly days: number | null; readonly problems: readonly CheckProblem[]} {
	const certificate = socket.getPeerX509Certificate();
	if (certificate === undefined) {
		return {days: null, problems: [{state: 'CRITICAL', message: 'TLS: the server shows no certificate'}]};
	}

	const days = (Date.parse(certificate.validTo) - now) / millisecondsPerDay;
	const untilValid = (Date.parse(certificate.validFrom) - now) / millisecondsPerDay;
	const isItsName = name === null || (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined;
	const names = certificate.subjectAltName ?? certificate.subject.replaceAll('\n', ', ');
	const problems: CheckProblem[] = [
		...days < 0 ? [{state: 'CRITICAL', message: `the certificate expired ${(-days).toFixed(1)} days ago`} as const] : [],
		...untilValid > 0 ? [{state: 'CRITICAL', message: `the certificate is not valid for another ${untilValid.toFixed(1)} days`} as const] : [],
		...socket.authorized ? [] : expiredAuthorities(certificate, now).map(subject => ({state: 'CRITICAL', message: `the certificate of its authority ${quote(sanitize(subject))} has expired`} as const)),
		...isItsName ? [] : [{state: 'CRITICAL', message: `the certificate is for ${sanitize(names)}, not for ${quote(name)}`} as const],
		// An internal authority is unknown here, and a certificate that has expired is always untrusted.
		...socket.authorized || days < 0 ? [] : [{state: 'OK', message: `this machine does not trust the certificate: ${String(socket.authorizationError)}`} as const],
	];
	return {days, problems};
}

/** No chain is longer. */
const maxChainLength = 10;

/** Returns the certificates above this one, as the server sends them. */
function expiredAuthorities(certificate: X509Certificate, now: number): readonly string[] {
	const expired: string[] = [];
	let authority = certificate.issuerCertificate;
	for (let depth = 0; authority !== undefined && depth < maxChainLength; depth++) {
		if (Date.parse(authority.validTo) < now) {
			expired.push(authority.subject.replaceAll('\n', ', '));
		}

		authority = authority.issuerCertificate;
	}

	return expired;
}

async function expectAnswer(socket: Socket, expected: Pattern, milliseconds: number): Promise<void> {
	const {promise, resolve, reject} = Promise.withResolvers<void>();
	let answer = Buffer.alloc(0);
	const disappoint = (why: string) => {
		const text = answer.toString('utf8', 0, 4 * shownCharacters);
		const said = text === '' ? 'it said nothing' : `it said ${quote(sanitize(text.replaceAll(/\s+/g, ' ').trim()).slice(0, shownCharacters))}`;
		reject(new Breakdown(`${why} without an answer that matches ${quote(expected.source)}: ${said}`));
	};

	socket.on('data', (chunk: Buffer) => {
		answer = Buffer.concat([answer, chunk.subarray(0, maxAnswerBytes - answer.length)]);
		if (expected.test(answer.toString())) {
			resolve();
		} else if (answer.length === maxAnswerBytes) {
			disappoint(`${maxAnswerBytes / 1024} KiB`);
		}
	});
	socket.once('end', () => {
		disappoint('closed');
	});
	socket.once('error', reject);
	const timer = setTimeout(() => {
		disappoint(`${milliseconds / 1000} s`);
	}, milliseconds);
	try {
		await promise;
	} finally {
		clearTimeout(timer);
	}
}

async function answered(work: Promise<unknown>, milliseconds: number, otherwise: string): Promise<void> {
	await withTimeout(work, milliseconds, () => new Breakdown(`${otherwise} within ${milliseconds / 1000} s`));
}
