import type {ConnectionGroup} from '../../source/model/group.ts';
import {unknownRates} from '../../source/model/traffic.ts';
import {someTotals} from './totals.ts';

/** Returns a group without connections of which only what a test names is known. Its identity follows its grouping and name. */
export function aGroup(known: Partial<ConnectionGroup> = {}): ConnectionGroup {
	const {grouping = 'process', name = 'server(812)'} = known;
	return {
		identity: `${grouping}|${name}`,
		grouping,
		kind: 'member',
		name,
		pid: null,
		service: null,
		user: null,
		userId: null,
		unit: null,
		container: null,
		connections: {},
		connectionCount: 0,
		...unknownRates,
		rttMedianMicroseconds: null,
		rttP95Microseconds: null,
		retransmissionPercent: null,
		totals: someTotals(),
		ratesAreLowerBounds: false,
		oldestSeconds: null,
		oldestIsMinimum: false,
		filter: null,
		...known,
	};
}
