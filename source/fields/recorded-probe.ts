import type {RecordedProbe} from '../model/probe.ts';
import {perSecond} from '../text/units.ts';
import {defineFields} from './field.ts';
import {lastMinuteFields} from './probe.ts';

/**
The figures of a target of which the engine keeps series. A chart divides the round-trip times by the received probes: so each probe
counts the same in an average, whatever the stretch of time.
*/
export const recordedProbeFields = defineFields<RecordedProbe>()({
	loss: {...lastMinuteFields.loss, recorded: true},
	maximum: {...lastMinuteFields.maximum, recorded: true},
	received: {
		read: row => row.receivedPerSecond, unit: perSecond, noun: 'replies', recorded: true, meaning: 'Probes that were answered in time, per second',
	},
	lost: {
		read: row => row.lostPerSecond, unit: perSecond, noun: 'lost', recorded: true, meaning: 'Probes that were given up as lost, per second',
	},
	roundTrips: {
		read: row => row.roundTripMicrosecondsPerSecond, unit: perSecond, noun: 'µs of round trips', recorded: true,
		meaning: 'Round-trip times of the answered probes added up, microseconds per second',
	},
});
