import {quote} from '../../text/quote.ts';
import type {PortRange} from '../../model/port.ts';
import {allFlags, type FlagName} from '../flags/flags.ts';
import {UsageError} from '../flags/usage-error.ts';

/** Every watched port is a row, made anew at each sample. */
const mostWatchedPorts = 1024;

/**
Ports and ranges as `--port` takes them: `22,443,8000-8100`, in any number of words.
@param subject What messages begin with.
@param example What would be right, for messages.
@returns In order, without overlaps.
@throws {UsageError} Names the part that is wrong.
*/
export function parsePorts(words: readonly string[], subject = '--port', example = `${subject} 22,443,8000-8100`): readonly PortRange[] {
	const ranges = words.flatMap(word => word.split(',')).map(part => parseRange(part.trim(), subject, example));
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
	if (watched > mostWatchedPorts) {
		const right = subject === '--port' ? `--filter ${quote(words.join(','))} shows them without` : 'leave some out';
		throw new UsageError(`${subject}: ${watched} ports are more than the ${mostWatchedPorts} that can be watched; ${right}`);
	}

	return merged;
}

function parseRange(part: string, subject: string, example: string): PortRange {
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

/** Every port of the ranges, in their order. */
export function portsOf(ranges: readonly PortRange[]): readonly number[] {
	return ranges.flatMap(({first, last}) => Array.from({length: last - first + 1}, (_, index) => first + index));
}

/** The list that `parsePorts` reads, which is a filter too. */
export function formatPorts(ranges: readonly PortRange[]): string {
	return ranges.map(({first, last}) => first === last ? String(first) : `${first}-${last}`).join(',');
}

/**
A number of seconds, both ends allowed.
@throws {UsageError}
*/
export function parseSeconds(word: string, flag: FlagName, least: number, most: number): number {
	const seconds = /^(?:\d+(?:\.\d*)?|\.\d+)$/.test(word) ? Number(word) : NaN;
	if (seconds >= least && seconds <= most) {
		return seconds;
	}

	throw new UsageError(`--${flag}: ${quote(word)} is not a number of seconds from ${least} to ${most}, e.g. ${exampleOf(flag)}`);
}

/**
A whole number in decimal digits, both ends allowed.
@throws {UsageError}
*/
export function parseWhole(word: string, flag: FlagName, least: number, most: number): number {
	const number = /^\d{1,10}$/.test(word) ? Number(word) : NaN;
	if (number >= least && number <= most) {
		return number;
	}

	throw new UsageError(`--${flag}: ${quote(word)} is not a whole number from ${least} to ${most}, e.g. ${exampleOf(flag)}`);
}

function exampleOf(name: FlagName): string {
	return allFlags.find(flag => flag.name === name)?.example ?? `--${name}`;
}

/**
Where to read sockets from, as `--source` takes it.
@throws {UsageError}
*/
export function parseSource(word: string): 'netlink' | 'proc' {
	if (word === 'netlink' || word === 'proc') {
		return word;
	}

	throw new UsageError(`--source: ${quote(word)} is not a source; write --source netlink or --source proc`);
}
