import {bitsPerSecond, count, perSecond} from '../../text/units.ts';
import type {SpikeLimit} from './spike-detector.ts';

const hour = 3600;

/*
An ordinary day has a lunch hour with three times as many clients, a deployment, a job that opens a hundred connections. What
is called an alert must be beyond all that, the more so the less is known: after ten minutes twelve times the highest so far,
after a day, when every hour has been seen, four times.
*/

export const connectionLimit: SpikeLimit = {
	detector: 'many connections',
	noun: 'connections',
	unit: count,
	severity: 'warning',
	allowances: [
		{learnedSeconds: hour / 6, factor: 12, more: 500},
		{learnedSeconds: 2 * hour, factor: 8, more: 300},
		{learnedSeconds: 24 * hour, factor: 4, more: 200},
	],
	leastMedian: 5,
	smoothingSeconds: 0,
	holdSeconds: 30,
	clearSeconds: 120,
	acceptSeconds: 4 * hour,
	remembersPeaks: false,
	advice: 'Look at who is connected (Connections view, filtered by this port) and in which states: one peer or a thousand, ESTABLISHED (an attack, or a client that opens too many), CLOSE-WAIT (the application does not close), TIME-WAIT (many short ones).',
};

export const openedLimit: SpikeLimit = {
	detector: 'many new connections',
	noun: 'new connections',
	unit: perSecond,
	severity: 'warning',
	allowances: [
		{learnedSeconds: hour / 6, factor: 12, more: 500},
		{learnedSeconds: 2 * hour, factor: 8, more: 300},
		{learnedSeconds: 24 * hour, factor: 4, more: 200},
	],
	leastMedian: 1,
	smoothingSeconds: 20,
	holdSeconds: 60,
	clearSeconds: 120,
	acceptSeconds: 4 * hour,
	remembersPeaks: false,
	advice: 'Look at who connects: one peer that retries without a pause, or many at once; and whether the connections do anything (see its traffic).',
};

/** Traffic is judged after a whole day only: a backup at night is huge compared with a few hours of the day. */
function trafficLimit(noun: 'received' | 'sent'): SpikeLimit {
	return {
		detector: noun === 'sent' ? 'much traffic out' : 'much traffic in',
		noun,
		unit: bitsPerSecond,
		severity: 'warning',
		allowances: [{learnedSeconds: 24 * hour, factor: 6, more: 20e6}],
		leastMedian: 10e3,
		smoothingSeconds: 30,
		holdSeconds: 180,
		clearSeconds: 120,
		acceptSeconds: 2 * hour,
		remembersPeaks: true,
		advice: `Look at which connections of this port move so much (Connections view, filtered by this port, sorted by bits ${noun}), and where the other end is.`,
	};
}

export const receivedLimit = trafficLimit('received');
export const sentLimit = trafficLimit('sent');
