/*
A program of its own that prints the interfaces and addresses of its network namespace as JSON, then ends: what waits for the kernel's
lock of all interfaces would otherwise hold up the end of the process that asks.
*/
import process from 'node:process';
import {loadLibc} from '../calls/libc.ts';
import {
	dumpAddresses,
	dumpLinks,
	openRoute,
	type Link,
	type LinkAddress,
} from './route.ts';

/** The output of the program. */
export type NetworkListing = {readonly links: readonly Link[]; readonly addresses: readonly LinkAddress[]};

const route = openRoute(loadLibc());
process.stdout.write(JSON.stringify({links: dumpLinks(route), addresses: dumpAddresses(route)} satisfies NetworkListing));
