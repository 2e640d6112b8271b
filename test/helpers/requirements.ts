import {accessSync, constants} from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/** What a test needs of the machine beyond Node.js. */
export type Requirements = {
	readonly root?: boolean;
	/** Programs that must be on PATH, or absolute paths. */
	readonly tools?: readonly string[];
	/** Anything else: a sentence saying what is missing, or undefined when it is there. */
	readonly missing?: string | undefined;
};

/**
The options of a test that cannot run everywhere: skipped with the reason where something is missing.
With CI=true nothing may be missing: a test that could not run proves nothing.
@throws {Error} With CI=true, naming what is missing.
*/
export function requires(requirements: Requirements): {readonly skip: string | false} {
	const missing = whatIsMissing(requirements);
	if (missing.length === 0) {
		return {skip: false};
	}

	const sentence = `needs ${missing.join(', ')}`;
	if (process.env['CI'] === 'true') {
		throw new Error(`CI=true, but this test ${sentence}`);
	}

	return {skip: sentence};
}

function whatIsMissing({root = false, tools = [], missing}: Requirements): readonly string[] {
	return [
		...(root && process.getuid?.() !== 0 ? ['root'] : []),
		...tools.filter(tool => findTool(tool) === undefined),
		...(missing === undefined ? [] : [missing]),
	];
}

/** Where a program is on PATH (and in sbin, which an ordinary user's PATH lacks); undefined if nowhere. */
export function findTool(name: string): string | undefined {
	const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];
	return folders.map(folder => path.resolve(folder, name)).find(file => isExecutable(file));
}

function isExecutable(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
