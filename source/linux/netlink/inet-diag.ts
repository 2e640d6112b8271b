import {AF_INET, AF_INET6} from '../calls/libc.ts';
import {ipv4MappedPrefix} from '../../model/address.ts';
import {AttributeCursor} from './attribute.ts';
import {absent, type InetDiagRecord} from './inet-diag-record.ts';
import {
	encodeMessage,
	isLittleEndian,
	MalformedMessageError,
	NLM_F_DUMP,
	NLM_F_REQUEST,
} from './message.ts';
import {decodeTcpInfo} from './tcp-info.ts';

export {InetDiagRecord} from './inet-diag-record.ts';

// linux/sock_diag.h
export const SOCK_DIAG_BY_FAMILY = 20;
const SK_MEMINFO_DROPS = 8;

// linux/inet_diag.h
export const INET_DIAG_INFO = 2;
export const INET_DIAG_SKMEMINFO = 7;
export const INET_DIAG_SKV6ONLY = 11;
export const INET_DIAG_ULP_INFO = 19;
export const INET_ULP_INFO_NAME = 1;
export const INET_DIAG_SOCKOPT = 22;
/** Bits of the first byte of `struct inet_diag_sockopt`, the first one lowest. */
export const sockoptMulticastLoop = 1 << 4;

/** The bytes of `struct inet_diag_msg`, after which the attributes come. */
export const inetDiagMessageBytes = 72;
/** The bytes of `struct inet_diag_req_v2`. */
export const requestBytes = 56;

/** The selection of sockets and attributes to dump. */
export type InetDiagRequest = {
	/** AF_INET or AF_INET6. */
	readonly family: number;
	/** IPPROTO_TCP or IPPROTO_UDP. */
	readonly protocol: number;
	/** A bit mask: `1 << state`, include/net/tcp_states.h. */
	readonly states: number;
	/** A bit mask: `1 << (INET_DIAG_… - 1)`. */
	readonly extensions: number;
};

/** Returns a request to dump all sockets of a family and protocol: 72 bytes, `struct nlmsghdr` and `struct inet_diag_req_v2`. */
export function encodeInetDiagRequest(request: InetDiagRequest, sequence: number): Uint8Array {
	const payload = new Uint8Array(requestBytes);
	payload[0] = request.family;
	payload[1] = request.protocol;
	payload[2] = request.extensions;
	new DataView(payload.buffer).setUint32(4, request.states, isLittleEndian);
	return encodeMessage({type: SOCK_DIAG_BY_FAMILY, flags: NLM_F_REQUEST | NLM_F_DUMP, sequence}, payload);
}

const attributes = new AttributeCursor();
const mptcp = [...'mptcp\0'].map(letter => letter.codePointAt(0)!);

/**
Fills the record from the payload [offset, end) of a SOCK_DIAG_BY_FAMILY message: `struct inet_diag_msg` and attributes.
Every field is set, so that nothing of the record's last socket is left.
@throws MalformedMessageError; then the record's content means nothing.
*/
export function decodeInetDiagMessage(view: DataView, offset: number, end: number, record: InetDiagRecord): void {
	if (end - offset < inetDiagMessageBytes || offset < 0 || end > view.byteLength) {
		throw new MalformedMessageError(`${end - offset} bytes for an inet_diag_msg of ${inetDiagMessageBytes}`);
	}

	record.idiag_family = view.getUint8(offset);
	record.idiag_state = view.getUint8(offset + 1);
	record.idiag_timer = view.getUint8(offset + 2);
	record.idiag_retrans = view.getUint8(offset + 3);
	decodeSocketId(view, offset + 4, record);
	record.idiag_expires = view.getUint32(offset + 52, isLittleEndian);
	record.idiag_rqueue = view.getUint32(offset + 56, isLittleEndian);
	record.idiag_wqueue = view.getUint32(offset + 60, isLittleEndian);
	record.idiag_uid = view.getUint32(offset + 64, isLittleEndian);
	record.idiag_inode = view.getUint32(offset + 68, isLittleEndian);
	decodeAttributes(view, offset + inetDiagMessageBytes, end, record);
}

/** `struct inet_diag_sockid`: ports and addresses are in network byte order, the rest in the host's. */
function decodeSocketId(view: DataView, offset: number, record: InetDiagRecord): void {
	record.idiag_sport = view.getUint16(offset);
	record.idiag_dport = view.getUint16(offset + 2);
	if (record.idiag_family === AF_INET) {
		record.src0 = 0;
		record.src1 = 0;
		record.src2 = ipv4MappedPrefix;
		record.src3 = view.getUint32(offset + 4);
		record.dst0 = 0;
		record.dst1 = 0;
		record.dst2 = ipv4MappedPrefix;
		record.dst3 = view.getUint32(offset + 20);
	} else if (record.idiag_family === AF_INET6) {
		record.src0 = view.getUint32(offset + 4);
		record.src1 = view.getUint32(offset + 8);
		record.src2 = view.getUint32(offset + 12);
		record.src3 = view.getUint32(offset + 16);
		record.dst0 = view.getUint32(offset + 20);
		record.dst1 = view.getUint32(offset + 24);
		record.dst2 = view.getUint32(offset + 28);
		record.dst3 = view.getUint32(offset + 32);
	} else {
		throw new MalformedMessageError(`address family ${record.idiag_family}`);
	}

	record.idiag_if = view.getUint32(offset + 36, isLittleEndian);
	record.cookie_low = view.getUint32(offset + 40, isLittleEndian);
	record.cookie_high = view.getUint32(offset + 44, isLittleEndian);
}

function decodeAttributes(view: DataView, offset: number, end: number, record: InetDiagRecord): void {
	record.skv6only = absent;
	record.sk_drops = absent;
	record.is_mptcp = 0;
	record.mc_loop = absent;
	record.tcp_info_length = 0;
	attributes.reset(view, offset, end);
	while (attributes.next()) {
		decodeAttribute(view, record);
	}

	if (record.tcp_info_length === 0) {
		decodeTcpInfo(view, end, 0, record);
	}
}

/** Others than these come unasked, and are passed over. */
function decodeAttribute(view: DataView, record: InetDiagRecord): void {
	switch (attributes.type) {
		case INET_DIAG_INFO: {
			decodeTcpInfo(view, attributes.start, attributes.length, record);
			break;
		}

		case INET_DIAG_SKMEMINFO: {
			record.sk_drops = attributes.uint32At(SK_MEMINFO_DROPS) ?? absent;
			break;
		}

		case INET_DIAG_SKV6ONLY: {
			record.skv6only = attributes.uint8() === 0 ? 0 : 1;
			break;
		}

		// Comes unasked, from Linux 5.4 on: a nested attribute with the name, then others.
		case INET_DIAG_ULP_INFO: {
			record.is_mptcp = Number(isMptcp(view, attributes.start, attributes.length));
			break;
		}

		// Comes unasked, from Linux 5.10 on.
		case INET_DIAG_SOCKOPT: {
			record.mc_loop = attributes.length > 0 && (view.getUint8(attributes.start) & sockoptMulticastLoop) === 0 ? 0 : 1;
			break;
		}

		default:
	}
}

/** Returns whether the nested attributes begin with INET_ULP_INFO_NAME `mptcp`. */
function isMptcp(view: DataView, start: number, length: number): boolean {
	const name = start + 4;
	return length >= 4 + mptcp.length && (view.getUint16(start + 2, isLittleEndian) & 0x3F_FF) === INET_ULP_INFO_NAME
		&& mptcp.every((byte, index) => view.getUint8(name + index) === byte);
}
