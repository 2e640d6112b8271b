import {Buffer} from 'node:buffer';
import {tcpFlags, type TcpFlag} from '../../model/probe.ts';
import {maxPayloadBytes, minIntervalSeconds} from '../../probes/targets/settings.ts';
import {quote} from '../../text/quote.ts';
import type {ReadFlag} from './flag.ts';
import {UsageError} from './usage-error.ts';
import {secondsFrom} from './values.ts';

const maxIntervalSeconds = 3600;

/** Reads the seconds between two probes of a target. */
export function parseProbeInterval(word: string, flag: ReadFlag): number {
	if (Number(word) >= 0 && Number(word) < minIntervalSeconds) {
		throw new UsageError(`--${flag.name}: ${quote(word)} is too short: ${1 / minIntervalSeconds} probes per second and target are the most, --${flag.name} ${minIntervalSeconds}`);
	}

	return secondsFrom(minIntervalSeconds, maxIntervalSeconds)(word, flag);
}

/** Reads the TOS or traffic class octet, as `--tos` takes it. */
export function parseTypeOfService(word: string): number {
	const octet = /^(?:\d{1,3}|0x[\da-f]{1,2})$/i.test(word) ? Number(word) : NaN;
	if (!(octet <= 255)) {
		throw new UsageError(`--tos: ${quote(word)} is not an octet; write a number from 0 to 255 or from 0x00 to 0xff, e.g. --tos 0x10`);
	}

	return octet;
}

/** The code points by name: RFC 2474 (cs), 2597 (af), 3246 (ef), 5865 (va), 8622 (le). */
const codePoints: ReadonlyMap<string, number> = new Map([
	['le', 1],
	['va', 44],
	['ef', 46],
	...Array.from({length: 8}, (_, index) => [`cs${index}`, index * 8] as const),
	...[1, 2, 3, 4].flatMap(level => [1, 2, 3].map(drop => [`af${level}${drop}`, (level * 8) + (drop * 2)] as const)),
]);

/** Returns the octet whose upper six bits are this code point, as `--dscp` takes it. */
export function parseDscp(word: string): number {
	const codePoint = codePoints.get(word.toLowerCase()) ?? (/^\d{1,2}$/.test(word) ? Number(word) : NaN);
	if (!(codePoint <= 63)) {
		throw new UsageError(`--dscp: ${quote(word)} is not a code point; write 0 to 63, ef, va, le, cs0 to cs7, or af11 to af43, e.g. --dscp ef`);
	}

	return codePoint * 4;
}

/**
Reads an interface's name, as `--interface` takes it. The prober finds out whether there is one.
@throws {UsageError} The kernel would not take the name: dev_valid_name() of net/core/dev.c.
*/
export function parseInterfaceName(word: string): string {
	if (word === '.' || word === '..' || /[\s\p{Control}/:]/u.test(word) || Buffer.byteLength(word) > 15) {
		throw new UsageError(`--interface: ${quote(word)} cannot be the name of an interface, e.g. --interface eth0`);
	}

	return word;
}

/**
Reads TCP flags by their letters in any order, as `--flags` takes them.
@throws {UsageError} Names the letter.
*/
export function parseTcpFlags(word: string): readonly TcpFlag[] {
	const letters: ReadonlySet<string> = new Set(word.toUpperCase());
	for (const letter of letters) {
		if (!(tcpFlags as readonly string[]).includes(letter)) {
			throw new UsageError(`--flags: ${quote(letter)} is not a TCP flag; there is F (FIN), S (SYN), R (RST), P (PSH), A (ACK), U (URG), e.g. --flags SA`);
		}
	}

	return tcpFlags.filter(flag => letters.has(flag));
}

const namedEscapes: Readonly<Partial<Record<string, string>>> = {
	n: '\n', r: '\r', t: '\t', 0: '\0', '\\': '\\',
};

/**
Reads bytes as `--data` takes them: UTF-8, and `\n`, `\r`, `\t`, `\0`, `\\`, `\xNN` for single bytes.
@throws {UsageError} Names the escape.
*/
export function parseData(text: string, {name}: ReadFlag): Uint8Array {
	const pieces = text.matchAll(/\\x(?<hex>[\da-f]{2})|\\(?<escape>.?)|[^\\]+/gisu).map(({0: piece, groups}) => {
		const {hex, escape} = groups ?? {};
		if (hex !== undefined) {
			return Buffer.of(Number.parseInt(hex, 16));
		}

		const meant = escape === undefined ? piece : namedEscapes[escape];
		if (meant === undefined) {
			throw new UsageError(`--${name}: ${quote(piece)} is not an escape; there is ${String.raw`\n, \r, \t, \0, \\, and \xNN with two hexadecimal digits`}`);
		}

		return Buffer.from(meant);
	});
	const data = new Uint8Array(Buffer.concat([...pieces]));
	if (data.length > maxPayloadBytes) {
		throw new UsageError(`--${name}: ${data.length} bytes are more than the ${maxPayloadBytes} that can be sent`);
	}

	return data;
}
