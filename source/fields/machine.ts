import type {Totals} from '../model/snapshot.ts';
import {bitsPerSecond, packetsPerSecond, perSecond} from '../text/units.ts';
import {defineFields} from './field.ts';

/** The rates of the whole machine or network namespace. */
export const machineFields = defineFields<Totals>()({
	receive: {
		read: row => row.receiveBitsPerSecond, unit: bitsPerSecond, noun: 'received', recorded: true, meaning: 'Received, bits per second, whole frames, each once',
	},
	send: {
		read: row => row.sendBitsPerSecond, unit: bitsPerSecond, noun: 'sent', recorded: true, meaning: 'Sent, bits per second, whole frames, each once',
	},
	receivePackets: {
		read: row => row.receivePacketsPerSecond, unit: packetsPerSecond, noun: 'received', recorded: true, meaning: 'Packets received per second',
	},
	sendPackets: {
		read: row => row.sendPacketsPerSecond, unit: packetsPerSecond, noun: 'sent', recorded: true, meaning: 'Packets sent per second',
	},
	retransmissions: {
		read: row => row.retransmissionsPerSecond, unit: perSecond, noun: 'retransmissions', recorded: true, meaning: 'TCP segments sent again, per second',
	},
	accepted: {
		read: row => row.acceptedPerSecond, unit: perSecond, noun: 'connections accepted', recorded: true, meaning: 'TCP connections accepted per second, however short they were',
	},
	opened: {
		read: row => row.acceptedPerSecond === null || row.connectedPerSecond === null ? null : row.acceptedPerSecond + row.connectedPerSecond,
		unit: perSecond, noun: 'connections opened', recorded: true, meaning: 'TCP connections accepted and begun per second',
	},
	connected: {
		read: row => row.connectedPerSecond, unit: perSecond, noun: 'connections begun', recorded: true, meaning: 'TCP connections begun from this machine per second, however short they were',
	},
});
