import type {TLSSocket} from 'node:tls';
import {withTimeout} from '../../process/with-timeout.ts';
import {Breakdown} from './breakdown.ts';
import {opensslReason} from './tls-words.ts';

/** The server wants a certificate of its client. */
export class ClientCertificateError extends Breakdown {
	constructor(cause: unknown) {
		super('TLS: the server demands a client certificate, and this check has none', {cause});
	}
}

/** A server that accepts us says so in this time after the handshake, and so many times what the handshake took. Most do: by a session ticket. */
const acceptanceMilliseconds = 200;
const acceptanceHandshakes = 4;

/** The alerts by which a server rejects a client that showed no certificate: of OpenSSL, Go, Java and others, by version. */
const certificateAlerts = /certificate required|(?:bad|no|unsupported) certificate|certificate unknown|unknown ca|access denied|handshake failure/;

/**
Returns whether the server has asked for a client certificate, required or not: its CertificateRequest names the signatures that it takes
(RFC 8446, section 4.3.2), and OpenSSL keeps those of a client from nowhere else (SSL_get_shared_sigalgs(3)). Known when the last keys
are made; a socket that was destroyed does not know it any more.
*/
export function asksForCertificate(socket: TLSSocket): boolean {
	return socket.getSharedSigalgs().length > 0;
}

/** Returns whether the error of a server that has asked for a client certificate says that it demands one. From another server the same alert means another thing. */
export function demandsCertificate(error: unknown): boolean {
	const reason = opensslReason(error);
	return reason !== undefined && /\balert\b/.test(reason) && certificateAlerts.test(reason);
}

/** The time of a handshake, and that to wait. */
type Patience = {
	/** The time that the handshake took. */
	readonly handshakeMilliseconds: number;
	readonly milliseconds: number;
};

/**
Waits until a server that has asked for a client certificate shows whether it can do without: with TLS 1.3 the handshake is over for
the client before the server has looked. From one that stays silent we take leave. It reads that after our missing certificate, so that
its next word, or its own leaving, is the answer, however slow it is.
@returns A note for a person where the server does not show it; else null.
@throws ClientCertificateError
*/
export async function awaitRejection(socket: TLSSocket, {handshakeMilliseconds, milliseconds}: Patience): Promise<string | null> {
	if (socket.getProtocol() !== 'TLSv1.3') {
		return null;
	}

	const {promise, resolve, reject} = Promise.withResolvers<void>();
	// It has accepted us when it offers to go on with this session later, when it says something, and when it says good-bye.
	for (const event of ['session', 'data', 'end', 'close']) {
		socket.once(event, () => {
			resolve();
		});
	}

	socket.once('error', reject);
	const leave = setTimeout(() => {
		socket.end();
	}, acceptanceMilliseconds + (acceptanceHandshakes * handshakeMilliseconds));
	try {
		await withTimeout(promise, milliseconds, () => new Breakdown(`not said within ${milliseconds / 1000} s`));
		return null;
	} catch (error) {
		if (demandsCertificate(error)) {
			throw new ClientCertificateError(error);
		}

		return `TLS: the server asks for a client certificate; whether it demands one is not known: ${error instanceof Breakdown ? error.message : 'it broke off the connection'}`;
	} finally {
		clearTimeout(leave);
	}
}
