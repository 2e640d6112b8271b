import {unwatchFile, watchFile} from 'node:fs';
import {stat} from 'node:fs/promises';
import process from 'node:process';
import {readSmallFile} from '../../cli/config/small-file.ts';
import {UsageError} from '../../cli/flags/usage-error.ts';

/** Whether an Authorization header has the token. */
export type Guard = (authorization: string | undefined) => boolean;

/**
Reads the bearer token: the file's only word.
@returns The guard, and a warning where other users may read the file.
@throws {UsageError} It cannot be read, holds no token, or another user may change it, who would then choose who reads.
*/
export async function readToken(file: string): Promise<{readonly guard: Guard; readonly warning: string | null}> {
	const {name, text, distrust} = await readSmallFile(file, '--token-file');
	if (distrust !== null) {
		throw new UsageError(`--token-file: ${name} is not safe: ${distrust}; keep it where only root and portop's user may write`);
	}

	const token = text.trim();
	if (token === '') {
		throw new UsageError(`--token-file: ${name} is empty; write a token of your own into it, e.g. openssl rand -hex 32 > ${name}`);
	}

	// RFC 6750, section 2.1: a client cannot send other characters.
	if (!/^[\w+\-./~]+=*$/.test(token)) {
		throw new UsageError(`--token-file: ${name} holds more than a token: only letters, digits and -._~+/= on one line can be sent`);
	}

	const {mode} = await stat(file);
	return {
		guard: guardOf(token),
		warning: (mode & 0o004) === 0 ? null : `--token-file: every user of this machine may read ${name}; chmod o-r takes that away`,
	};
}

/** Compares hashes in constant time: the duration reveals nothing, not even a length. */
export function guardOf(token: string): Guard {
	const {timingSafeEqual} = process.getBuiltinModule('node:crypto');
	const expected = digest(token);
	return authorization => {
		const shown = /^bearer +(?<token>\S+) *$/i.exec(authorization ?? '')?.groups?.['token'];
		return timingSafeEqual(digest(shown ?? ''), expected) && shown !== undefined;
	};
}

function digest(text: string): Uint8Array {
	const {createHash} = process.getBuiltinModule('node:crypto');
	return createHash('sha256').update(text).digest();
}

/** Milliseconds between two checks of the file. */
const checkInterval = 2000;

/**
Returns a guard for the token that is in the file, which is read again when it has changed, and at SIGHUP. If there is no valid
token then, that is reported, and the one before stays.
@param file null: there is no token, and every client may read; SIGHUP does no harm then.
@throws {UsageError} There is none at the start.
*/
export async function watchToken(file: string | null, complain: (problem: string) => void): Promise<Disposable & {readonly guard: Guard | null}> {
	if (file === null) {
		const stay = () => undefined;
		process.on('SIGHUP', stay);
		return {
			guard: null,
			[Symbol.dispose]() {
				process.off('SIGHUP', stay);
			},
		};
	}

	let {guard, warning} = await readToken(file);
	const reportWarning = () => {
		if (warning !== null) {
			complain(warning);
		}
	};

	reportWarning();
	const reread = async () => {
		try {
			({guard, warning} = await readToken(file));
			reportWarning();
		} catch (error) {
			complain(`${error instanceof Error ? error.message : String(error)}; the token before still holds`);
		}
	};

	const onChange = () => {
		void reread();
	};

	watchFile(file, {interval: checkInterval, persistent: false}, onChange);
	process.on('SIGHUP', onChange);
	return {
		get guard() {
			return guard;
		},
		[Symbol.dispose]() {
			unwatchFile(file, onChange);
			process.off('SIGHUP', onChange);
		},
	};
}
