import {quote} from '../filter/filter-error.ts';
import {suggestion} from '../filter/nearest.ts';
import {allFlags, type Flag, type KnownFlag} from './flags.ts';
import {UsageError} from './usage-error.ts';

/** What yargs-parser, inside meow, takes as a value although it begins with a dash. */
const negativeNumber = /^-(?:\d+(?:\.\d+)?|\.\d+)$/;

/**
Refuses the words that meow would accept but read differently from what was meant: `--json=yes` (false), `--json false`,
`--Json`, `--no-numeric`, `--color`, a flag without its value (as if it were not given), a repeated one.
@returns The flags given, each once.
@throws {UsageError}
*/
export function checkSpelling(words: readonly string[]): ReadonlySet<KnownFlag> {
	const given = new Set<KnownFlag>();
	for (let index = 0; index < words.length && words[index] !== '--'; index++) {
		const word = words[index]!;
		const [name, inline] = splitOnce(word);
		const flag = allFlags.find(candidate => name === `--${candidate.name}` || name === `-${candidate.letter}`);
		if (!/^-./.test(word) || (flag === undefined && negativeNumber.test(word))) {
			continue;
		}

		if (flag === undefined) {
			throw new UsageError(`unknown flag ${quote(name)}; ${whatIsRight(name)}`);
		}

		if (given.has(flag) && flag.value !== null && flag.repeatable !== true) {
			throw new UsageError(`${name} is given twice; give it once, e.g. ${flag.example}`);
		}

		given.add(flag);
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

function whatIsRight(name: string): string {
	const joined = /^-(?<letter>[\da-z])(?<rest>.+)$/.exec(name)?.groups;
	if (joined !== undefined && allFlags.some(({letter, value}) => letter === joined['letter'] && value !== null)) {
		return `write -${joined['letter']} ${joined['rest']}`;
	}

	const near = suggestion(name.replace(/^-+/, ''), allFlags.map(known => known.name));
	return near ?? 'portop --help lists the flags';
}

function splitOnce(word: string): readonly [name: string, inline: string | undefined] {
	const equals = word.indexOf('=');
	return equals === -1 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)];
}

function refuseValue(name: string, value: string | undefined): void {
	if (value !== undefined) {
		throw new UsageError(`${name} takes no value, but ${quote(value)} follows; write ${name} alone, or leave it out`);
	}
}

function requireValue(flag: Flag, name: string, value: string | undefined, isNextWord: boolean): void {
	const isFlag = isNextWord && value?.startsWith('-') === true && !negativeNumber.test(value);
	// An empty filter is everything.
	if (isFlag || value === undefined || (value === '' && flag.name !== 'filter')) {
		throw new UsageError(`${name} needs a value, e.g. ${flag.example}`);
	}
}
