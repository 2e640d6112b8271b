import {quote} from '../../text/quote.ts';
import type {Words} from '../flags/words.ts';
import {UsageError} from '../flags/usage-error.ts';
import type {ConfigOptions} from './options.ts';

/**
What `portop config` is asked for.
@throws {UsageError}
*/
export function readConfigOptions(words: Words, environment: ConfigOptions['environment']): ConfigOptions {
	const [superfluous] = words.input;
	if (superfluous !== undefined) {
		throw new UsageError(`portop config: unexpected ${quote(superfluous)}; a file goes after --config`);
	}

	if (words.has('check') === words.has('example')) {
		throw new UsageError(`portop config: ${words.has('check') ? '--check and --example exclude each other; leave one of them out' : 'write --check, or --example'}`);
	}

	const [named] = words.values('config');
	return {action: words.has('check') ? 'check' : 'example', named, environment};
}
