import type {RowOf} from '../../source/protocol/protocol.ts';

/** Returns the count of a state: three TCP sockets and a UDP one unless a test names others. */
export function aStateCount(known: Partial<RowOf<'states'>> = {}): RowOf<'states'> {
	return {
		state: 'ESTABLISHED',
		counts: {
			tcp: 3, tcp6: 0, udp: 1, udp6: 0,
		},
		changes: {
			tcp: null, tcp6: null, udp: null, udp6: null,
		},
		total: 4,
		totalChange: null,
		history: [],
		...known,
	};
}
