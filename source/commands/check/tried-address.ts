/** Returns a message with the address that was tried, if that is not in it yet; null: there is none to name. */
export function atAddress(message: string, address: string | null): string {
	return address === null || message.includes(address) ? message : `${message} (at ${address})`;
}
