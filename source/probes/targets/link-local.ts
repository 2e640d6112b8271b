/** Whether an address, as `ss -n` spells it without brackets, is only good on one interface: fe80::/10, RFC 4291 section 2.5.6. */
export function isLinkLocal(address: string): boolean {
	return /^fe[89ab]/.test(address);
}
