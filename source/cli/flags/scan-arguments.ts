import {oppositeOf} from './flag.ts';
import {allFlags, type KnownFlag} from './flags.ts';

/** A part of the command line, as it reads before the command is known. */
export type Argument =
	| {readonly type: 'input'; readonly word: string}
	| {
		readonly type: 'flag';
		/** As it was typed, with its dashes. */
		readonly spelling: string;
		/** null: no command has it. */
		readonly takesValue: boolean | null;
		/** The text after its equals sign. */
		readonly inline: string | undefined;
		/** The next word. It is the flag's, and no argument of its own, where a value is missing. */
		readonly next: string | undefined;
	};

/**
Splits the command line into flags, each with its value, and the words between them. That needs no command: flags that share a
spelling all take a value, or none does.
@param argv The words after the program's name.
*/
export function scanArguments(argv: readonly string[]): readonly Argument[] {
	const found: Argument[] = [];
	for (let index = 0; index < argv.length; index++) {
		const word = argv[index]!;
		if (word === '--') {
			return [...found, ...argv.slice(index + 1).map(rest => ({type: 'input', word: rest} as const))];
		}

		const [spelling, inline] = splitOnce(word);
		const flag = flagSpelled(spelling);
		if (!/^-./.test(word) || (flag === undefined && isNegativeNumber(word))) {
			found.push({type: 'input', word});
			continue;
		}

		const takesValue = flag === undefined ? null : flag.value !== null;
		found.push({
			type: 'flag', spelling, takesValue, inline, next: argv[index + 1],
		});
		if (takesValue === true && inline === undefined) {
			index++;
		}
	}

	return found;
}

/** Returns the flag with this spelling: its name, its letter, an alias, or its opposite. */
export function flagSpelled(spelling: string, flags: readonly KnownFlag[] = allFlags): KnownFlag | undefined {
	return flags.find(flag => spelling === `--${flag.name}` || spelling === `-${flag.letter}` || flag.aliases?.some(alias => spelling === `--${alias}`) === true
		|| (flag.negatable === true && spelling === `--${oppositeOf(flag)}`));
}

/** Returns whether a word that begins with a dash is a value. */
export function isNegativeNumber(word: string): boolean {
	return /^-(?:\d+(?:\.\d+)?|\.\d+)$/.test(word);
}

/** Returns whether a check is asked for, rightly or not: a mistake is then a result of its own, UNKNOWN. */
export function isCheck(argv: readonly string[]): boolean {
	const first = scanArguments(argv).find(({type}) => type === 'input');
	return first?.type === 'input' && first.word === 'check';
}

/** Returns the word that stands for the value of a flag, also where something else is wrong; undefined where there is none. */
export function scannedValue(argv: readonly string[], name: KnownFlag['name']): string | undefined {
	const argument = scanArguments(argv).find(candidate => candidate.type === 'flag' && flagSpelled(candidate.spelling)?.name === name);
	return argument?.type === 'flag' ? argument.inline ?? argument.next : undefined;
}

/** Returns a flag, and the text after its equals sign. */
function splitOnce(word: string): readonly [spelling: string, inline: string | undefined] {
	const equals = word.indexOf('=');
	return equals === -1 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)];
}
