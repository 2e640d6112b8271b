/* What a fake kernel answers about one socket. */
import {InetDiagRecord} from '../../../source/linux/netlink/inet-diag.ts';
import {encodeMessage} from '../../../source/linux/netlink/message.ts';
import {encodeInetDiagMessage} from './encode-inet-diag.ts';

/** The kernel's refusal, or with 0 its acknowledgement: `struct nlmsgerr` of linux/netlink.h. */
export function acknowledgement(errno = 0): Uint8Array {
	const payload = new Uint8Array(20);
	new DataView(payload.buffer).setInt32(0, -errno, true);
	return encodeMessage({type: 2, flags: 0, sequence: 0}, payload);
}

/** A socket as the kernel reports it where it is asked for that one. */
export function socketAnswer(known: Partial<InetDiagRecord>): Uint8Array {
	const record = Object.assign(new InetDiagRecord(), {
		idiag_family: 2, src2: 0xFF_FF, dst2: 0xFF_FF, ...known,
	});
	return encodeMessage({type: 20, flags: 0, sequence: 0}, encodeInetDiagMessage(record));
}
