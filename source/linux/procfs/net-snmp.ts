import {readFileSync} from 'node:fs';
import {MalformedFileError} from './read.ts';

/** Counters by protocol and name, e.g. `get('Tcp')?.get('RetransSegs')`. RFC 1213, RFC 2012 and RFC 2013 define them. */
export type SnmpCounters = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
Parses /proc/net/snmp, and /proc/net/netstat, which has the same form (Documentation/networking/snmp_counter.rst):
two lines for each protocol, `Tcp: RtoAlgorithm RtoMin …` with the names and `Tcp: 1 200 …` with the values.
A protocol with more names than values, or fewer, is left out: which belongs to which is unknown.
@throws MalformedFileError
*/
export function parseNetSnmp(text: string, file = '/proc/net/snmp'): SnmpCounters {
	const protocols = new Map<string, ReadonlyMap<string, number>>();
	const lines = text.split('\n').filter(line => line !== '');
	for (let index = 0; index < lines.length; index += 2) {
		const [protocol, ...names] = lines[index]!.trim().split(' ');
		const [sameProtocol, ...values] = (lines[index + 1] ?? '').trim().split(' ');
		const isTable = protocol?.endsWith(':') === true && protocol === sameProtocol && values.every(value => /^-?\d+$/.test(value));
		if (!isTable) {
			throw new MalformedFileError(file, lines[index]!);
		}

		if (names.length === values.length) {
			protocols.set(protocol.slice(0, -1), new Map(names.map((name, column) => [name, Number(values[column])])));
		}
	}

	return protocols;
}

/**
Returns the counters of the process's network namespace.
@throws MalformedFileError, or the error of reading.
*/
export function readNetSnmp(procPath: string): SnmpCounters {
	return parseNetSnmp(readFileSync(`${procPath}/net/snmp`, 'latin1'));
}
