import {realpath} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {execute} from './execute.ts';

/** A Node.js that is too old for portop. */
export type OldNode = {
	readonly path: string;
	readonly version: string;
};

/** Looks for a Node.js older than 22.15 on PATH; undefined where there is none. */
export async function findOldNode(): Promise<OldNode | undefined> {
	const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/bin', '/usr/local/bin'];
	for (const folder of folders) {
		try {
			const file = await realpath(path.join(folder, 'node'));
			const {stdout} = await execute(file, ['--version']);
			const [major = 0, minor = 0] = stdout.slice(1).split('.').map(Number);
			if (major < 22 || (major === 22 && minor < 15)) {
				return {path: file, version: stdout.slice(1).trim()};
			}
		} catch {
			// No Node.js in this folder.
		}
	}

	return undefined;
}
