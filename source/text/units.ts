import {formatAge, formatRtt} from './format-duration.ts';
import {
	formatCompact,
	formatCount,
	formatMemory,
	formatPercent,
	unknown,
} from './format-number.ts';
import {
	rate,
	size,
	time,
	type Measure,
} from './measure.ts';

/** A unit of measurement: how its values are typed, and how messages show them. */
export type Unit = {
	readonly measure: Measure;
	readonly show: (value: number) => string;
	/** Formats values for a table, in few characters; unknown is a dash. */
	readonly short: (value: number | null) => string;
	/** Values are whole numbers. */
	readonly isCount: boolean;
	/** Values are per second: added up over time they are an amount. */
	readonly isRate?: true;
	/** The largest value there is. */
	readonly most: number;
};

const powers = ['', 'k', 'M', 'G', 'T'];
/** `1,204`. Intl.NumberFormat does it too, and takes four megabytes of memory. */
function grouped(value: number): string {
	const digits = value.toFixed(0);
	const groups: string[] = [];
	for (let end = digits.length; end > 0; end -= 3) {
		groups.unshift(digits.slice(Math.max(0, end - 3), end));
	}

	return groups.join(',');
}

function plainNumber(noun: string, how: string, unitPattern: RegExp): Measure {
	return {
		noun,
		how,
		unit(name) {
			const match = unitPattern.exec(name);
			return match === null ? undefined : 1000 ** powers.findIndex(power => power.toLowerCase() === (match[1] ?? '').toLowerCase());
		},
		integer: false,
	};
}

const none = Infinity;

/** `1,204` */
export const count: Unit = {
	measure: plainNumber('number', 'write digits, with k, M or G for thousands, millions or billions', /^([gkm]?)$/i),
	show: value => grouped(value),
	short: value => formatCount(value, 5),
	isCount: true,
	most: none,
};

/** `8443`: a number that is a name or an exact count, without separators. */
export const wholeNumber: Unit = {
	measure: {
		noun: 'whole number', how: 'write digits only', unit: name => name === '' ? 1 : undefined, integer: true,
	},
	show: String,
	short: value => value === null ? unknown : String(value),
	isCount: true,
	most: none,
};

/** `83 %`, `0.4 %` */
export const percent: Unit = {
	measure: {
		noun: 'percentage', how: 'write it as in 5%', unit: name => name === '' || name === '%' ? 1 : undefined, integer: false,
	},
	show: value => `${decimals(value)} %`,
	short: formatPercent,
	isCount: false,
	most: 100,
};

/** Percent of processor time: one busy processor is 100 %. */
export const coresPercent: Unit = {...percent, most: none};

/** `12/s` */
export const perSecond: Unit = {
	measure: plainNumber('rate', 'write a number of events per second, with k or M for thousands or millions', /^([gkm]?)(?:\/s)?$/i),
	show: value => `${decimals(value)}/s`,
	short: formatCompact,
	isCount: false,
	isRate: true,
	most: none,
};

/** `1.5k packets/s` */
export const packetsPerSecond: Unit = {
	measure: plainNumber('rate', 'write packets per second, with k or M for thousands or millions', /^([gkm]?)(?:p|pps|\/s|packets\/s)?$/i),
	show: value => `${compact(value)} packets/s`,
	short: formatCompact,
	isCount: false,
	isRate: true,
	most: none,
};

/** `12 Mbit/s` */
export const bitsPerSecond: Unit = {
	measure: rate,
	show: value => compact(value).replace(/\d(?=[GMTk]?$)/, '$& ') + 'bit/s',
	short: formatCompact,
	isCount: false,
	isRate: true,
	most: none,
};

/** `345 MiB` */
export const bytes: Unit = {
	measure: size, show: value => showBytes(value), short: formatMemory, isCount: false, most: none,
};

/** `235 µs`, `1.2 ms`, `1.3 s` */
export const microseconds: Unit = {
	measure: time(1e-3, 1), show: value => showTime(value), short: formatRtt, isCount: false, most: none,
};

/** Durations: `1 h 12 min`, `7 s` */
export const seconds: Unit = {
	measure: time(1, 1e6), show: value => showDuration(value), short: value => formatAge(value), isCount: false, most: none,
};

/** Formats a number with one decimal below ten, two below one, and marked thousands. */
function decimals(value: number): string {
	if (value > 0 && value < 0.01) {
		return '<0.01';
	}

	const places = value < 1 ? 2 : (value < 10 ? 1 : 0);
	return value >= 1000 ? grouped(value) : String(Number(value.toFixed(places)));
}

function compact(value: number): string {
	let scaled = value;
	let power = 0;
	while (scaled >= 999.5 && power < powers.length - 1) {
		scaled /= 1000;
		power++;
	}

	return decimals(scaled) + powers[power]!;
}

function showBytes(value: number): string {
	let scaled = value;
	let power = 0;
	while (scaled >= 1023.5 && power < powers.length - 1) {
		scaled /= 1024;
		power++;
	}

	return `${decimals(scaled)} ${power === 0 ? 'bytes' : `${powers[power]!.toUpperCase()}iB`}`;
}

function showTime(value: number): string {
	if (value < 999.5) {
		return `${Math.round(value)} µs`;
	}

	return value < 999_500 ? `${decimals(value / 1000)} ms` : `${decimals(value / 1e6)} s`;
}

/** Formats a duration in its two largest units: `1 h 12 min`, `4 min 5 s`, `7 s`. */
export function showDuration(durationSeconds: number): string {
	const whole = Math.max(0, Math.round(durationSeconds));
	const parts = [
		[Math.floor(whole / 86_400), 'd'],
		[Math.floor(whole % 86_400 / 3600), 'h'],
		[Math.floor(whole % 3600 / 60), 'min'],
		[whole % 60, 's'],
	] as const;
	const first = parts.findIndex(([amount]) => amount > 0);
	return first === -1 ? '0 s' : parts.slice(first, first + 2).filter(([amount]) => amount > 0).map(([amount, name]) => `${amount} ${name}`).join(' ');
}
