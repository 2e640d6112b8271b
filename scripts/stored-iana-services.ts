/* Takes the place of source/collectors/iana-services.ts in the bundles: what that makes is a file beside them (scripts/build.ts). */
import {readFileSync} from 'node:fs';

export function readIanaServices(): string {
	// ASCII: one byte per character, also in memory.
	return readFileSync(new URL('iana-services.txt', import.meta.url), 'latin1');
}
