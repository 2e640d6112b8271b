/** The text for an unknown value: never 0. */
export const unknown = '–';

const siSuffixes = ['', 'k', 'M', 'G', 'T', 'P', 'E'];
const mebibyte = 1024 * 1024;

/** Formats rates and large counts in at most four characters: `0`, `<0.1`, `0.5`, `512`, `1.2k`, `34M`. */
export function formatCompact(value: number | null): string {
	if (value === null) {
		return unknown;
	}

	if (value > 0 && value < 0.05) {
		return '<0.1';
	}

	let scaled = value;
	let power = 0;
	while (scaled >= 999.5 && power < siSuffixes.length - 1) {
		scaled /= 1000;
		power++;
	}

	const isWhole = power === 0 && Number.isSafeInteger(value);
	return `${scaled.toFixed(isWhole || scaled >= 9.95 ? 0 : 1)}${siSuffixes[power]}`;
}

/** Formats a count exactly if it has at most that many digits, else compactly. */
export function formatCount(value: number | null, digits = 6): string {
	return value !== null && Number.isSafeInteger(value) && value < 10 ** digits ? String(value) : formatCompact(value);
}

/** Formats a rate with its unit in words, for details: `1.2 Mbit/s`, `4.1k packets/s`, `0.5/s`. */
export function formatRate(value: number | null, unit: 'bit/s' | 'packets/s' | '/s'): string {
	if (value === null) {
		return unknown;
	}

	const compact = formatCompact(value);
	if (unit !== 'bit/s') {
		return unit === '/s' ? `${compact}/s` : `${compact} ${unit}`;
	}

	const digits = compact.replace(/[EGMPTk]$/, '');
	return `${digits} ${compact.slice(digits.length)}${unit}`;
}

/** Memory: `0.3MiB`, `345MiB`, `1.2GiB`. At most seven characters. */
export function formatMemory(bytes: number | null): string {
	if (bytes === null) {
		return unknown;
	}

	let scaled = bytes / mebibyte;
	let suffix = 'MiB';
	for (const next of ['GiB', 'TiB']) {
		if (!(scaled >= 1023.5)) {
			continue;
		}

		scaled /= 1024;
		suffix = next;
	}

	return `${scaled.toFixed(scaled >= 9.95 ? 0 : 1)}${suffix}`;
}

/** Formats bytes, from a thousand on in full and in short, `1234567 bytes (1.2 MB)`, or only in short, `1.2 MB`. */
export function formatBytes(bytes: number | null, form: 'full' | 'short' = 'full'): string {
	if (bytes === null) {
		return unknown;
	}

	if (bytes < 1000) {
		return bytes === 1 ? '1 byte' : `${bytes} bytes`;
	}

	const short = `${formatCompact(bytes).replace(/[EGMPTk]$/, ' $&')}B`;
	return form === 'short' ? short : `${bytes} bytes (${short})`;
}

/** Formats a percentage with one decimal below 1000 %, none above, in at most six characters. */
export function formatPercent(value: number | null): string {
	return value === null ? unknown : `${value.toFixed(value >= 999.95 ? 0 : 1)}%`;
}

/** Formats a change with its sign, at most four characters below a hundred thousand: `+12`, `-3`, `+12k`; nothing where nothing changed or it is unknown. */
export function formatChange(value: number | null): string {
	if (value === null || value === 0) {
		return '';
	}

	const size = Math.abs(value);
	const sign = value > 0 ? '+' : '-';
	return sign + (size < 1000 ? String(size) : formatCompact(Math.round(size / 1000) * 1000).replace('.0', ''));
}
