import {readFileSync} from 'node:fs';
import {parseNetSnmp, type PartialCounters} from './net-snmp.ts';

/**
Reads Linux's own counters, in addition to those of the RFCs, `TcpExt`, `IpExt` and, in newer kernels, `MPTcpExt`: /proc/net/netstat
(Documentation/networking/snmp_counter.rst), of the process's network namespace.
@throws MalformedFileError, or the error of reading.
*/
export function readNetNetstat(procPath: string): PartialCounters {
	return parseNetSnmp(readFileSync(`${procPath}/net/netstat`, 'latin1'), '/proc/net/netstat');
}
