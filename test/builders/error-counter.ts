import type {RowOf} from '../../source/protocol/protocol.ts';

/** Returns a counter that has counted nothing, with what a test names. */
export function anErrorCounter(known: Partial<RowOf<'errors'>> = {}): RowOf<'errors'> {
	return {
		name: 'TcpRetransSegs',
		title: 'a title',
		meaning: 'A meaning.',
		weight: 'warning',
		perSecond: null,
		sinceStart: 0,
		sinceReset: null,
		total: 0,
		history: [],
		...known,
	};
}
