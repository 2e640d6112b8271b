import {unknownRates} from '../../source/model/traffic.ts';
import type {RowOf} from '../../source/protocol/protocol.ts';
import {noOwners} from './owners.ts';
import {someTotals} from './totals.ts';

/** Returns a peer of which only what a test names is known. Its identity follows its protocol, address and port. */
export function anOutgoingPeer(known: Partial<RowOf<'outgoing'>> = {}): RowOf<'outgoing'> {
	return {
		identity: `${known.protocol ?? 'tcp'}|${known.address ?? '192.0.2.9'}|${known.port ?? 443}`,
		protocol: 'tcp',
		address: '192.0.2.9',
		port: 443,
		service: 'https',
		owners: noOwners,
		userId: null,
		user: null,
		unit: null,
		container: null,
		otherUsers: [],
		otherPlaces: [],
		connections: {},
		connectionCount: 0,
		...unknownRates,
		rttMedianMicroseconds: null,
		rttP95Microseconds: null,
		retransmissionPercent: null,
		totals: someTotals(),
		history: [],
		freshness: 'present',
		...known,
	};
}
