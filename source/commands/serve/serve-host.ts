import {isIP} from 'node:net';

/**
Returns whether a request names this service in a way that a page of another site cannot: by an address, `localhost`, or the name
that the operator gave to `--listen`. A browser for which evil.example has the address 127.0.0.1 (DNS rebinding) sends that name.
@param host The Host header (RFC 9112, section 3.2); undefined where there is none, as from no browser.
@param url The request's target, whose host counts where it has one.
@param listenName The name of `--listen`; null where that is an address.
*/
export function isOwnName(host: string | undefined, url: string, listenName: string | null): boolean {
	const named = /^https?:\/\/(?<authority>[^#/?]*)/i.exec(url)?.groups?.['authority'] ?? host;
	if (named === undefined) {
		return true;
	}

	const {bracketed, plain = ''} = /^(?:\[(?<bracketed>[^\]]*)\]|(?<plain>[^:]*))(?::\d*)?$/.exec(named)?.groups ?? {};
	if (bracketed !== undefined) {
		return isIP(bracketed) === 6;
	}

	const name = withoutDot(plain);
	return isIP(plain) === 4 || name === 'localhost' || (listenName !== null && name === withoutDot(listenName));
}

function withoutDot(name: string): string {
	return name.toLowerCase().replace(/\.$/, '');
}
