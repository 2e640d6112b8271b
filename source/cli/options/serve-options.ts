import {lookup} from 'node:dns/promises';
import {isIP} from 'node:net';
import ipaddr from 'ipaddr.js';
import {quote} from '../../text/quote.ts';
import type {ParsedArguments} from '../flags/parsed-arguments.ts';
import {readOptions} from '../flags/read-options.ts';
import {UsageError} from '../flags/usage-error.ts';
import type {ListenAddress} from '../flags/values.ts';
import {readMonitoring, type ConfigRead} from './monitoring.ts';
import type {ServeOptions} from './options.ts';

/**
Reads what `portop serve` is to do.
@throws {UsageError}
*/
export async function readServeOptions(parsed: ParsedArguments<'serve'>, {config, warnings}: ConfigRead): Promise<ServeOptions> {
	const [superfluous] = parsed.input;
	if (superfluous !== undefined) {
		throw new UsageError(`portop serve: unexpected ${quote(superfluous)}; the address goes after --listen`);
	}

	const options = readOptions(parsed, config);
	const {text, ...address} = options.listen;
	const listen = await resolve(address, text);
	if (options.tokenFile === null && !isLoopback(listen.host) && !options.insecure) {
		throw new UsageError(`--listen: ${quote(text)} answers other machines too: give them a token with --token-file FILE, or say --insecure`);
	}

	const name = address.host === null || isIP(address.host) !== 0 ? null : address.host;
	return {
		...options, ...readMonitoring(options, parsed.given, config), warnings, listen: {...listen, name},
	};
}

/** Turns a name into its address, so that portop listens on the address that was checked: one that other machines reach wins. */
async function resolve({host, port}: ListenAddress, text: string): Promise<ListenAddress> {
	if (host === null || isIP(host) !== 0) {
		return {host, port};
	}

	try {
		const addresses = await lookup(host, {all: true});
		const outside = addresses.find(({address}) => !isLoopback(address));
		return {host: (outside ?? addresses[0]!).address, port};
	} catch {
		throw new UsageError(`--listen: ${quote(text)}: there is no address of that name, e.g. --listen 127.0.0.1:9464`);
	}
}

function isLoopback(host: string | null): boolean {
	return host !== null && ipaddr.process(host).range() === 'loopback';
}
