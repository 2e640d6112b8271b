import {lookup} from 'node:dns/promises';
import {isIP} from 'node:net';
import ipaddr from 'ipaddr.js';
import {quote} from '../../text/quote.ts';
import {UsageError} from '../flags/usage-error.ts';
import type {Words} from '../flags/words.ts';
import type {ListenAddress, Monitoring, ServeOptions} from './options.ts';

const defaultListen = '127.0.0.1:9464';
const example = `--listen ${defaultListen} or --listen [::1]:9464`;

/**
What `portop serve` is to do.
@throws {UsageError}
*/
export async function readServeOptions(words: Words, monitoring: Monitoring): Promise<ServeOptions> {
	const [superfluous] = words.input;
	if (superfluous !== undefined) {
		throw new UsageError(`portop serve: unexpected ${quote(superfluous)}; the address goes after --listen`);
	}

	const [word = defaultListen] = words.values('listen');
	const [tokenFile = null] = words.values('token-file');
	const listen = await resolve(parseListen(word), word);
	if (tokenFile === null && !isLoopback(listen.host) && !words.has('insecure')) {
		throw new UsageError(`--listen: ${quote(word)} answers other machines too: give them a token with --token-file FILE, or say --insecure`);
	}

	return {...monitoring, listen, tokenFile};
}

/** `host:port`, `[v6]:port`, or `:port` for every address; the host may be a name. */
function parseListen(word: string): ListenAddress {
	const match = /^(?:\[(?<bracketed>[^\]]+)\]|(?<plain>[^:[\]]*)):(?<port>\d{1,5})$/.exec(word)?.groups;
	const port = Number(match?.['port'] ?? NaN);
	const bracketed = match?.['bracketed'];
	if (match === undefined || (bracketed !== undefined && isIP(bracketed) !== 6)) {
		throw new UsageError(`--listen: ${quote(word)} is not an address and a port, e.g. ${example}`);
	}

	if (port > 65_535) {
		throw new UsageError(`--listen: ${quote(word)}: the port is not within 0 to 65535, e.g. ${example}`);
	}

	const host = bracketed ?? match['plain'] ?? '';
	return {host: host === '' ? null : host, port};
}

/** A name becomes its address here, so that what is listened on is what was looked at: one of another machine wins. */
async function resolve({host, port}: ListenAddress, word: string): Promise<ListenAddress> {
	if (host === null || isIP(host) !== 0) {
		return {host, port};
	}

	try {
		const addresses = await lookup(host, {all: true});
		const outside = addresses.find(({address}) => !isLoopback(address));
		return {host: (outside ?? addresses[0]!).address, port};
	} catch {
		throw new UsageError(`--listen: ${quote(word)}: there is no address of that name, e.g. ${example}`);
	}
}

function isLoopback(host: string | null): boolean {
	return host !== null && ipaddr.process(host).range() === 'loopback';
}
