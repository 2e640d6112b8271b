import {isIP} from 'node:net';
import {parseRule} from '../../alerts/rules/rule.ts';
import {errorCatalogue} from '../../collectors/error-catalogue.ts';
import {Names} from '../../collectors/names.ts';
import {formatFilterError} from '../../filter/filter-error.ts';
import {parseFilter} from '../../filter/parse.ts';
import type {AlertRule} from '../../model/alert.ts';
import type {PortRange} from '../../model/port.ts';
import {size} from '../../text/measure.ts';
import {quote} from '../../text/quote.ts';
import {suggestion} from '../../text/suggestion.ts';
import type {ReadFlag} from './flag.ts';
import {UsageError} from './usage-error.ts';

/** Every watched port is a row, made again at each sample. */
const maxWatchedPorts = 1024;

/**
Reads ports and ranges as `--port` takes them: `22,443,8000-8100`, in any number of words.
@param subject The beginning of messages.
@param example What would be right, for messages.
@returns In order, without overlaps.
@throws {UsageError} Names the part that is wrong.
*/
export function parsePorts(words: readonly string[], subject = '--port', example = `${subject} 22,443,8000-8100`): readonly PortRange[] {
	const ranges = words.flatMap(word => word.split(',')).map(part => parsePortRange(part.trim(), subject, example));
	const merged: PortRange[] = [];
	for (const range of ranges.toSorted((a, b) => a.first - b.first)) {
		const last = merged.at(-1);
		if (last !== undefined && range.first <= last.last + 1) {
			merged[merged.length - 1] = {first: last.first, last: Math.max(last.last, range.last)};
		} else {
			merged.push(range);
		}
	}

	const watched = merged.reduce((count, {first, last}) => count + last - first + 1, 0);
	if (watched > maxWatchedPorts) {
		const right = subject === '--port' ? `--filter ${quote(words.join(','))} shows them without` : 'leave some out';
		throw new UsageError(`${subject}: ${watched} ports are more than the ${maxWatchedPorts} that can be watched; ${right}`);
	}

	return merged;
}

function parsePortRange(part: string, subject: string, example: string): PortRange {
	const match = /^(?<first>\d+)(?:-(?<last>\d+))?$/.exec(part)?.groups;
	if (match === undefined) {
		throw new UsageError(`${subject}: ${quote(part)} is neither a port nor a range, e.g. ${example}`);
	}

	const first = Number(match['first']);
	const last = Number(match['last'] ?? match['first']);
	if (first < 1 || last > 65_535 || first > 65_535) {
		throw new UsageError(`${subject}: ${quote(part)} is not within 1 to 65535, e.g. ${example}`);
	}

	if (first > last) {
		throw new UsageError(`${subject}: ${quote(part)} is backwards; write ${last}-${first}`);
	}

	return {first, last};
}

/** Returns every port of the ranges, in their order. */
export function portsOf(ranges: readonly PortRange[]): readonly number[] {
	return ranges.flatMap(({first, last}) => Array.from({length: last - first + 1}, (_, index) => first + index));
}

/** Returns the list that `parsePorts` reads, which is a filter too. */
export function formatPorts(ranges: readonly PortRange[]): string {
	return ranges.map(({first, last}) => first === last ? String(first) : `${first}-${last}`).join(',');
}

/** Reads a number of seconds, both ends allowed. */
export function secondsFrom(min: number, max: number): (word: string, flag: ReadFlag) => number {
	return (word, {name, example}) => {
		const seconds = /^(?:\d+(?:\.\d*)?|\.\d+)$/.test(word) ? Number(word) : NaN;
		if (seconds >= min && seconds <= max) {
			return seconds;
		}

		throw new UsageError(`--${name}: ${quote(word)} is not a number of seconds from ${min} to ${max}, e.g. ${example}`);
	};
}

/** Returns a reader of a number of bytes, from `min` on, in the spelling of the filter language: `500M`, `2Gi`. */
export function parseSize(min: number): (word: string, flag: ReadFlag) => number {
	return (word, {name, example}) => {
		const bytes = readSize(word);
		if (bytes !== null && bytes >= min) {
			return bytes;
		}

		throw new UsageError(`--${name}: ${quote(word)} is not a size of ${min === 0 ? '0' : `${min / (1024 * 1024)}Mi`} or more, e.g. ${example}`);
	};
}

/** Reads a number of bytes; null where it is none. */
export function readSize(word: string): number | null {
	const {number, unit = ''} = /^(?<number>\d+(?:\.\d+)?)(?<unit>[a-z]*)$/i.exec(word)?.groups ?? {};
	const factor = size.unit(unit);
	const bytes = number === undefined || factor === undefined ? NaN : Math.floor(Number(number) * factor);
	return Number.isSafeInteger(bytes) ? bytes : null;
}

/** Reads a whole number in decimal digits, both ends allowed. */
export function wholeFrom(min: number, max: number): (word: string, flag: ReadFlag) => number {
	return (word, {name, example}) => {
		const number = /^\d{1,10}$/.test(word) ? Number(word) : NaN;
		if (number >= min && number <= max) {
			return number;
		}

		throw new UsageError(`--${name}: ${quote(word)} is not a whole number from ${min} to ${max}, e.g. ${example}`);
	};
}

/**
Returns a flag with few values.
@param noun What each of them is, for messages.
*/
export function oneOf<const Choice extends string>(choices: readonly Choice[], noun = '') {
	return {
		choices,
		parse: (word: string, {name}: ReadFlag): Choice => choose(word, `--${name}: ${quote(word)} is ${noun === '' ? 'none of its values' : `not a ${noun}`}`, choices),
	};
}

/** Returns the choice that a word names. Throws a UsageError that begins with `problem` where there is none. */
export function choose<Choice extends string>(word: string, problem: string, choices: readonly Choice[]): Choice {
	const chosen = choices.find(choice => choice === word);
	if (chosen === undefined) {
		throw new UsageError(`${problem}; ${suggestion(word, choices) ?? `there is ${choices.join(', ')}`}`);
	}

	return chosen;
}

/** Takes any text. */
export function anyText(word: string): string {
	return word;
}

/** Takes any texts. */
export function anyTexts(words: readonly string[]): readonly string[] {
	return words;
}

let names: Names | undefined;

/** Reads the files of names once, for however many filters and rules a configuration file has. */
function findService(name: string): ReturnType<Names['servicePorts']> {
	names ??= new Names();
	return names.servicePorts(name);
}

/**
Checks an expression in the filter language.
@param subject The beginning of messages.
@throws {UsageError} Two more lines show the place with a caret.
*/
export function checkFilter(source: string, subject: string): void {
	const parsed = parseFilter(source, {findService});
	if (!parsed.ok) {
		throw new UsageError(`${subject}: ${formatFilterError(source, parsed.error)}`);
	}
}

/** Reads an expression in the filter language; an empty one is everything. */
export function parseFilterFlag(word: string, {name}: ReadFlag): string {
	if (word !== '') {
		checkFilter(word, `--${name}`);
	}

	return word;
}

/**
Reads a rule of an alert (docs/alerts.md).
@param subject The beginning of messages.
@throws {UsageError} Two more lines show the place with a caret, unless it is a counter that does not exist.
*/
export function parseAlertRule(source: string, subject: string): AlertRule {
	const parsed = parseRule(source, {findService});
	if (!parsed.ok) {
		throw new UsageError(`${subject}: ${formatFilterError(source, parsed.error)}`);
	}

	const counter = /^counter (?<name>.+)$/.exec(parsed.rule.metric)?.groups?.['name'];
	const counters = errorCatalogue.map(({name}) => name);
	if (counter !== undefined && counters.every(known => known.toLowerCase() !== counter.toLowerCase())) {
		throw new UsageError(`${subject}: there is no counter ${quote(counter)} in the Errors view: ${suggestion(counter, counters) ?? 'e shows all of them there'}`);
	}

	return parsed.rule;
}

/** Reads rules of alerts. */
export function parseAlertRules(words: readonly string[], {name}: ReadFlag): readonly AlertRule[] {
	return words.map(word => ({...parseAlertRule(word, `--${name}`), origin: 'flag'}));
}

/** An address to listen on. */
export type ListenAddress = {
	/** An address without brackets, with `%interface` for a link-local one, or a name; null: every address of the machine. */
	readonly host: string | null;
	/** 0: any free one. */
	readonly port: number;
};

/** Reads `host:port`, `[v6]:port`, or `:port` for every address; the host may be a name. */
export function parseListenAddress(word: string, {name, example}: ReadFlag): ListenAddress & {readonly text: string} {
	const match = /^(?:\[(?<bracketed>[^\]]+)\]|(?<plain>[^:[\]]*)):(?<port>\d{1,5})$/.exec(word)?.groups;
	const port = Number(match?.['port'] ?? NaN);
	const bracketed = match?.['bracketed'];
	if (match === undefined || (bracketed !== undefined && isIP(bracketed) !== 6)) {
		throw new UsageError(`--${name}: ${quote(word)} is not an address and a port, e.g. ${example}`);
	}

	if (port > 65_535) {
		throw new UsageError(`--${name}: ${quote(word)}: the port is not within 0 to 65535, e.g. ${example}`);
	}

	const host = bracketed ?? match['plain'] ?? '';
	return {text: word, host: host === '' ? null : host, port};
}
