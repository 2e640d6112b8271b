import {socketStates} from '../model/socket.ts';
import type {StateCount} from '../model/state-count.ts';
import {count} from '../text/units.ts';
import {defineFields} from './field.ts';

/** Every figure of a socket state. */
export const stateFields = defineFields<StateCount>()({
	state: {
		read: row => row.state, unit: 'text', order: socketStates,
		meaning: 'The twelve states that monitoring checks name; – where Linux cannot show one',
	},
	tcp: {
		read: row => row.counts.tcp, unit: count, noun: 'sockets', meaning: 'Sockets of tcp in the state, and the change since the previous sample',
	},
	tcp6: {
		read: row => row.counts.tcp6, unit: count, noun: 'sockets', meaning: 'Sockets of tcp6 in the state, and the change since the previous sample',
	},
	udp: {
		read: row => row.counts.udp, unit: count, noun: 'sockets', meaning: 'Sockets of udp in the state, and the change since the previous sample',
	},
	udp6: {
		read: row => row.counts.udp6, unit: count, noun: 'sockets', meaning: 'Sockets of udp6 in the state, and the change since the previous sample',
	},
	total: {
		read: row => row.total, unit: count, noun: 'sockets', recorded: true, meaning: 'Sockets of all protocols together',
	},
	change: {
		read: row => row.totalChange, unit: count, noun: 'sockets more', meaning: 'Change of the total since the previous sample',
	},
});

/** The sort keys of the States view. */
export type StateSortKey = keyof typeof stateFields;
