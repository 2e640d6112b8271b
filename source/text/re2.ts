import {createRequire} from 'node:module';
import type * as Re2 from 're2js';

/**
Returns the engine for regular expressions of users: re2js, which matches in time proportional to the length of the text. It takes 15 ms
to load, so that this waits for the first pattern; in the bundles scripts/stored-re2.ts takes the place of this file.
*/
export function loadRe2(): typeof Re2 {
	// The border to the package, which has types of its own.
	return createRequire(import.meta.url)('re2js') as typeof Re2;
}
