#!/usr/bin/env node
/*
The entry: looks at the runtime before anything is loaded that an old one cannot parse.
It is built for Node.js 14.8 and imports nothing statically but what every version has.
*/
import {lstatSync, mkdirSync, statSync} from 'node:fs';
import process from 'node:process';

const oldest = [22, 15] as const;
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
	process.stderr.write(`portop needs Node.js ${oldest.join('.')} or newer; this is ${process.versions.node} (${process.execPath}).\n`);
	// A check that cannot run is UNKNOWN, not CRITICAL.
	process.exit(process.argv[2] === 'check' ? 3 : 2);
}

const cacheFolder = ownCacheFolder();
if (cacheFolder !== null) {
	const {enableCompileCache} = await import('node:module');
	enableCompileCache(cacheFolder);
}

// The name of the bundle, not of the source: the bundler must leave this import alone.
const bundle = './main.js';
const {main, exitWithoutJoining} = await import(bundle) as {readonly main: () => Promise<number>; readonly exitWithoutJoining: () => void};
const exitCode = await main();
exitWithoutJoining();
process.exit(exitCode);

/**
Where compiled code is kept, for a fast start; null where there is no such place: whoever may write there runs code as us. Node.js
looks at neither owner nor mode, and would take a folder in /tmp.
*/
function ownCacheFolder(): string | null {
	const {XDG_CACHE_HOME: cacheHome, HOME: home} = process.env;
	const [base, parent] = cacheHome?.startsWith('/') === true ? [cacheHome, cacheHome] : [`${home}/.cache`, home];
	const user = process.geteuid?.();
	try {
		// With another's HOME, as sudo -E leaves it, nothing of ours is to lie about there.
		if (parent?.startsWith('/') !== true || statSync(parent).uid !== user) {
			return null;
		}

		const folder = `${base}/portop`;
		mkdirSync(folder, {recursive: true, mode: 0o700});
		const {uid, mode} = lstatSync(folder);
		// For nobody else (inode(7)): folders within it are made with whatever umask there is.
		return uid === user && (mode & 0o077) === 0 ? folder : null;
	} catch {
		// A read-only file system, for example.
		return null;
	}
}
