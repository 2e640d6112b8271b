import {quote} from '../../text/quote.ts';
import {suggestion} from '../../text/suggestion.ts';
import {UsageError} from './usage-error.ts';
import {flagNamed, negativeNumber} from './command-name.ts';
import {
	commands,
	flagsOf,
	oppositeOf,
	type CommandName,
	type Flag,
	type KnownFlag,
} from './flags.ts';

/** A range of thresholds that begins below 0: `-5:5`. */
const negativeRange = /^-[\d.]+:/;

/** The flags given, each once: true, or false where the last word for it says its opposite. */
export type GivenFlags = ReadonlyMap<KnownFlag, boolean>;

/**
Refuses the words that meow would accept but read differently from what was meant: `--json=yes` (false), `--json false`,
`--Json`, a flag without its value (as if it were not given), a repeated one; and flags of other commands.
@param command Whose flags are right.
@throws {UsageError}
*/
export function checkSpelling(words: readonly string[], command: CommandName): GivenFlags {
	const flags = flagsOf(command);
	const given = new Map<KnownFlag, boolean>();
	for (let index = 0; index < words.length && words[index] !== '--'; index++) {
		const word = words[index]!;
		const [name, inline] = splitOnce(word);
		const flag = flagNamed(name, flags);
		if (!/^-./.test(word) || (flagNamed(name) === undefined && negativeNumber.test(word))) {
			continue;
		}

		if (flag === undefined) {
			throw new UsageError(whatIsWrong(name, command));
		}

		if (given.has(flag) && flag.value !== null && flag.repeatable !== true) {
			throw new UsageError(`${name} is given twice; give it once, e.g. ${flag.example}`);
		}

		given.set(flag, name !== `--${oppositeOf(flag)}`);
		const next = words[index + 1];
		if (flag.value === null) {
			refuseValue(name, inline ?? (next === 'true' || next === 'false' ? next : undefined));
		} else {
			requireValue(flag, name, inline ?? next, inline === undefined);
			index += inline === undefined ? 1 : 0;
		}
	}

	return given;
}

function whatIsWrong(name: string, command: CommandName): string {
	// Several commands may have one of this name.
	const right = commands.filter(candidate => flagNamed(name, flagsOf(candidate.name)) !== undefined).map(({usage}) => usage).join(', ');
	return right === ''
		? `unknown flag ${quote(name)}; ${whatIsRight(name, command)}`
		: `${name} is not for ${command === 'monitor' ? 'the monitor' : `portop ${command}`}; it belongs to ${right}`;
}

function whatIsRight(name: string, command: CommandName): string {
	const flags = flagsOf(command);
	const joined = /^-(?<letter>[\da-z])(?<rest>.+)$/.exec(name)?.groups;
	return joined !== undefined && flags.some(({letter, value}) => letter === joined['letter'] && value !== null) ? `write -${joined['letter']} ${joined['rest']}` : suggestion(name.replace(/^-+/, ''), flags.map(known => known.name), '--') ?? `portop ${command === 'monitor' ? '' : `${command} `}--help lists the flags`;
}

/** A flag, and what stands behind its equals sign. */
export function splitOnce(word: string): readonly [name: string, inline: string | undefined] {
	const equals = word.indexOf('=');
	return equals === -1 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)];
}

function refuseValue(name: string, value: string | undefined): void {
	if (value !== undefined) {
		throw new UsageError(`${name} takes no value, but ${quote(value)} follows; write ${name} alone, or leave it out`);
	}
}

function requireValue(flag: Flag, name: string, value: string | undefined, isNextWord: boolean): void {
	const isFlag = isNextWord && value?.startsWith('-') === true && !negativeNumber.test(value) && !(flag.value === 'RANGE' && negativeRange.test(value));
	// An empty filter is everything.
	if (isFlag || value === undefined || (value === '' && flag.name !== 'filter')) {
		throw new UsageError(`${name} needs a value, e.g. ${flag.example}`);
	}
}
