import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');

/** The command line of the built program, as users start it. */
export function portop(...words: readonly string[]): readonly string[] {
	return [path.join(root, 'bin/portop'), ...words];
}
