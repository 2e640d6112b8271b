import {quote} from '../../text/quote.ts';
import {suggestion} from '../../text/suggestion.ts';
import type {Figure, FigureKind, Range} from '../../model/check.ts';
import {judge} from '../../outputs/check/verdict.ts';
import {UsageError} from '../flags/usage-error.ts';
import type {Words} from '../flags/words.ts';
import type {Threshold} from './options.ts';

export type Thresholds = {
	readonly warning: readonly Threshold[];
	readonly critical: readonly Threshold[];
};

const number = String.raw`-?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?`;
const rangePattern = new RegExp(`^(?<at>@?)(?:(?<start>(?:${number}|~)?):)?(?<end>(?:${number})?)$`, 'i');

/**
A range as Nagios plug-ins take it (Monitoring Plugins Development Guidelines, "Threshold and Ranges"): `10` is 0 to 10,
`10:` is 10 and more, `~:10` is 10 and less, `10:20` is from 10 to 20, and `@` turns it round.
@returns undefined where it is none.
*/
export function parseRange(text: string): Range | undefined {
	const {at, start, end} = rangePattern.exec(text)?.groups ?? {};
	if (end === undefined || (start === undefined && end === '')) {
		return undefined;
	}

	const range = {
		start: start === '~' ? -Infinity : Number(start ?? ''), end: end === '' ? Infinity : Number(end), isInverted: at === '@', text,
	};
	return range.start <= range.end ? range : undefined;
}

/**
What `-w` and `-c` say: `RANGE`, or `KEY=RANGE` for one figure.
@param keyOf Gives the key of a figure as it is known here; undefined where there is none.
@param keys For the message.
@throws {UsageError}
*/
export function readThresholds(words: Words, keyOf: (key: string) => string | undefined, keys: readonly string[]): Thresholds {
	const read = (name: 'warning' | 'critical') => words.values(name).map((word): Threshold => {
		const equals = word.lastIndexOf('=');
		const range = parseRange(word.slice(equals + 1));
		if (range === undefined) {
			throw new UsageError(`--${name}: ${quote(word.slice(equals + 1))} is not a range; write 10 (0 to 10), 10: (at least), ~:10 (at most), 10:20, or @10:20 (not within)`);
		}

		const typed = equals === -1 ? null : word.slice(0, equals);
		const key = typed === null ? null : keyOf(typed);
		if (key === undefined) {
			throw new UsageError(`--${name}: there is no figure ${quote(typed ?? '')}; ${suggestion(typed ?? '', keys) ?? `there is ${keys.join(', ')}`}`);
		}

		return {key, range};
	});
	return {warning: read('warning'), critical: read('critical')};
}

/**
Makes the figures of one item.
@param thresholds Those with the item's name before the key are for that item only; a key of its own goes before none.
@param main The figure that a threshold without a key is for; null: every one.
*/
export function figureMaker({warning, critical}: Thresholds, name: string, main: FigureKind | null) {
	const find = (thresholds: readonly Threshold[], {key}: FigureKind): Range | null => {
		const wanted = [`${name}_${key}`, key, ...main === null || main.key === key ? [null] : []];
		return wanted.map(candidate => thresholds.findLast(threshold => threshold.key === candidate)).find(found => found !== undefined)?.range ?? null;
	};

	return (kind: FigureKind, value: number | null): Figure => judge(kind, value, {warning: find(warning, kind), critical: find(critical, kind)});
}
