import type {X509Certificate} from 'node:crypto';
import {isIP} from 'node:net';
import type {CheckProblem} from '../../model/check.ts';
import {quote} from '../../text/quote.ts';
import {shorten} from '../../text/shorten.ts';
import {trustProblem} from './tls-words.ts';

const millisecondsPerDay = 86_400_000;

/** More certificates above the server's own are not looked at, and no path is longer. */
const maxAuthorities = 32;

/** The names of a certificate that are shown, and their length: a certificate may have thousands. */
const shownNames = 3;
const maxNameCharacters = 80;

/** The findings about a server's certificate. Unknown is null. */
export type CertificateFindings = {
	readonly days: number | null;
	readonly problems: readonly CheckProblem[];
};

/** The conditions that a certificate has to meet. */
type Examination = {
	/** The name, in ASCII, or the address that it must be for; null: any. */
	readonly name: string | null;
	/** Milliseconds since 1970. */
	readonly now: number;
	/** The reason why this machine does not trust it, as Node.js names it; null where it does, undefined where that was not found out. */
	readonly authorizationError: string | null | undefined;
};

/** Examines the certificate that a server shows; undefined: it shows none. */
export function examineCertificate(certificate: X509Certificate | undefined, {name, now, authorizationError}: Examination): CertificateFindings {
	if (certificate === undefined) {
		return {days: null, problems: [{state: 'CRITICAL', message: 'TLS: the server shows no certificate'}]};
	}

	// NaN, and no limit is exceeded, where a date cannot be read.
	const days = (Date.parse(certificate.validTo) - now) / millisecondsPerDay;
	const untilValid = (Date.parse(certificate.validFrom) - now) / millisecondsPerDay;
	const isTrusted = authorizationError === null;
	const critical = [
		...days < 0 ? [`the certificate expired ${(-days).toFixed(1)} days ago`] : [],
		...untilValid > 0 ? [`the certificate is not valid for another ${untilValid.toFixed(1)} days`] : [],
		...isTrusted ? [] : invalidAuthorities(certificate, now),
		...name === null || isFor(certificate, name) ? [] : [`the certificate is for ${namesOf(certificate)}, not for ${quote(name, maxNameCharacters)}`],
	];
	return {
		days: Number.isNaN(days) ? null : days,
		problems: [
			...critical.map(message => ({state: 'CRITICAL', message} as const)),
			// An internal authority is unknown here, and a certificate that has expired is always untrusted.
			...isTrusted || authorizationError === undefined || days < 0 ? [] : [{state: 'OK', message: `this machine does not trust the certificate: ${trustProblem(authorizationError, withAuthorities(certificate))}`} as const],
		],
	};
}

/** An address may name its interface, of which a certificate knows nothing. */
function isFor(certificate: X509Certificate, name: string): boolean {
	const [address = ''] = name.split('%', 1);
	return (isIP(address) === 0 ? certificate.checkHost(name) : certificate.checkIP(address)) !== undefined;
}

function namesOf({subjectAltName, subject}: X509Certificate): string {
	const names = (subjectAltName ?? subject.replaceAll('\n', ', ')).split(', ');
	const more = names.length > shownNames ? ` and ${names.length - shownNames} more` : '';
	return `${names.slice(0, shownNames).map(name => shorten(name, maxNameCharacters)).join(', ')}${more}`;
}

/** Returns a certificate and those that the server sent after it: Node.js gives each as the issuer of the one before, whatever it is. */
function withAuthorities(certificate: X509Certificate): readonly X509Certificate[] {
	const sent: X509Certificate[] = [];
	for (let next: X509Certificate | undefined = certificate; next !== undefined && sent.length <= maxAuthorities; next = next.issuerCertificate) {
		sent.push(next);
	}

	return sent;
}

/**
Returns what is wrong with the authorities of a certificate among those that the server sent; none where one path of them is good. A path
goes from issuer to issuer, in whatever order they are sent, until one has signed itself or its issuer was not sent.
*/
function invalidAuthorities(certificate: X509Certificate, now: number): readonly string[] {
	const [, ...authorities] = withAuthorities(certificate);
	const reached = new Set([certificate]);
	const waiting = [certificate];
	const wrong: string[] = [];
	for (let signed = waiting.shift(); signed !== undefined; signed = waiting.shift()) {
		const from = signed;
		const issuers = from.checkIssued(from) ? [] : authorities.filter(authority => isIssuer(authority, from));
		if (issuers.length === 0) {
			return [];
		}

		for (const issuer of issuers) {
			const fault = validityFault(issuer, now);
			if (fault === null && !reached.has(issuer)) {
				reached.add(issuer);
				waiting.push(issuer);
			} else if (fault !== null) {
				wrong.push(`the certificate of its authority ${quote(issuer.subject.replaceAll('\n', ', '))} ${fault}`);
			}
		}
	}

	return [...new Set(wrong)];
}

function isIssuer(authority: X509Certificate, signed: X509Certificate): boolean {
	if (!signed.checkIssued(authority)) {
		return false;
	}

	try {
		return signed.verify(authority.publicKey);
	} catch {
		// A kind of key that is not known: then the names, and the identifiers of the keys, say it.
		return true;
	}
}

function validityFault({validFrom, validTo}: X509Certificate, now: number): string | null {
	if (Date.parse(validTo) < now) {
		return 'has expired';
	}

	return Date.parse(validFrom) > now ? 'is not valid yet' : null;
}
