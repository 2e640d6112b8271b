import {socketStates, type SocketState} from '../model/socket.ts';
import type {FilterExpression} from './expression.ts';
import {parseFilter} from './parse.ts';

/** Returns whether a filter leaves the sockets of one state only, as `state established` does. */
export function isSingleState(source: string): boolean {
	// Which port a service has says nothing about states.
	const parsed = parseFilter(source, {findService: () => ({tcp: 0, udp: 0})});
	if (!parsed.ok) {
		return false;
	}

	const states = statesOf(parsed.expression);
	// Linux reports no socket as IDLE.
	states.delete('IDLE');
	return states.size === 1;
}

/** Returns the states that a socket may have that passes. */
function statesOf(expression: FilterExpression): Set<SocketState> {
	if (expression.kind === 'state') {
		return new Set(expression.states);
	}

	if (expression.kind !== 'and' && expression.kind !== 'or') {
		return new Set(socketStates);
	}

	const [first = new Set(socketStates), ...others] = expression.operands.map(operand => statesOf(operand));
	let states = first;
	for (const other of others) {
		states = expression.kind === 'and' ? states.intersection(other) : states.union(other);
	}

	return states;
}
