import {UsageError} from '../flags/usage-error.ts';

/** The place of a value: keys, and indices into arrays. */
export type ConfigPath = ReadonlyArray<string | number>;

/** The message says what is wrong, and what would be right; in one line, or with a caret under the mistake in two more. */
export type ConfigProblem = {
	readonly message: string;
	readonly path: ConfigPath;
};

/** Values are wrong. Becomes a UsageError with the places in the file. */
export class ConfigProblems extends Error {
	override readonly name = 'ConfigProblems';
	/** At least one. */
	readonly problems: readonly ConfigProblem[];

	constructor(problems: readonly ConfigProblem[]) {
		super(problems.map(({message}) => message).join('\n'));
		this.problems = problems;
	}
}

/** Returns the error for one problem. */
export function problemAt(message: string, path: ConfigPath): ConfigProblems {
	return new ConfigProblems([{message, path}]);
}

/**
Reads a value as a flag's is read.
@throws {ConfigProblems} Has the message of the UsageError.
*/
export function problemsOfUsage<Value>(path: ConfigPath, read: () => Value): Value {
	try {
		return read();
	} catch (error) {
		throw error instanceof UsageError ? problemAt(error.message, path) : error;
	}
}

/**
Reads each thing. All are read, so that all mistakes are reported at once.
@throws {ConfigProblems}
*/
export function readEach<Thing, Value>(things: readonly Thing[], read: (thing: Thing, index: number) => Value): readonly Value[] {
	const values: Value[] = [];
	const problems: ConfigProblem[] = [];
	for (const [index, thing] of things.entries()) {
		try {
			values.push(read(thing, index));
		} catch (error) {
			if (!(error instanceof ConfigProblems)) {
				throw error;
			}

			problems.push(...error.problems);
		}
	}

	if (problems.length > 0) {
		throw new ConfigProblems(problems);
	}

	return values;
}
