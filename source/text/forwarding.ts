/**
Returns where a port is forwarded, as `→ 172.17.0.2:80`; null where it is not, or that is not known.
@param forwarding A PortForwarding (model/forwarding.ts).
*/
export function forwardingText(forwarding: 'unknown' | null | {readonly targets: readonly string[]}): string | null {
	return forwarding === null || forwarding === 'unknown' ? null : `→ ${forwarding.targets.length === 0 ? '?' : forwarding.targets.join(', ')}`;
}
