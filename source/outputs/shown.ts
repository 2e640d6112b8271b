import type {Snapshot} from '../model/snapshot.ts';
import {isTcp} from '../model/socket.ts';

/**
Returns what a list shows of a snapshot: no row that has vanished, and of UDP's connections only what is asked for.
@param snapshot All matching rows.
@param hasUdp Connections of UDP too; the other views always have them.
*/
export function shown(snapshot: Snapshot, hasUdp: boolean): Snapshot {
	switch (snapshot.view) {
		case 'ports': {
			return {...snapshot, rows: snapshot.rows.filter(({freshness}) => freshness !== 'vanished')};
		}

		case 'connections': {
			return {
				...snapshot,
				rows: snapshot.rows.filter(({freshness, protocol}) => freshness !== 'vanished' && (hasUdp || isTcp(protocol))),
			};
		}

		case 'states': {
			return snapshot;
		}
	}
}
