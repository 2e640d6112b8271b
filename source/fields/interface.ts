import type {NetworkInterface} from '../model/traffic.ts';
import {bitsPerSecond, packetsPerSecond, perSecond} from '../text/units.ts';
import {defineFields} from './field.ts';

/** The rates of a network interface. Errors and drops count both directions. */
export const interfaceFields = defineFields<NetworkInterface>()({
	receive: {
		read: row => row.receiveBitsPerSecond, unit: bitsPerSecond, noun: 'received', recorded: true, meaning: 'Received, bits per second, whole frames',
	},
	send: {
		read: row => row.sendBitsPerSecond, unit: bitsPerSecond, noun: 'sent', recorded: true, meaning: 'Sent, bits per second, whole frames',
	},
	receivePackets: {
		read: row => row.receivePacketsPerSecond, unit: packetsPerSecond, noun: 'received', meaning: 'Packets received per second',
	},
	sendPackets: {
		read: row => row.sendPacketsPerSecond, unit: packetsPerSecond, noun: 'sent', meaning: 'Packets sent per second',
	},
	errors: {
		read: row => sum(row.receiveErrorsPerSecond, row.sendErrorsPerSecond), unit: perSecond, noun: 'errors', recorded: true,
		meaning: 'Bad packets received, and packets that could not be sent, per second',
	},
	drops: {
		read: row => sum(row.receiveDropsPerSecond, row.sendDropsPerSecond), unit: perSecond, noun: 'drops', recorded: true, meaning: 'Packets dropped per second, received or before they were sent',
	},
});

/** Null where either is unknown. */
function sum(a: number | null, b: number | null): number | null {
	return a === null || b === null ? null : a + b;
}
