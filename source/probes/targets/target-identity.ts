import type {ProbeTarget} from '../../model/probe.ts';
import {formatTarget} from './target.ts';

/** Names a target in the views, the same in every session: all spellings of a target have one identity. */
export function targetIdentity(target: ProbeTarget): string {
	return formatTarget({...target, method: target.method ?? (target.port === null ? 'icmp' : null)});
}
