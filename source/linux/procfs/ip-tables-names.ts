import {readFileSync} from 'node:fs';
import {isGone} from './read.ts';

/**
Returns the tables of iptables-legacy in this network namespace, /proc/net/ip_tables_names or ip6_tables_names (net/netfilter/x_tables.c); none where
the kernel has none.
@throws EACCES, for all but root.
*/
export function readIpTablesNames(procPath: string, family: 4 | 6): readonly string[] {
	try {
		return readFileSync(`${procPath}/net/ip${family === 4 ? '' : '6'}_tables_names`, 'utf8').split('\n').filter(name => name !== '');
	} catch (error) {
		if (isGone(error)) {
			return [];
		}

		throw error;
	}
}
