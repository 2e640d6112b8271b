/** The command line is wrong: the message names the word and says what would be right. Ends with exit code 2. */
export class UsageError extends Error {
	override name = 'UsageError';
}
