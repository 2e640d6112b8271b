/* Takes the place of object-hash in the bundles: ink-table imports it, which loads node:crypto, and needs it only when it draws a table. */

export function sha1(value: object): string {
	// The bundler resolves it, next to ink-table; an import would load it at once.
	// eslint-disable-next-line @typescript-eslint/no-require-imports, unicorn/prefer-module, import-x/no-extraneous-dependencies
	const {sha1: hash} = require('object-hash') as {readonly sha1: typeof sha1};
	return hash(value);
}
