import {fixedCheckNames, type FixedCheckName, type FixedLimits} from '../../model/alert.ts';
import {
	count,
	percent,
	perSecond,
	seconds,
	type Unit,
} from '../../text/units.ts';

/** The threshold of a fixed check, as the configuration file has it. */
export type LimitSetting = {
	readonly default: number;
	readonly minimum: number;
	readonly maximum: number;
	readonly unit: Unit;
	/** One line. */
	readonly description: string;
};

/** Every threshold: its default, its range and its meaning. */
export const limitSettings: Readonly<Record<FixedCheckName, LimitSetting>> = {
	acceptQueue: {
		default: 80, minimum: 1, maximum: 100, unit: percent, description: 'The accept queue of a listening socket is fuller than this, in percent of its limit',
	},
	listenDrops: {
		default: 1, minimum: 0.01, maximum: 1e6, unit: perSecond, description: 'A listener drops more connections than this, per second, and no alert about its accept queue says so',
	},
	closeWait: {
		default: 50, minimum: 1, maximum: 1e6, unit: count, description: 'More of a port\'s connections than this are in CLOSE-WAIT, and they are most of them',
	},
	udpDrops: {
		default: 1, minimum: 0.01, maximum: 1e6, unit: perSecond, description: 'A port loses more datagrams than this because its receive buffer is full, per second',
	},
	retransmissions: {
		default: 2, minimum: 0.01, maximum: 100, unit: percent, description: 'More of the segments of a port, or to a peer, than this are sent again, in percent',
	},
	probeLoss: {
		default: 5, minimum: 0.01, maximum: 100, unit: percent, description: 'More of a target\'s probes than this are not answered, in percent',
	},
	sourceFailure: {
		default: 5, minimum: 0, maximum: 3600, unit: seconds, description: 'A source of data fails for this many seconds',
	},
	descriptors: {
		default: 90, minimum: 1, maximum: 100, unit: percent, description: 'A process that serves a port has more open files than this, in percent of its limit',
	},
};

/** The thresholds where the configuration file names no others. */
export const defaultLimits: FixedLimits = limitsWith({});

/** Returns the default thresholds with those that were given. */
export function limitsWith(given: Readonly<Partial<Record<FixedCheckName, number | null | undefined>>>): FixedLimits {
	// Object.fromEntries() forgets the names.
	return Object.fromEntries(fixedCheckNames.map(name => {
		const limit = given[name];
		return [name, limit === undefined ? limitSettings[name].default : limit];
	})) as FixedLimits;
}
