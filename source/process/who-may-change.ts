import type {Stats} from 'node:fs';
import {lstat, readFile, readlink} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import process from 'node:process';

/** As the kernel: ELOOP after more of them (path_resolution(7)). */
const maxLinks = 40;
/** Mode bits of inode(7). */
const groupMayWrite = 0o020;
const othersMayWrite = 0o002;
const sticky = 0o1000;

/** The end of a path, and who else may change something on the way to it. */
export type WayTo = {
	/** The file or folder that the path leads to; null where the way ends before it. */
	readonly stats: Stats | null;
	/** The first thing on the way that a user other than root and this one may change, as a sentence without its full stop; null: there is none. */
	readonly problem: string | null;
};

/**
Follows a path from the root folder on, through links as the kernel does (path_resolution(7)), and looks at every folder, link
and file: a user who may change one of them decides what the path leads to. In a sticky folder only the owner of a file or folder
may move it: there it is enough that root or this user is. Never rejects.
*/
export async function followPath(path: string): Promise<WayTo> {
	let at = '/';
	let problem: string | null = null;
	try {
		let stats = await lstat(at);
		problem = await problemOf(at, stats);
		// Not resolve(): behind a link `..` is another folder than the letters say.
		let rest = `${path.startsWith('/') ? '' : process.cwd()}/${path}`.split('/');
		for (let links = 0; rest.length > 0;) {
			const [name = '', ...further] = rest;
			rest = further;
			if (['', '.', '..'].includes(name)) {
				at = name === '..' ? dirname(at) : at;
				continue;
			}

			const next = join(at, name);
			stats = await lstat(next);
			problem ??= await problemOf(next, stats);
			if (!stats.isSymbolicLink()) {
				at = next;
				continue;
			}

			links++;
			if (links > maxLinks) {
				return {stats: null, problem: problem ?? `${next} is a link without an end`};
			}

			const target = await readlink(next);
			at = target.startsWith('/') ? '/' : at;
			rest = [...target.split('/'), ...rest];
		}

		return {stats, problem};
	} catch (error) {
		return {stats: null, problem: problem ?? `not every folder on the way can be looked at: ${error instanceof Error ? error.message : String(error)}`};
	}
}

/** Returns who else may change a file or folder by its own mode: as a sentence without its full stop, or null. */
export async function problemOf(name: string, stats: Stats): Promise<string | null> {
	const {uid, gid, mode} = stats;
	const user = process.geteuid?.();
	if (uid !== 0 && uid !== user) {
		return `${name} belongs to user ${uid}`;
	}

	// The mode of a link means nothing.
	if (stats.isSymbolicLink() || (stats.isDirectory() && (mode & sticky) !== 0)) {
		return null;
	}

	if ((mode & othersMayWrite) !== 0) {
		return `every user may write to ${name}`;
	}

	return (mode & groupMayWrite) === 0 || await isPrivateGroup(gid) ? null : `the group ${gid} may write to ${name}`;
}

/**
Returns whether a group is this user's alone. Some distributions give each user a group of the same name, and let it write to
all of the user's files (umask 002). Root's files are for root.
*/
async function isPrivateGroup(gid: number): Promise<boolean> {
	const user = process.geteuid?.();
	if (user === 0 || gid !== process.getegid?.()) {
		return false;
	}

	try {
		const [users, groups] = await Promise.all([linesOf('/etc/passwd'), linesOf('/etc/group')]);
		const inGroup = users.filter(fields => fields[3] === String(gid));
		const [own] = inGroup;
		const entries = groups.filter(fields => fields[2] === String(gid));
		return inGroup.length === 1 && own?.[2] === String(user)
			&& entries.length === 1 && entries[0]?.[0] === own[0] && (entries[0]?.[3] ?? '').split(',').every(member => member === '' || member === own[0]);
	} catch {
		return false;
	}
}

/** passwd(5) and group(5): fields with colons between them. */
async function linesOf(file: string): Promise<ReadonlyArray<readonly string[]>> {
	const text = await readFile(file, 'utf8');
	return text.split('\n').map(line => line.split(':'));
}
