import {execFile, type ExecFileOptions} from 'node:child_process';

export type Output = {
	readonly stdout: string;
	readonly stderr: string;
};

/** How a command failed. */
export class CommandError extends Error {
	override name = 'CommandError';
	readonly code: number | string | null;
	readonly output: Output;

	constructor(message: string, code: number | string | null, output: Output) {
		super(message);
		this.code = code;
		this.output = output;
	}
}

/**
Runs a program to its end.
@throws {CommandError} Where it cannot be started, fails or is killed.
*/
export async function execute(program: string, words: readonly string[], options: ExecFileOptions = {}): Promise<Output> {
	const {promise, resolve, reject} = Promise.withResolvers<Output>();
	execFile(program, words, {maxBuffer: 256 * 1024 * 1024, ...options, encoding: 'utf8'}, (error, stdout, stderr) => {
		if (error === null) {
			resolve({stdout, stderr});
		} else {
			reject(new CommandError(`${error.message}\n${stderr}`, error.code ?? null, {stdout, stderr}));
		}
	});
	return promise;
}
