import type {ViewName} from '../../model/snapshot.ts';
import type {ViewMessage} from '../../protocol/protocol.ts';
import {oneLine} from '../text/text-width.ts';
import {viewRegistry} from '../views/registry.ts';

/** Returns why a view may lack rows that could not be read; null where it has all that there are. */
export function unreadText(view: ViewName, {summary: {sources, unreadProtocols}, past}: Pick<ViewMessage, 'summary' | 'past'>): string | null {
	const {source} = viewRegistry[view];
	if (source === 'sockets' && past !== null && past.sockets !== 'all') {
		return past.sockets === 'none' ? 'The connections of this moment are not kept any more' : 'The connections of this moment are not kept, those of every tenth sample are: [ and ] lead there';
	}

	const status = sources.find(({name}) => name === source);
	const isUnread = source === 'sockets' ? unreadProtocols.length > 0 : (status !== undefined && status.state !== 'ok');
	return isUnread ? oneLine(`Cannot read all ${source ?? ''}: ${status?.problem ?? unreadProtocols.join(', ')}`) : null;
}
