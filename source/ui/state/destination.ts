import type {ViewName} from '../../model/snapshot.ts';

/** Something that a thing leads to: a row's detail, or the connections that a filter leaves. */
export type Destination =
	| {readonly view: ViewName; readonly detail: string}
	| {readonly connections: string};

/** A line that leads to something, and where it is in its text. */
export type Link = {
	readonly line: number;
	readonly destination: Destination;
};

/** Names a link, which keeps its name while others come and go. */
export function linkName(destination: Destination): string {
	return 'connections' in destination ? destination.connections : `${destination.view} ${destination.detail}`;
}
