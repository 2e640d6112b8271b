import {
	formatRtt,
	formatTime,
	formatUptime,
	formatZone,
} from '../../text/format-duration.ts';
import {formatBytes, formatPercent, formatRate} from '../../text/format-number.ts';
import {sanitize} from '../../text/sanitize.ts';

/** A value as SQLite has it. Unknown is null. */
export type RecordedValue = string | number | null;

/** A row of an answer, by the keys of its columns. */
export type AnswerRow = Readonly<Record<string, RecordedValue>>;

/** The kind of a column's values: how they are printed. Times are milliseconds since 1970, UTC. */
export type ValueKind = 'text' | 'time' | 'seconds' | 'bytes' | 'microseconds' | 'bitsPerSecond' | 'percent' | 'number' | 'flag';

/** A column of an answer. */
export type AnswerColumn = {
	/** Its name in JSON and CSV, and for `--sort`. */
	readonly key: string;
	/** The expression that it is selected by. */
	readonly sql: string;
	readonly kind: ValueKind;
	/** Its heading in text, which leaves out columns without one. */
	readonly title?: string;
	/** The keys of further columns that its text is made from. */
	readonly needs?: readonly string[];
	/** Makes its text; by default that of its value. */
	readonly cell?: (row: AnswerRow, clock: TextClock) => string | null;
};

/** The zone in which times are printed as text. */
export type TextClock = {
	readonly isUtc: boolean;
	/** Each time has its zone, as the clock was set between the first one and the last. */
	readonly hasZones: boolean;
};

/** Returns whether a column is aligned left: texts and times are. */
export function isLeft({kind}: AnswerColumn): boolean {
	return kind === 'text' || kind === 'time';
}

/** Returns a row's value of a column as text; null where it is unknown. */
export function cellText(column: AnswerColumn, row: AnswerRow, clock: TextClock): string | null {
	const text = column.cell === undefined ? valueText(column.kind, row[column.key] ?? null, clock) : column.cell(row, clock);
	// The file may be of another machine, or of another program.
	return text === null ? null : sanitize(text);
}

/** Returns a value as text; null where it is unknown. */
export function valueText(kind: ValueKind, value: RecordedValue, clock: TextClock): string | null {
	if (value === null || typeof value === 'string') {
		return value;
	}

	switch (kind) {
		case 'time': {
			return timeText(value, clock);
		}

		case 'seconds': {
			return value > 0 && value < 1 ? '<1s' : formatUptime(Math.round(value));
		}

		case 'bytes': {
			return formatBytes(value, 'short');
		}

		case 'microseconds': {
			return formatRtt(value);
		}

		case 'bitsPerSecond': {
			return formatRate(value, 'bit/s');
		}

		case 'percent': {
			return formatPercent(value);
		}

		case 'number': {
			return Number.isSafeInteger(value) ? String(value) : value.toFixed(1);
		}

		case 'flag': {
			return value === 0 ? 'no' : 'yes';
		}

		case 'text': {
			return String(value);
		}
	}
}

/** Returns a time: `2026-11-29 14:03:22`, with its zone where times have one each. */
export function timeText(milliseconds: number, {isUtc, hasZones}: TextClock): string {
	return `${dateText(milliseconds, isUtc)} ${formatTime(milliseconds, isUtc)}${hasZones ? ` ${formatZone(milliseconds, isUtc)}` : ''}`;
}

function dateText(milliseconds: number, isUtc: boolean): string {
	const offset = isUtc ? 0 : new Date(milliseconds).getTimezoneOffset() * 60_000;
	return new Date(milliseconds - offset).toISOString().slice(0, 10);
}

/** Returns a value as JSON and CSV have it: times in ISO 8601, UTC. */
export function plainValue({key, kind}: AnswerColumn, row: AnswerRow): RecordedValue | boolean {
	const value = row[key] ?? null;
	if (typeof value !== 'number') {
		return value === null ? null : sanitize(value);
	}

	return kind === 'time' ? new Date(value).toISOString() : (kind === 'flag' ? value !== 0 : value);
}
