/** Where a value stands: keys, and indices into arrays. */
export type ConfigPath = ReadonlyArray<string | number>;

/** What is wrong, and what would be right; in one line, or with a caret under what is wrong in two more. */
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

/** The error for one problem. */
export function problemAt(message: string, path: ConfigPath): ConfigProblems {
	return new ConfigProblems([{message, path}]);
}

/**
What is made of each thing. All are looked at, so that all that is wrong is told at once.
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
