import {quote} from '../../text/quote.ts';
import {suggestion} from '../../text/suggestion.ts';
import {commandNames, commands, type CommandName} from './commands.ts';
import {oppositeOf, type Flag} from './flag.ts';
import {flagsOf, type KnownFlag} from './flags.ts';
import {flagSpelled, isNegativeNumber, type Argument} from './scan-arguments.ts';
import {UsageError} from './usage-error.ts';

type FlagArgument = Extract<Argument, {readonly type: 'flag'}>;

/** A flag that is given: whether a switch is on, or the values. */
export type GivenFlag =
	| {readonly flag: KnownFlag; readonly type: 'switch'; readonly isOn: boolean}
	| {readonly flag: KnownFlag; readonly type: 'values'; readonly values: readonly string[]};

/**
Finds the command: the first words that are neither flags nor their values.
@throws {UsageError} There is no such command.
*/
export function findCommand(found: readonly Argument[]): CommandName {
	// A word after an unknown flag may be its value.
	const unknown = found.findIndex(argument => argument.type === 'flag' && argument.takesValue === null);
	const [first, second] = found.slice(0, unknown === -1 ? found.length : unknown).flatMap(argument => argument.type === 'input' ? argument.word : []);
	if (first === undefined) {
		return 'monitor';
	}

	const command = commandNames.find(name => name !== 'monitor' && (name === first || name === `${first} ${second}`));
	if (command !== undefined) {
		return command;
	}

	const parts = commandNames.filter(name => name.startsWith(`${first} `)).map(name => name.slice(first.length + 1));
	if (parts.length > 0) {
		const problem = second === undefined ? 'what is to be checked?' : `there is no ${quote(second)};`;
		throw new UsageError(`portop ${first}: ${problem} ${suggestion(second ?? '', parts) ?? `there is ${parts.map(part => `portop ${first} ${part}`).join(', ')}`}`);
	}

	const firstWords = [...new Set(commandNames.filter(name => name !== 'monitor').map(name => name.split(' ', 1)[0]!))];
	throw new UsageError(`unknown command ${quote(first)}; ${suggestion(first, firstWords) ?? `there is ${commands.map(({usage}) => usage).join(', ')}`}`);
}

/**
Returns the flags that are given, each once. Refuses words that meow would accept but read differently from what was meant:
`--json=yes` (false), `--json false`, `--Json`, a flag without its value (as if it were not given), a repeated one; and flags of
other commands.
@throws {UsageError}
*/
export function validateFlags(found: readonly Argument[], command: CommandName): readonly GivenFlag[] {
	const known = flagsOf(command);
	const given = new Map<KnownFlag, GivenFlag>();
	for (const argument of found) {
		if (argument.type === 'input') {
			continue;
		}

		const {spelling} = argument;
		const flag = flagSpelled(spelling, known);
		if (flag === undefined) {
			throw new UsageError(unknownFlag(spelling, command));
		}

		const before = given.get(flag);
		if (flag.value === null) {
			refuseValue(argument);
			given.set(flag, {flag, type: 'switch', isOn: spelling !== `--${oppositeOf(flag)}`});
		} else if (before === undefined || flag.repeatable === true) {
			const values = before?.type === 'values' ? before.values : [];
			given.set(flag, {flag, type: 'values', values: [...values, requireValue(flag, argument)]});
		} else {
			throw new UsageError(`${spelling} is given twice; give it once, e.g. ${flag.example}`);
		}
	}

	return given.values().toArray();
}

function unknownFlag(spelling: string, command: CommandName): string {
	// Several commands may have one of this name.
	const owners = commands.filter(({name}) => flagSpelled(spelling, flagsOf(name)) !== undefined).map(({usage}) => usage).join(', ');
	return owners === ''
		? `unknown flag ${quote(spelling)}; ${rightFlag(spelling, command)}`
		: `${spelling} is not for ${command === 'monitor' ? 'the monitor' : `portop ${command}`}; it belongs to ${owners}`;
}

function rightFlag(spelling: string, command: CommandName): string {
	const flags = flagsOf(command);
	const joined = /^-(?<letter>[\da-z])(?<rest>.+)$/.exec(spelling)?.groups;
	const isJoined = joined !== undefined && flags.some(({letter, value}) => letter === joined['letter'] && value !== null);
	return isJoined
		? `write -${joined['letter']} ${joined['rest']}`
		: suggestion(spelling.replace(/^-+/, ''), flags.map(({name}) => name), '--') ?? `portop ${command === 'monitor' ? '' : `${command} `}--help lists the flags`;
}

function refuseValue({spelling, inline, next}: FlagArgument): void {
	const value = inline ?? (next === 'true' || next === 'false' ? next : undefined);
	if (value !== undefined) {
		throw new UsageError(`${spelling} takes no value, but ${quote(value)} follows; write ${spelling} alone, or leave it out`);
	}
}

function requireValue({mayBegin, mayBeEmpty, example}: Flag, {spelling, inline, next}: FlagArgument): string {
	const value = inline ?? next;
	const isFlag = inline === undefined && next?.startsWith('-') === true && !isNegativeNumber(next) && mayBegin?.test(next) !== true;
	if (value === undefined || isFlag || (value === '' && mayBeEmpty !== true)) {
		throw new UsageError(`${spelling} needs a value, e.g. ${example}`);
	}

	return value;
}
