import type {ConnectionGroup} from '../model/group.ts';
import {bitsPerSecond} from '../text/units.ts';
import {defineFields} from './field.ts';
import {trafficFields} from './shared.ts';

/** The traffic of a group of connections. */
export type GroupTraffic = Pick<ConnectionGroup, 'receiveBitsPerSecond' | 'sendBitsPerSecond'>;

/** The figures of which the engine keeps series for groups of connections: the rows of all of them are not made at each sample. */
export const groupTrafficFields = defineFields<GroupTraffic>()({
	receive: {
		read: row => row.receiveBitsPerSecond, unit: bitsPerSecond, noun: 'received', recorded: true, meaning: trafficFields.receive.meaning,
	},
	send: {
		read: row => row.sendBitsPerSecond, unit: bitsPerSecond, noun: 'sent', recorded: true, meaning: trafficFields.send.meaning,
	},
});
