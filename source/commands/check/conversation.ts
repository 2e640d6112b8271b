import {Buffer} from 'node:buffer';
import type {X509Certificate} from 'node:crypto';
import {once} from 'node:events';
import {connect, isIP, type Socket} from 'node:net';
import process from 'node:process';
import type {SecureContext, TLSSocket} from 'node:tls';
import type {Pattern} from '../../text/pattern.ts';
import {quote} from '../../text/quote.ts';
import {shorten} from '../../text/shorten.ts';
import type {CheckProblem} from '../../model/check.ts';
import {withTimeout} from '../../process/with-timeout.ts';
import type {PortCheck} from '../../cli/options/options.ts';
import {Breakdown} from './breakdown.ts';
import {examineCertificate} from './certificate.ts';
import {
	asksForCertificate,
	awaitRejection,
	ClientCertificateError,
	demandsCertificate,
} from './client-certificate.ts';
import {opensslReason, tlsProblem} from './tls-words.ts';

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

/** The length to which an error's message is shown. */
const maxMessageCharacters = 200;

/** The length to which an unexpected answer is shown. */
const shownCharacters = 80;

/** The part of a check that is a conversation. */
type Talk = Pick<PortCheck, 'tls' | 'tlsName' | 'send' | 'expect' | 'replyTimeoutSeconds'>;

/** The other side, and what is wanted of it. */
export type ConversationRequest = {
	readonly host: string;
	readonly port: number;
	readonly what: Talk;
	/** The trusted certificates, for TLS. */
	readonly authorities: SecureContext | undefined;
};

/**
Connects as a client does, and does what the check asks for: TLS with a check of the certificate, a text to send, an
answer to expect.
@param learn Called with all that is known whenever it is more: nothing of it is lost when the rest fails, or takes too long.
*/
export async function converse({host, port, what, authorities}: ConversationRequest, learn: (found: Conversation) => void): Promise<void> {
	const milliseconds = what.replyTimeoutSeconds * 1000;
	let found: Conversation = nothingSaid;
	const add = ({problems = [], ...figures}: Partial<Conversation>) => {
		found = {...found, ...figures, problems: [...found.problems, ...problems]};
		learn(found);
	};

	const socket = connect({host, port});
	// The call that waits gets the error; a later one does not matter.
	socket.on('error', ignore);
	let secured: Secured | null = null;
	try {
		await answered(once(socket, 'connect'), milliseconds, 'it does not accept a connection');
		secured = what.tls ? await startTls(socket, {what, authorities, add}) : null;
		const channel = secured?.socket ?? socket;
		const spokeAt = performance.now();
		if (what.send !== null) {
			channel.write(what.send);
		}

		if (what.expect !== null) {
			add({responseMilliseconds: await expectAnswer(channel, what.expect, milliseconds) - spokeAt});
		} else if (secured?.asksForCertificate === true) {
			const note = await awaitRejection(secured.socket, {handshakeMilliseconds: found.tlsMilliseconds ?? 0, milliseconds});
			add(note === null ? {} : {problems: [{state: 'OK', message: note}]});
		}

		channel.end();
	} catch (error) {
		const isDemand = secured?.asksForCertificate === true && demandsCertificate(error);
		add({problems: [problemOf(isDemand ? new ClientCertificateError(error) : error, what)]});
		socket.destroy();
	}
}

function ignore(): void {
	// `once` rejects.
}

/** Errors of our own side: no more ports, descriptors or memory, or no route (errno(3)). */
const ownFaults: ReadonlySet<string | undefined> = new Set(['EADDRNOTAVAIL', 'EAGAIN', 'EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'ENETUNREACH', 'EACCES', 'EPERM']);

function problemOf(error: unknown, {send, expect}: Talk): CheckProblem {
	if (error instanceof ClientCertificateError) {
		// The server does what it should; only what it would answer cannot be found out.
		return {state: send === null && expect === null ? 'OK' : 'UNKNOWN', message: error.message};
	}

	// Everything that is thrown here is an Error with a code, of the system or of OpenSSL.
	const {code, message} = error as Error & {readonly code?: string};
	const isUndecided = ownFaults.has(code);
	const words = error instanceof Breakdown ? message : (opensslReason(error) === undefined ? shorten(message, maxMessageCharacters) : `TLS: ${tlsProblem(error)}`);
	return {state: isUndecided ? 'UNKNOWN' : 'CRITICAL', message: words};
}

/** Returns the authorities that Node.js trusts, and those that this machine does: once for all ports. */
export function trustedAuthorities(): SecureContext {
	const {createSecureContext, getCACertificates} = process.getBuiltinModule('node:tls');
	return createSecureContext({ca: [...new Set([...getCACertificates('default'), ...getCACertificates('system')])]});
}

/** The needs of a handshake, and the receiver of its findings. */
type Handshake = {
	readonly what: Talk;
	readonly authorities: SecureContext | undefined;
	readonly add: (found: Partial<Conversation>) => void;
};

/** A connection with TLS, and whether its server asked for a client certificate. */
type Secured = {readonly socket: TLSSocket; readonly asksForCertificate: boolean};

async function startTls(socket: Socket, {what: {tlsName: name, replyTimeoutSeconds}, authorities, add}: Handshake): Promise<Secured> {
	// An import of it stands at the beginning of the bundle, where it costs every command 10 ms.
	const {connect: connectTls} = process.getBuiltinModule('node:tls');
	const startedAt = performance.now();
	const secured = connectTls({
		socket,
		// The name is checked below: an untrusted or expired certificate is a finding, not an error.
		rejectUnauthorized: false,
		checkServerIdentity: () => undefined,
		secureContext: authorities,
		...name !== null && isIP(name) === 0 && {servername: name},
	});
	// Keys are made once the server has shown its certificate, also when it then ends the handshake. Node.js gives the certificate once
	// only: it takes it out of the chain.
	let certificate: X509Certificate | undefined;
	let isAsked = false;
	secured.on('keylog', () => {
		certificate ??= secured.getPeerX509Certificate();
		isAsked ||= asksForCertificate(secured);
	});
	const examine = (authorizationError: string | null | undefined) => {
		const {days, problems} = examineCertificate(certificate, {name, now: Date.now(), authorizationError});
		add({certificateDays: days, problems});
	};

	secured.on('error', ignore);
	try {
		await answered(once(secured, 'secureConnect'), replyTimeoutSeconds * 1000, 'TLS: no handshake');
	} catch (error) {
		if (certificate !== undefined) {
			examine(undefined);
			if (isAsked && demandsCertificate(error)) {
				add({tlsMilliseconds: performance.now() - startedAt});
				throw new ClientCertificateError(error);
			}
		}

		const asked = isAsked ? ', after it had asked for a client certificate' : '';
		throw error instanceof Breakdown ? error : new Breakdown(`TLS: ${tlsProblem(error)}${asked}`, {cause: error});
	}

	add({tlsMilliseconds: performance.now() - startedAt});
	// A string, whatever its type says: Node.js's name for it.
	examine(secured.authorized ? null : String(secured.authorizationError));
	return {socket: secured, asksForCertificate: isAsked};
}

/**
Waits for the answer. What has arrived is read and matched before the time-out counts: another port's answer may have held up this thread.
@returns When what matches was read, by `performance.now()`.
*/
async function expectAnswer(socket: Socket, expected: Pattern, milliseconds: number): Promise<number> {
	const {promise, resolve, reject} = Promise.withResolvers<number>();
	let answer = Buffer.alloc(0);
	let readAt = 0;
	let look: NodeJS.Immediate | undefined;
	let isOver = false;
	const lookNow = () => {
		clearImmediate(look);
		look = undefined;
		if (isOver || readAt === 0 || !expected.test(answer.toString())) {
			return;
		}

		isOver = true;
		resolve(readAt);
	};

	const disappoint = (why: string) => {
		lookNow();
		const text = answer.toString('utf8', 0, 4 * shownCharacters);
		const said = text === '' ? 'it said nothing' : `it said ${quote(shorten(text, shownCharacters))}`;
		reject(new Breakdown(`${why} without an answer that matches ${quote(expected.source)}: ${said}`));
	};

	socket.on('data', (chunk: Buffer) => {
		answer = Buffer.concat([answer, chunk.subarray(0, maxAnswerBytes - answer.length)]);
		readAt = performance.now();
		if (answer.length === maxAnswerBytes) {
			disappoint(`${maxAnswerBytes / 1024} KiB`);
		} else {
			// Once for all that can be read now, of every port.
			look ??= setImmediate(lookNow);
		}
	});
	for (const event of ['end', 'close']) {
		socket.once(event, () => {
			disappoint('closed');
		});
	}

	socket.once('error', error => {
		lookNow();
		reject(error);
	});
	const timer = setTimeout(() => {
		// Timers come before what can be read, immediates after it.
		setImmediate(() => {
			disappoint(`${milliseconds / 1000} s`);
		});
	}, milliseconds);
	try {
		return await promise;
	} finally {
		isOver = true;
		clearTimeout(timer);
		clearImmediate(look);
	}
}

async function answered(work: Promise<unknown>, milliseconds: number, otherwise: string): Promise<void> {
	await withTimeout(work, milliseconds, () => new Breakdown(`${otherwise} within ${milliseconds / 1000} s`));
}
