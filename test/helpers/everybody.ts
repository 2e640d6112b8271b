import {
	chmod,
	cp,
	mkdtemp,
	rm,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {root} from './portop.ts';

/** An ordinary user: nobody. */
export const userId = 65_534;

/** Put before a command, runs it as that user. Needs root and `setpriv`. */
export const asUser: readonly string[] = ['setpriv', `--reuid=${userId}`, `--regid=${userId}`, '--clear-groups'];

/** A copy of portop that every user may read: a checkout may be in a private folder. */
export type Installation = AsyncDisposable & {
	readonly folder: string;
	readonly node: string;
	/** The command line of the copy. */
	portop(...words: readonly string[]): readonly string[];
};

/** Puts Node.js and the built portop where everybody may read them. */
export async function installForEverybody(): Promise<Installation> {
	const folder = await mkdtemp(path.join(tmpdir(), 'portop-everybody-'));
	const node = path.join(folder, 'node');
	await chmod(folder, 0o755);
	await cp(process.execPath, node, {dereference: true});
	// Koffi, the only package that is not in the bundle, keeps its binary in a package of its own.
	for (const name of ['dist', 'package.json', 'node_modules/koffi', 'node_modules/@koromix']) {
		await cp(path.join(root, name), path.join(folder, name), {recursive: true});
	}

	return {
		folder,
		node,
		portop: (...words) => [node, path.join(folder, 'dist/cli.js'), ...words],
		async [Symbol.asyncDispose]() {
			await rm(folder, {recursive: true});
		},
	};
}
