import type {FollowedConnection} from '../model/socket.ts';
import {perSecond, wholeNumber} from '../text/units.ts';
import {connectionFields} from './connection.ts';
import {defineFields} from './field.ts';

/** The figures of which the engine keeps series for a connection while its detail is open: of all connections they would be too many. */
export const followedConnectionFields = defineFields<FollowedConnection>()({
	receive: {...connectionFields.receive, recorded: true},
	send: {...connectionFields.send, recorded: true},
	rtt: {...connectionFields.rtt, recorded: true},
	retransmissionRate: {
		read: row => row.retransmissionsPerSecond, unit: perSecond, noun: 'retransmissions', recorded: true, meaning: 'Segments sent again, per second',
	},
	congestionWindow: {
		read: row => row.congestionWindowSegments, unit: wholeNumber, noun: 'segments', recorded: true, meaning: 'Segments that may be under way at once',
	},
});

/** The figures of which a connection's detail has charts. */
export type FollowedFigure = keyof typeof followedConnectionFields;
