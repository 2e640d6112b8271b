import {socketStates, type SocketState} from '../model/socket.ts';
import {quote} from '../text/quote.ts';
import {suggestion} from '../text/suggestion.ts';
import type {FilterExpression} from './expression.ts';
import {FilterSyntaxError} from './filter-error.ts';
import {
	inModelOrder,
	stateGroupNamed,
	statesNamed,
	stateSpellings,
} from './names.ts';
import type {WordToken} from './tokenizer.ts';

/** `state NAMES` or `exclude NAMES`. */
export type StateTerm = {
	readonly excludes: boolean;
	readonly names: readonly WordToken[];
};

/** Returns the states of one name or group. Throws FilterSyntaxError. */
export function parseStates(token: WordToken): readonly SocketState[] {
	const states = statesNamed(token.text) ?? stateGroupNamed(token.text);
	if (states === null) {
		const hint = suggestion(token.text, stateSpellings) ?? `the states are ${stateSpellings.join(', ')}`;
		throw new FilterSyntaxError(`unknown state ${quote(token.text)}: ${hint}`, token);
	}

	return states;
}

/**
ss(8) reads a sequence of `state` and `exclude` as one set: the first `state` begins with nothing and each adds its own,
an `exclude` at the beginning begins with all and each takes its own away. So `state syn-sent state syn-recv` is both,
and `exclude time-wait` keeps a port that has other sockets too. Throws FilterSyntaxError where no state is left.
*/
export function foldStates(terms: readonly StateTerm[]): FilterExpression {
	const states = new Set<SocketState>(terms[0]?.excludes === true ? socketStates : []);
	for (const {excludes, names} of terms) {
		for (const state of names.flatMap(name => parseStates(name))) {
			if (excludes) {
				states.delete(state);
			} else {
				states.add(state);
			}
		}
	}

	// Linux reports no socket as IDLE.
	const last = terms.at(-1)?.names.at(-1);
	if (last !== undefined && terms.at(-1)?.excludes === true && states.isSubsetOf(noState)) {
		throw new FilterSyntaxError('the states take one another away, so that none is left', last);
	}

	return stateExpression(states);
}

const noState: ReadonlySet<SocketState> = new Set(['IDLE']);

/** Returns the condition for a set of states; all of them are no condition. */
export function stateExpression(states: ReadonlySet<SocketState>): FilterExpression {
	return states.size === socketStates.length ? {kind: 'all'} : {kind: 'state', states: inModelOrder(states)};
}
