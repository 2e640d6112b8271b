/** The spelling of values of one kind. */
export type Measure = {
	/** `… is not a NOUN: HOW`. */
	readonly noun: string;
	readonly how: string;
	/** The value of one of a unit, in the accessor's unit; undefined where there is no such unit. */
	readonly unit: (name: string) => number | undefined;
	readonly integer: boolean;
};

/** Keyboards type µ as U+00B5 or as the Greek letter U+03BC. */
const microsecondsPer: ReadonlyMap<string, number> = new Map([
	['us', 1], ['\u{B5}s', 1], ['\u{3BC}s', 1], ['ms', 1e3], ['s', 1e6], ['m', 60e6], ['h', 3600e6], ['d', 86_400e6],
]);

/**
Durations.
@param secondsOfBare How long a number without a unit is.
@param accessorUnitMicroseconds The unit of the result.
*/
export function time(secondsOfBare: number, accessorUnitMicroseconds: number): Measure {
	return {
		noun: 'duration',
		how: `write a number and us, ms, s, m, h or d (${secondsOfBare === 1 ? 'seconds' : 'milliseconds'} without one)`,
		unit(name) {
			const microseconds = name === '' ? secondsOfBare * 1e6 : microsecondsPer.get(name);
			return microseconds === undefined ? undefined : microseconds / accessorUnitMicroseconds;
		},
		integer: false,
	};
}

const powers = ['', 'k', 'm', 'g', 't'];

/** Bits per second. */
export const rate: Measure = {
	noun: 'rate',
	how: 'write bits per second with k, M, G or T, as in 1.5M',
	unit(name) {
		// A capital B means bytes everywhere else: 1MB is refused rather than read as a megabit.
		const match = /^(?<prefix>[gkmt]?)(?:b|bit|bps|bit\/s)?$/.exec(name.replace(/^[GKMT]/, letter => letter.toLowerCase()));
		return match === null ? undefined : 1000 ** powers.indexOf(match.groups?.['prefix'] ?? '');
	},
	integer: false,
};

/** Bytes. */
export const size: Measure = {
	noun: 'size',
	how: 'write bytes with k, M, G (1000) or Ki, Mi, Gi (1024), as in 64Ki',
	unit(name) {
		const match = /^(?:(?<prefix>[gkmt])(?<binary>i)?)?b?$/.exec(name.toLowerCase());
		const base = match?.groups?.['binary'] === undefined ? 1000 : 1024;
		return match === null ? undefined : base ** powers.indexOf(match.groups?.['prefix'] ?? '');
	},
	integer: false,
};
