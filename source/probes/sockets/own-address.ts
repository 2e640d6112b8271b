import {LibcUnavailableError, loadLibc, type Libc} from '../../linux/calls/libc.ts';
import {isOwnAddress, mayBind, type OwnAddress} from '../../linux/own-address.ts';

const loopbacks = [{family: 4, address: '127.0.0.1', scopeId: 0}, {family: 6, address: '::1', scopeId: 0}] as const;

/** Returns whether an address is one of this machine's, without a throw: where the library cannot be had nothing is probed, which says why. */
export function isThisMachine(address: OwnAddress): boolean {
	return withLibc(libc => isOwnAddress(libc, address), false);
}

/** Returns the loopback addresses that this network namespace has, IPv4's first; both where that cannot be found out. Never waits, never throws. */
export function ownLoopbacks(): readonly string[] {
	return loopbacks.filter(loopback => withLibc(libc => mayBind(libc, loopback) ?? true, true)).map(({address}) => address);
}

/** Asks the kernel; without the library there will be no probes either, and they say why. */
function withLibc<Value>(ask: (libc: Libc) => Value, otherwise: Value): Value {
	try {
		return ask(loadLibc());
	} catch (error) {
		if (error instanceof LibcUnavailableError) {
			return otherwise;
		}

		throw error;
	}
}
