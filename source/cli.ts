#!/usr/bin/env node
/*
The entry: looks at the runtime before anything is loaded that an old one cannot parse.
It is built for Node.js 14.8 and imports nothing statically but what every version has.
*/
import process from 'node:process';

const oldest = [22, 13] as const;
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
	process.stderr.write(`portop needs Node.js ${oldest.join('.')} or newer; this is ${process.versions.node} (${process.execPath}).\n`);
	// A check that cannot run is UNKNOWN, not CRITICAL.
	process.exit(process.argv[2] === 'check' ? 3 : 2);
}

const {enableCompileCache} = await import('node:module');
enableCompileCache();

// The name of the bundle, not of the source: the bundler must leave this import alone.
const bundle = './main.js';
const {main, leaveThreadsBehind} = await import(bundle) as {readonly main: () => Promise<number>; readonly leaveThreadsBehind: () => void};
const exitCode = await main();
leaveThreadsBehind();
process.exit(exitCode);
