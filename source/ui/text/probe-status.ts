import type {Probe, ProbeStatus} from '../../model/probe.ts';
import type {StyleName} from './theme.ts';

type StatusWords = {
	/** The word in the table, at most eight cells. */
	readonly short: string;
	readonly style: StyleName;
	readonly meaning: string;
};

/** The words for a target's status. It is independent of loss: a closed port that refuses every probe has a good path. */
export const statusWords: Readonly<Record<ProbeStatus, StatusWords>> = {
	OPEN: {short: 'OPEN', style: 'good', meaning: 'it replies'},
	CLOSED: {short: 'CLOSED', style: 'bad', meaning: 'it refuses: the path works, the port is closed, or a firewall says so'},
	FILTERED: {short: 'FILTERED', style: 'warning', meaning: 'turned away by a firewall, or silent'},
	UNREACHABLE: {short: 'UNREACH', style: 'bad', meaning: 'there is no way to it'},
	'OPEN|FILTERED': {short: 'OPEN|FIL', style: 'muted', meaning: 'silent, as an open UDP port may be, or a filtered one'},
};

/** A host that replies to an echo has no port that could be open. */
const upWords: StatusWords = {short: 'UP', style: 'good', meaning: 'it replies'};

/** Returns the words for the status of a target; null while it is not known. */
export function wordsOf({status, method}: Pick<Probe, 'status' | 'method'>): StatusWords & {readonly name: string} | null {
	if (status === null) {
		return null;
	}

	return status === 'OPEN' && method === 'icmp' ? {...upWords, name: upWords.short} : {...statusWords[status], name: status};
}
