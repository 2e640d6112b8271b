import type {Summary, ViewName} from '../../model/snapshot.ts';
import {oneLine} from '../text/text-width.ts';
import {viewRegistry} from '../views/registry.ts';

/** Returns why a view may lack rows that could not be read; null where it has all that there are. */
export function unreadText(view: ViewName, {sources, unreadProtocols}: Summary): string | null {
	const {source} = viewRegistry[view];
	const status = sources.find(({name}) => name === source);
	const isUnread = source === 'sockets' ? unreadProtocols.length > 0 : (status !== undefined && status.state !== 'ok');
	return isUnread ? oneLine(`Cannot read all ${source ?? ''}: ${status?.problem ?? unreadProtocols.join(', ')}`) : null;
}
