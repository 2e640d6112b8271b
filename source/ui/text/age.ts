import type {Connection} from '../../model/socket.ts';
import {formatAge} from '../../text/format-duration.ts';

/** Returns the age of a socket, or how long a connection was there: `12s`, `>5m` where it is older than portop, `<1s` where no sample saw it. */
export function ageText({ageSeconds, ageIsMinimum, closed}: Pick<Connection, 'ageSeconds' | 'ageIsMinimum' | 'closed'>): string {
	return ageSeconds !== null && closed?.ageIsMaximum === true ? `<${formatAge(Math.ceil(ageSeconds))}` : formatAge(ageSeconds, ageIsMinimum);
}
