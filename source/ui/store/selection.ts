import type {ViewRows} from '../../protocol/protocol.ts';
import {ssStateNames} from '../../model/socket.ts';
import {joinAddress, probeAddress} from '../text/address.ts';
import {alertText} from '../text/alert-text.ts';
import type {AppState} from '../state/state.ts';

/** The row under the cursor, as the interface needs to name it. */
export type Selection = {
	/** By which the sampler knows the row. */
	readonly identity: string;
	/** What `y` copies. */
	readonly copyText: string;
};

/** null when there is none: no row matches, or the table on the screen is still another view's. */
export function selectionOf({ui, data: {message}}: Pick<AppState, 'ui' | 'data'>): Selection | null {
	const index = message?.selected ?? null;
	return message === null || index === null || message.content.view !== ui.view ? null : describe(message.content, index);
}

function describe(content: ViewRows, index: number): Selection | null {
	switch (content.view) {
		case 'ports': {
			const row = content.rows[index];
			return row === undefined ? null : {identity: row.identity, copyText: joinAddress(row.address, row.port)};
		}

		case 'connections': {
			const row = content.rows[index];
			if (row === undefined) {
				return null;
			}

			// Who is at the other end is what one looks up elsewhere; a listener has no other end.
			const copyText = row.remotePort === 0
				? joinAddress(row.localAddress, row.localPort)
				: joinAddress(row.remoteAddress, row.remotePort);
			return {identity: row.identity, copyText};
		}

		case 'states': {
			const row = content.rows[index];
			return row === undefined ? null : {identity: row.state, copyText: ssStateNames[row.state]};
		}

		case 'outgoing': {
			const row = content.rows[index];
			return row === undefined ? null : {identity: row.identity, copyText: joinAddress(row.address, row.port)};
		}

		case 'errors': {
			const row = content.rows[index];
			return row === undefined ? null : {identity: row.name, copyText: row.name};
		}

		case 'alerts': {
			const row = content.rows[index];
			return row === undefined ? null : {identity: row.identity, copyText: alertText(row)};
		}

		case 'probes': {
			const row = content.rows[index];
			return row === undefined ? null : {identity: row.identity, copyText: probeAddress(row) ?? row.target};
		}
	}
}
