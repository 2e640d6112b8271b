import type {ViewRows} from './protocol.ts';

/** Returns the identity of a row, which it keeps from sample to sample. */
export function rowIdentity(row: ViewRows['rows'][number]): string {
	return 'identity' in row ? row.identity : ('name' in row ? row.name : row.state);
}
