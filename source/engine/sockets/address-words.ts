import ipaddr from 'ipaddr.js';
import type {SocketEnds} from '../../collectors/socket-table.ts';
import {isLinkLocal, type AddressWords} from '../../model/address.ts';

/** A machine as this one reaches it: a link-local address means one together with an interface only. */
export type Host = {
	readonly words: AddressWords;
	/** The index of the interface of a link-local address; else 0. */
	readonly scopeId: number;
};

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

/** Spells a machine for `hostOf`: its address as `ss -n` spells it, without brackets, and the index of its interface: `fe80::1%2`. */
export function hostText(address: string, scopeId: number): string {
	return scopeId === 0 ? address : `${address}%${scopeId}`;
}

/** Returns the machine that `hostText` spells; null for what is no address. */
export function hostOf(text: string): Host | null {
	const words = addressWords(text);
	const scopeId = words !== null && isLinkLocal(words[0]) ? Number(text.split('%', 2)[1] ?? 0) : 0;
	return words === null ? null : {words, scopeId};
}

/** Names a machine, for looking it up. */
export function hostName({words, scopeId}: Host): string {
	return `${words[0]} ${words[1]} ${words[2]} ${words[3]} ${scopeId}`;
}

/** Names a port of a machine, for looking it up: its `hostName`, a space and the port. */
export function endName(host: Host, port: number): string {
	return `${hostName(host)} ${port}`;
}

/** Returns the machine at the other end of a socket. */
export function remoteHost(ends: SocketEnds, row: number): Host {
	return {words: [ends.remote0[row]!, ends.remote1[row]!, ends.remote2[row]!, ends.remote3[row]!], scopeId: remoteScope(ends, row)};
}

/** Returns the index of the interface on which the other end's link-local address is reached; else 0, as where it is not known. */
export function remoteScope(ends: SocketEnds, row: number): number {
	return isLinkLocal(ends.remote0[row]!) ? ends.interfaceIndex?.[row] ?? 0 : 0;
}
