import type {CataloguedCounter} from './error-catalogue/entry.ts';
import {icmpErrors} from './error-catalogue/icmp.ts';
import {ipErrors} from './error-catalogue/ip.ts';
import {softnetErrors} from './error-catalogue/softnet.ts';
import {tcpBufferErrors} from './error-catalogue/tcp-buffers.ts';
import {tcpCheckErrors} from './error-catalogue/tcp-checks.ts';
import {tcpConnectionErrors} from './error-catalogue/tcp-connections.ts';
import {tcpLossErrors} from './error-catalogue/tcp-loss.ts';
import {udpErrors} from './error-catalogue/udp.ts';

export type {CataloguedCounter} from './error-catalogue/entry.ts';

/**
Every counter of /proc/net/{snmp,netstat,snmp6,softnet_stat} that counts something wrong, or worth knowing in trouble: group by
group, in each the most important first. The meanings follow Documentation/networking/snmp_counter.rst, and where that is
silent or simplifies, the places in net/ that count. No kernel has all of them.
*/
export const errorCatalogue: readonly CataloguedCounter[] = [
	...tcpConnectionErrors,
	...tcpLossErrors,
	...tcpBufferErrors,
	...udpErrors,
	...softnetErrors,
	...tcpCheckErrors,
	...ipErrors,
	...icmpErrors,
];
