import type {ViewRows} from './protocol.ts';

/** What names a row of a view from sample to sample. */
export function rowIdentity(row: ViewRows['rows'][number]): string {
	return 'identity' in row ? row.identity : ('name' in row ? row.name : row.state);
}
