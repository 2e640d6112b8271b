import {isIP, isIPv6} from 'node:net';
import {domainToASCII} from 'node:url';
import {connectionTypes, type ConnectionType, type Range} from '../../model/check.ts';
import {connectionFigures, stateSpelling} from '../../outputs/check/connection-figures.ts';
import {parseTarget} from '../../probes/targets/target.ts';
import {compilePattern, PatternError, type Pattern} from '../../text/pattern.ts';
import {quote} from '../../text/quote.ts';
import type {ReadFlag} from './flag.ts';
import {UsageError} from './usage-error.ts';
import {choose} from './values.ts';

/** A percent sign after a number is passed over, as `parse_range_string` of the Monitoring Plugins does. */
const number = String.raw`[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?%?`;
const rangePattern = new RegExp(`^(?<at>@?)(?:(?<start>(?:${number}|~)?):)?(?<end>(?:${number})?)$`, 'i');

/**
Reads a range as Nagios plug-ins take it (Monitoring Plugins Development Guidelines, "Threshold and Ranges"): `10` is 0 to 10,
`10:` is 10 and more, `~:10` is 10 and less, `10:20` is from 10 to 20, and `@` turns it round.
@returns undefined where it is none.
*/
export function parseRange(text: string): Range | undefined {
	const {at, start, end} = rangePattern.exec(text)?.groups ?? {};
	if (end === undefined || (start === undefined && end === '')) {
		return undefined;
	}

	const range = {
		start: start === '~' ? -Infinity : numberOf(start ?? ''), end: end === '' ? Infinity : numberOf(end), isInverted: at === '@', text: text.replaceAll('%', ''),
	};
	return range.start <= range.end ? range : undefined;
}

/** Returns the number; 0 of an empty text. */
function numberOf(text: string): number {
	return Number(text.replace(/%$/, ''));
}

/** A threshold of a check, for one of its figures. */
export type Threshold = {
	/** The key of the figure; null: of the one that the check is about. */
	readonly key: string | null;
	readonly range: Range;
};

/** Reads `RANGE`, or `KEY=RANGE` for one figure. Which keys there are depends on the other flags. */
export function parseThresholds(words: readonly string[], {name}: ReadFlag): readonly Threshold[] {
	return words.map(word => {
		const equals = word.lastIndexOf('=');
		const range = parseRange(word.slice(equals + 1));
		if (range === undefined) {
			throw new UsageError(`--${name}: ${quote(word.slice(equals + 1))} is not a range; write 10 (0 to 10), 10: (at least), ~:10 (at most), 10:20, or @10:20 (not within)`);
		}

		return {key: equals === -1 ? null : word.slice(0, equals), range};
	});
}

/** Reads a name or an address, as targets have it. */
export function parseHost(word: string): string {
	const parsed = parseTarget(`icmp://${isIPv6(word) ? `[${word}]` : word}`);
	if (!parsed.ok) {
		throw new UsageError(`--host: ${quote(word)} is neither a name nor an address; write e.g. --host example.org, --host 192.0.2.1 or --host 2001:db8::1`);
	}

	return parsed.target.host;
}

/**
Reads the name of a certificate, or an address. It may end with the dot of the root, and be in letters of every script; in a certificate,
and in SNI (RFC 6066, section 3), it has no dot and is in ASCII.
*/
export function parseTlsName(word: string): string {
	const isAddress = isIP(word) !== 0;
	const name = isAddress ? word : domainToASCII(word.replace(/\.$/, ''));
	// The conversion takes 127.1 for an address.
	if (name === '' || (!isAddress && isIP(name) !== 0)) {
		throw new UsageError(`--tls-name: ${quote(word)} is no name; write e.g. --tls-name www.example.org`);
	}

	return name;
}

/** Reads the regular expression of `--expect`. */
export function parseExpect(word: string): Pattern {
	if (word === '') {
		throw new UsageError('--expect: it is empty, and would match every answer; write e.g. --expect \'^220 \'');
	}

	try {
		return compilePattern(word, {multiline: true});
	} catch (error) {
		throw error instanceof PatternError ? new UsageError(`--expect: ${error.message}; write e.g. --expect '^220 '`) : error;
	}
}

/** Reads a boolean as Python writes it. */
export function parseHeartbeat(word: string, {name}: ReadFlag): boolean {
	return choose(word.toLowerCase(), `--${name}: ${quote(word)} is none of its values`, ['true', 'false']) === 'true';
}

/** Reads lists of protocols. */
export function parseConnectionTypes(words: readonly string[], {name}: ReadFlag): readonly ConnectionType[] {
	return words.flatMap(word => word.split(',')).map(word => choose(word.toLowerCase(), `--${name}: ${quote(word)} is none of its values`, connectionTypes));
}

/** States that other systems have; on Linux no socket is ever in one of them. */
const foreignStates: ReadonlySet<string> = new Set(['IDLE', 'BOUND', 'DELETE_TCB']);

/** Reads lists of states, in any spelling. */
export function parseConnectionStates(words: readonly string[], {name}: ReadFlag): readonly string[] {
	const known = ['ALL', ...new Set(connectionFigures.flatMap(({spellings}) => spellings))];
	return words.flatMap(word => word.split(',')).map(word => {
		const spelling = stateSpelling(word);
		if (foreignStates.has(spelling)) {
			throw new UsageError(`--${name}: Linux has no state ${quote(word)}; leave it out`);
		}

		return choose(spelling, `--${name}: ${quote(word)} is not a state`, known);
	});
}
