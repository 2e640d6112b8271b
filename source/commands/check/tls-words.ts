import type {X509Certificate} from 'node:crypto';
import {shorten} from '../../text/shorten.ts';

/* What the TLS library's codes mean, for a person. Its own words follow in brackets where someone may look them up. */

const maxReasonCharacters = 100;

/** Keys that are shorter do not reach 112 bits of security, OpenSSL's level 2: SSL_CTX_set_security_level(3). */
const minKeyBits: Readonly<Partial<Record<string, number>>> = {rsa: 2048, 'rsa-pss': 2048, dsa: 2048};

/** The results of verifying a certificate (X509_STORE_CTX_get_error(3)), as Node.js names them. */
const trustWords: Readonly<Partial<Record<string, string>>> = {
	DEPTH_ZERO_SELF_SIGNED_CERT: 'it is signed by itself',
	SELF_SIGNED_CERT_IN_CHAIN: 'its authority is not known here',
	UNABLE_TO_GET_ISSUER_CERT: 'an authority of its authority is not known here, nor sent',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its authority is not known here',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its authority is not known here, nor sent',
	CERT_SIGNATURE_FAILURE: 'its signature is wrong',
	CERT_NOT_YET_VALID: 'it is not valid yet',
	CERT_HAS_EXPIRED: 'it, or an authority of it, has expired',
	CERT_CHAIN_TOO_LONG: 'it has too many authorities',
	PATH_LENGTH_EXCEEDED: 'it has more authorities than one of them allows',
	INVALID_CA: 'the certificate that signed it may not sign',
	INVALID_PURPOSE: 'it is not for servers',
	CERT_REVOKED: 'it was revoked',
	CERT_UNTRUSTED: 'it is not trusted for this purpose',
	CERT_REJECTED: 'it is rejected for this purpose',
};

/**
Returns why a certificate is not trusted.
@param code What Node.js says, `UNSPECIFIED` for what it has no name for: a key or a signature that is too weak, mostly.
@param chain The certificate, and its authorities.
*/
export function trustProblem(code: string, chain: readonly X509Certificate[]): string {
	const words = trustWords[code];
	if (words !== undefined) {
		return `${words} (${code})`;
	}

	return code === 'UNSPECIFIED' ? shortKey(chain) ?? 'a key or a signature of it, or of an authority, is too weak for this machine' : shorten(code, maxReasonCharacters);
}

function shortKey(chain: readonly X509Certificate[]): string | null {
	for (const [index, certificate] of chain.entries()) {
		const {type, bits} = keyOf(certificate);
		if (bits < (minKeyBits[type] ?? 0)) {
			return `${index === 0 ? 'its key' : 'the key of an authority'} is too short: ${type.toUpperCase()} with ${bits} bits`;
		}
	}

	return null;
}

/** The bits are infinite where they do not count, or are not known. */
function keyOf(certificate: X509Certificate): {readonly type: string; readonly bits: number} {
	try {
		const {asymmetricKeyType: type = '', asymmetricKeyDetails: details} = certificate.publicKey;
		return {type, bits: details?.modulusLength ?? Infinity};
	} catch {
		// A kind of key that is not known.
		return {type: '', bits: Infinity};
	}
}

/** OpenSSL's reasons for a handshake that failed, and the alerts of the server (RFC 8446, section 6.2). */
const handshakeWords: ReadonlyArray<readonly [pattern: RegExp, words: string]> = [
	[/wrong version number|unexpected message|packet length too long|http request/, 'it does not speak TLS'],
	[/protocol version|unsupported protocol|wrong ssl version|version too low/, 'its protocol is too old: this machine asks for TLS 1.2 or newer'],
	[/dh key too small/, 'its Diffie-Hellman key is too short'],
	[/(?:ee|ca|cert) key too small/, 'the key of its certificate, or of an authority, is too short'],
	[/md too weak/, 'the signature of its certificate, or of an authority, is too weak'],
	[/unsafe legacy renegotiation/, 'it has the old, unsafe renegotiation only'],
	[/unrecognized name/, 'it has nothing for the name that was asked for'],
	[/insufficient security/, 'it asks for safer ciphers than this machine offers'],
	[/handshake failure|no shared cipher|no ciphers available/, 'it and this machine have no cipher, or no other setting, in common'],
	[/access denied/, 'it denies access'],
	[/internal error/, 'it has an internal error'],
	[/no application protocol/, 'it speaks none of the protocols that were offered'],
	[/excessive message size/, 'its certificates are longer than is read'],
	[/(?:bad|unsupported) certificate|certificate (?:required|unknown|expired|revoked)|unknown ca/, 'it does not take this client\'s certificate'],
];

/** Returns OpenSSL's short reason for an error; undefined for an error of another origin. */
export function opensslReason(error: unknown): string | undefined {
	const {code, reason} = error as Error & {readonly code?: string; readonly reason?: string};
	return code?.startsWith('ERR_SSL') === true ? reason ?? code : undefined;
}

/** Returns why TLS failed. OpenSSL's messages are for its developers. */
export function tlsProblem(error: unknown): string {
	const reason = opensslReason(error);
	if (reason === undefined) {
		const {code, message} = error as Error & {readonly code?: string};
		return code === 'ECONNRESET' || code === 'EPIPE' ? 'it closed the connection during the handshake' : shorten(message, maxReasonCharacters);
	}

	const words = handshakeWords.find(([pattern]) => pattern.test(reason))?.[1];
	return words === undefined ? shorten(reason, maxReasonCharacters) : `${words} (${shorten(reason, maxReasonCharacters)})`;
}
