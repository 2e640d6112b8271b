import type {PortRange} from '../model/port.ts';
import {
	endpointExpression,
	isPortNumber,
	parseEndpoint,
	parsePorts,
	type HostContext,
} from './endpoint.ts';
import {anyOf, type FilterExpression} from './expression.ts';
import {inModelOrder, protocolsNamed, statesNamed} from './names.ts';
import {checkSupported} from './ss-words.ts';
import type {WordToken} from './tokenizer.ts';

/**
Returns the condition for values without a field, each of which is enough: numbers and ranges are ports (together one condition),
addresses and networks match either end, anything else is a word. Throws FilterSyntaxError.
*/
export function bareExpression(values: readonly WordToken[], context: HostContext): readonly FilterExpression[] {
	const ranges: PortRange[] = [];
	const others: FilterExpression[] = [];
	for (const value of values) {
		const ports = !value.quoted && isPortNumber(value.text) ? parsePorts(value.text, value, context) : null;
		if (ports === null) {
			others.push(wordExpression(value, context));
		} else {
			ranges.push(ports);
		}
	}

	return ranges.length === 0 ? others : [{kind: 'port', side: 'any', ranges}, ...others];
}

function wordExpression(value: WordToken, context: HostContext): FilterExpression {
	const text: FilterExpression = {kind: 'word', text: value.text.toLowerCase()};
	if (value.quoted) {
		return text;
	}

	checkSupported(value);
	// No endpoint is without one of these. A link-local address with its interface is found in the address as it is shown.
	const isText = !/[*./:]/.test(value.text) || value.text.includes('%');
	const endpoint = isText ? null : parseEndpoint(value.text, value, context);
	return endpoint === null ? anyOf([...namedColumns(value.text), text]) : endpointExpression('any', endpoint);
}

/** Returns the condition for a word from the State or Protocol column: those rows, and also processes of that name. */
function namedColumns(name: string): readonly FilterExpression[] {
	const states = statesNamed(name);
	if (states !== null) {
		return [{kind: 'state', states: inModelOrder(states)}];
	}

	const protocols = protocolsNamed(name);
	return protocols === null ? [] : [{kind: 'protocol', protocols}];
}
