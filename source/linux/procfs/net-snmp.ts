import {readFileSync} from 'node:fs';
import {MalformedFileError} from './read.ts';

/** Counters by protocol and name, e.g. `get('Tcp')?.get('RetransSegs')`. RFC 1213, RFC 2012 and RFC 2013 define them. */
export type SnmpCounters = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** The counters of a file, and the first line that could not be understood: its protocol has none. */
export type PartialCounters = {readonly counters: SnmpCounters; readonly problem: MalformedFileError | null};

/**
Parses /proc/net/snmp, and /proc/net/netstat, which has the same form (Documentation/networking/snmp_counter.rst):
two lines for each protocol, `Tcp: RtoAlgorithm RtoMin …` with the names and `Tcp: 1 200 …` with the values.
A protocol without its values, or with more names than values, or fewer, is left out: which belongs to which is unknown.
@throws MalformedFileError where there is no protocol at all.
*/
export function parseNetSnmp(text: string, file = '/proc/net/snmp'): PartialCounters {
	const counters = new Map<string, ReadonlyMap<string, number>>();
	let problem: MalformedFileError | null = null;
	const lines = text.split('\n').filter(line => line !== '');
	for (let index = 0; index < lines.length; index++) {
		const [protocol = '', ...names] = lines[index]!.trim().split(' ');
		const [sameProtocol, ...values] = (lines[index + 1] ?? '').trim().split(' ');
		const hasValues = protocol.endsWith(':') && protocol === sameProtocol && values.every(value => /^-?\d+$/.test(value));
		if (hasValues && names.length === values.length) {
			counters.set(protocol.slice(0, -1), new Map(names.map((name, column) => [name, Number(values[column])])));
		} else {
			problem ??= new MalformedFileError(file, lines[index]!);
		}

		index += protocol === sameProtocol ? 1 : 0;
	}

	if (counters.size === 0) {
		throw problem ?? new MalformedFileError(file, text);
	}

	return {counters, problem};
}

/**
Returns the counters of the process's network namespace.
@throws MalformedFileError, or the error of reading.
*/
export function readNetSnmp(procPath: string): PartialCounters {
	return parseNetSnmp(readFileSync(`${procPath}/net/snmp`, 'latin1'));
}
