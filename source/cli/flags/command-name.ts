import {quote} from '../../text/quote.ts';
import {suggestion} from '../../text/suggestion.ts';
import {UsageError} from './usage-error.ts';
import {commandNames, commands, type CommandName} from './flag.ts';
import {allFlags, oppositeOf, type KnownFlag} from './flags.ts';

/**
Which command is asked for: by the first words that are neither flags nor their values. The rest of the words is read by
what that command takes.
@param argv The words after the program's name.
@throws {UsageError} There is no such command.
*/
export function commandNameOf(argv: readonly string[]): CommandName {
	const [first, second] = inputsOf(argv, true);
	if (first === undefined) {
		return 'monitor';
	}

	const command = commandNames.find(name => name !== 'monitor' && (name === first || name === `${first} ${second}`));
	if (command !== undefined) {
		return command;
	}

	const parts = commandNames.filter(name => name.startsWith(`${first} `)).map(name => name.slice(first.length + 1));
	if (parts.length > 0) {
		const unknown = second === undefined ? 'what is to be checked?' : `there is no ${quote(second)};`;
		throw new UsageError(`portop ${first}: ${unknown} ${suggestion(second ?? '', parts) ?? `there is ${parts.map(part => `portop ${first} ${part}`).join(', ')}`}`);
	}

	throw new UsageError(`unknown command ${quote(first)}; there is ${commands.map(({usage}) => usage).join(', ')}`);
}

/** Whether the words ask for a check, good or not: what is wrong then is a result of its own, UNKNOWN. */
export function isCheck(argv: readonly string[]): boolean {
	return inputsOf(argv, false)[0] === 'check';
}

/** What a word that begins with a dash may mean: a flag, or the opposite of one. */
export function flagNamed(name: string, flags: readonly KnownFlag[] = allFlags): KnownFlag | undefined {
	return flags.find(flag => name === `--${flag.name}` || name === `-${flag.letter}` || flag.aliases?.some(alias => name === `--${alias}`) === true
		|| (flag.negatable === true && name === `--${oppositeOf(flag)}`));
}

/** What yargs-parser, inside meow, takes as a value although it begins with a dash. */
export const negativeNumber = /^-(?:\d+(?:\.\d+)?|\.\d+)$/;

/**
The words that are neither flags nor their values.
@param isStrict Only those before an unknown flag: what follows may be its value.
*/
function inputsOf(argv: readonly string[], isStrict: boolean): readonly string[] {
	const inputs: string[] = [];
	for (let index = 0; index < argv.length; index++) {
		const word = argv[index]!;
		if (word === '--') {
			return [...inputs, ...argv.slice(index + 1)];
		}

		const [name = ''] = word.split('=', 1);
		const flag = flagNamed(name);
		if (!/^-./.test(word) || (flag === undefined && negativeNumber.test(word))) {
			inputs.push(word);
		} else if (flag === undefined && isStrict) {
			break;
		} else if (name === word && typeof flag?.value === 'string') {
			index++;
		}
	}

	return inputs;
}
