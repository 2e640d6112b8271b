#!/usr/bin/env node
/*
The entry: checks the version of Node.js before it loads anything that an old one cannot parse.
It is built for Node.js 14.8, and its static imports are those that every version has.
*/
import {lstat, mkdir, stat} from 'node:fs/promises';
import process from 'node:process';
import {followPath} from './process/who-may-change.ts';

const oldest = [22, 15] as const;
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
	process.stderr.write(`portop needs Node.js ${oldest.join('.')} or newer; this is ${process.versions.node} (${process.execPath}).\n`);
	// A check that cannot run is UNKNOWN, not CRITICAL.
	process.exit(process.argv[2] === 'check' ? 3 : 2);
}

/** Milliseconds that the start waits for the file system of the cache, which takes less than one: a home on a network that is gone never answers. */
const maxCacheWait = 500;

const cacheFolder = await Promise.race([ownCacheFolder(), nullAfter(maxCacheWait)]);
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
Returns the folder for compiled code, which makes the start fast; null where there is no safe one: a user who may write there, or may
put another folder in its place, runs code as us. Node.js checks neither owner nor mode, and would take a folder in /tmp.
*/
async function ownCacheFolder(): Promise<string | null> {
	const {XDG_CACHE_HOME: cacheHome, HOME: home} = process.env;
	const [base, parent] = cacheHome?.startsWith('/') === true ? [cacheHome, cacheHome] : [`${home}/.cache`, home];
	const user = process.geteuid?.();
	try {
		// HOME may be another user's, as sudo -E leaves it: we leave no files there.
		const owner = parent?.startsWith('/') === true ? await stat(parent) : null;
		if (owner === null || owner.uid !== user) {
			return null;
		}

		await makeFolder(base);
		const {problem} = await followPath(base);
		if (problem !== null) {
			return null;
		}

		const folder = `${base}/portop`;
		await makeFolder(folder);
		const {uid, mode} = await lstat(folder);
		// No other user may enter (inode(7)): the umask decides about the folders within it.
		return uid === user && (mode & 0o077) === 0 ? folder : null;
	} catch {
		// A read-only file system, for example.
		return null;
	}
}

/** Not with `recursive`: that tries for ever where a folder can never be made, as in /proc. */
async function makeFolder(folder: string): Promise<void> {
	try {
		await mkdir(folder, {mode: 0o700});
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
			throw error;
		}
	}
}

async function nullAfter(milliseconds: number): Promise<null> {
	return new Promise(resolve => {
		setTimeout(resolve, milliseconds, null).unref();
	});
}
