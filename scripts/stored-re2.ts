/* Takes the place of source/text/re2.ts in the bundles: the engine is a file beside them (scripts/build.ts), loaded with the first pattern. */
import {createRequire} from 'node:module';
import type * as Re2 from 're2js';

export function loadRe2(): typeof Re2 {
	return createRequire(import.meta.url)('./re2js.cjs') as typeof Re2;
}
