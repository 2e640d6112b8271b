import type {RecordedTopic} from '../../model/recorded.ts';
import {connections} from './connections.ts';
import {events} from './events.ts';
import {ports} from './ports.ts';
import {probes} from './probes.ts';
import type {Topic} from './topic.ts';

/** The topics by name. */
export const topics: Readonly<Record<RecordedTopic, Topic>> = {
	ports, connections, events, probes,
};
