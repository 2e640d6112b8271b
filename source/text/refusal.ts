/** The rights of a process that explain why something was refused. */
type Rights = {
	readonly userId: number;
	/** null where they are not known. */
	readonly capabilities: ReadonlySet<string> | null;
	readonly isInUserNamespace: boolean;
};

/**
Returns what is missing where the kernel refused something, for a person: chosen from what was needed and what is held, so that
root is never asked to be root.
@param needed Capabilities (capabilities(7)), all of them.
*/
export function refusalText(needed: readonly string[], {userId, capabilities, isInUserNamespace}: Rights): string {
	if (capabilities === null) {
		return `needs ${needed.join(' and ')}, and /proc does not say whether portop has ${needed.length === 1 ? 'it' : 'them'}`;
	}

	const missing = needed.filter(name => !capabilities.has(name));
	if (missing.length > 0) {
		const names = missing.join(' and ');
		return userId === 0 ? `needs ${names}, which root does not have here` : `needs root, or ${names}`;
	}

	const names = needed.join(' and ');
	return isInUserNamespace
		? `needs ${names} outside of this user namespace: run portop there`
		: `refused although portop has ${names}: by a security module, or a setting of the kernel`;
}
