import ipaddr from 'ipaddr.js';
import type {AddressWords} from '../../model/address.ts';

/** Returns the words of an address as `ss -n` spells it, without brackets; its `%interface` is left out. null for what is no address. */
export function addressWords(text: string): AddressWords | null {
	const address = text.split('%', 1)[0]!;
	if (!ipaddr.isValid(address)) {
		return null;
	}

	const parsed = ipaddr.parse(address);
	const bytes = Uint8Array.from((parsed instanceof ipaddr.IPv4 ? parsed.toIPv4MappedAddress() : parsed).toByteArray());
	const view = new DataView(bytes.buffer);
	return [view.getUint32(0), view.getUint32(4), view.getUint32(8), view.getUint32(12)];
}

/** Names an address and port, for looking them up. */
export function endName(words: AddressWords, port: number): string {
	return `${words.join(' ')} ${port}`;
}
