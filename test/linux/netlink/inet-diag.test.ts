import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import fc from 'fast-check';
import {
	decodeInetDiagMessage,
	encodeInetDiagRequest,
	INET_DIAG_SKMEMINFO,
	INET_DIAG_SKV6ONLY,
	InetDiagRecord,
} from '../../../source/linux/netlink/inet-diag.ts';
import {MalformedMessageError} from '../../../source/linux/netlink/message.ts';
import {tcpInfoOffsets} from '../../../source/linux/netlink/tcp-info.ts';
import {encodeAttribute, viewOf} from '../../../scripts/fixtures/datagrams.ts';
import {thrownBy} from '../thrown-by.ts';
import {encodeInetDiagMessage} from './encode-inet-diag.ts';
import {
	basicsOf,
	decodeRecording,
	expectedBasics,
	expectedExtras,
	extrasOf,
	readExpected,
	recordings,
} from './recordings.ts';

type TcpInfoField = keyof typeof tcpInfoOffsets;
const tcpInfoFields = Object.keys(tcpInfoOffsets) as TcpInfoField[];

function decode(payload: Uint8Array): InetDiagRecord {
	const record = new InetDiagRecord();
	decodeInetDiagMessage(viewOf(payload), 0, payload.length, record);
	return record;
}

describe('a request', () => {
	it('is nlmsghdr and inet_diag_req_v2', () => {
		const bytes = encodeInetDiagRequest({
			family: 10, protocol: 17, states: 0xF_FF, extensions: 0x42,
		}, 0x01_02_03_04);
		const expected = new Uint8Array(72);
		expected.set([72, 0, 0, 0, 20, 0, 1, 3, 4, 3, 2, 1, 0, 0, 0, 0, 10, 17, 0x42, 0, 0xFF, 0x0F, 0, 0]);
		assert.deepEqual(bytes, expected);
	});
});

describe('recordings decode to what ss said', () => {
	for (const name of recordings) {
		it(name, () => {
			const expected = readExpected(name);
			const records = decodeRecording(name);
			assert.deepEqual(records.map(record => basicsOf(record)), expected.sockets.map(socket => expectedBasics(socket, expected)));
			assert.deepEqual(records.map(record => extrasOf(record)), expected.sockets.map(socket => expectedExtras(socket, expected)));
			for (const [index, record] of records.entries()) {
				for (const [field, value] of Object.entries(expected.sockets[index]!.info)) {
					const isAbsent = expected.tcpInfoBytes !== null && tcpInfoOffsets[field as TcpInfoField] >= expected.tcpInfoBytes;
					assert.equal(record[field as TcpInfoField], isAbsent ? -1 : value, `${field} of socket ${index}`);
				}
			}
		});
	}

	it('with enough of them to mean something', () => {
		const infos = readExpected('linux-4.19-tcp').sockets.map(({info}) => Object.keys(info).length);
		assert.ok(infos.filter(length => length > 8).length >= 4);
		assert.ok(recordings.length >= 8);
	});
});

describe('an older kernel', () => {
	for (const [name, bytes] of [['linux-3.10-tcp', 104], ['linux-4.1-tcp', 136], ['linux-4.9-tcp', 168], ['linux-4.19-tcp', 224]] as const) {
		it(`${name} has no fields beyond its ${bytes} bytes of tcp_info`, () => {
			const records = decodeRecording(name).filter(record => record.tcp_info_length > 0);
			assert.ok(records.length > 5);
			for (const record of records) {
				assert.equal(record.tcp_info_length, bytes);
				for (const field of tcpInfoFields) {
					assert.equal(record[field] === -1, tcpInfoOffsets[field] >= bytes, field);
				}
			}
		});
	}

	it('may have no drops in SKMEMINFO', () => {
		const message = encodeInetDiagMessage(Object.assign(new InetDiagRecord(), {idiag_family: 2}));
		const withEight = Uint8Array.from([...message, ...encodeAttribute(INET_DIAG_SKMEMINFO, new Uint8Array(32))]);
		assert.equal(decode(withEight).sk_drops, -1);
	});
});

describe('decoding', () => {
	const word = fc.integer({min: 0, max: 0xFF_FF_FF_FF});
	const byte = fc.integer({min: 0, max: 0xFF});
	const port = fc.integer({min: 0, max: 0xFF_FF});
	const counter = fc.integer({min: 0, max: Number.MAX_SAFE_INTEGER});
	const large = new Set<string>(['tcpi_bytes_acked', 'tcpi_bytes_received', 'tcpi_delivery_rate', 'tcpi_bytes_sent', 'tcpi_bytes_retrans']);
	const addresses = ['src0', 'src1', 'src2', 'src3', 'dst0', 'dst1', 'dst2', 'dst3'];
	const anyRecord = fc.record({
		idiag_family: fc.constantFrom(2, 10),
		idiag_state: byte,
		idiag_timer: byte,
		idiag_retrans: byte,
		idiag_sport: port,
		idiag_dport: port,
		...Object.fromEntries([...addresses, 'idiag_if', 'cookie_low', 'cookie_high', 'idiag_expires', 'idiag_rqueue', 'idiag_wqueue', 'idiag_uid', 'idiag_inode']
			.map(name => [name, word])),
		skv6only: fc.constantFrom(-1, 0, 1),
		sk_drops: fc.oneof(fc.constant(-1), word),
		tcp_info_length: fc.integer({min: 0, max: 256}),
		...Object.fromEntries(tcpInfoFields.map(field => [field, large.has(field) ? counter : (field === 'tcpi_retransmits' ? byte : word)])),
	}).map(fields => {
		const record = Object.assign(new InetDiagRecord(), fields);
		if (record.idiag_family === 2) {
			Object.assign(record, {
				src0: 0, src1: 0, src2: 0xFF_FF, dst0: 0, dst1: 0, dst2: 0xFF_FF,
			});
		}

		for (const field of tcpInfoFields) {
			const bytes = large.has(field) ? 8 : (field === 'tcpi_retransmits' ? 1 : 4);
			record[field] = tcpInfoOffsets[field] + bytes <= record.tcp_info_length ? record[field] : -1;
		}

		return record;
	});

	it('gives back what was encoded, whatever was in the record', () => {
		fc.assert(fc.property(anyRecord, anyRecord, (record, before) => {
			const payload = encodeInetDiagMessage(record);
			decodeInetDiagMessage(viewOf(payload), 0, payload.length, before);
			assert.deepEqual(before, record);
		}));
	});

	it('refuses a message cut at any byte but between attributes', () => {
		fc.assert(fc.property(anyRecord, record => {
			const payload = encodeInetDiagMessage(record);
			for (let length = 0; length < payload.length; length++) {
				const error = thrownBy(() => {
					decode(payload.slice(0, length));
				});
				assert.ok(error instanceof MalformedMessageError || (error === undefined && length >= 72), String(error));
			}
		}), {numRuns: 20});
	});

	it('does not read beyond the end that it is given', () => {
		const record = Object.assign(new InetDiagRecord(), {idiag_family: 10, skv6only: 1});
		const payload = encodeInetDiagMessage(record);
		const [withoutAttributes, within] = [new InetDiagRecord(), new InetDiagRecord()];
		decodeInetDiagMessage(viewOf(payload), 0, 72, withoutAttributes);
		assert.equal(withoutAttributes.skv6only, -1);
		decodeInetDiagMessage(viewOf(payload), 0, payload.length, within);
		assert.equal(within.skv6only, 1);
		for (const [offset, end] of [[-4, 72], [0, payload.length + 4], [8, 72]] as const) {
			assert.throws(() => {
				decodeInetDiagMessage(viewOf(payload), offset, end, within);
			}, MalformedMessageError);
		}
	});

	it('refuses attributes of the wrong length, and families that are none', () => {
		const message = encodeInetDiagMessage(Object.assign(new InetDiagRecord(), {idiag_family: 2}));
		const withAttribute = (type: number, bytes: number) => Uint8Array.from([...message, ...encodeAttribute(type, new Uint8Array(bytes))]);
		assert.throws(() => decode(withAttribute(INET_DIAG_SKV6ONLY, 2)), MalformedMessageError);
		assert.throws(() => decode(withAttribute(INET_DIAG_SKV6ONLY, 0)), MalformedMessageError);
		assert.throws(() => decode(withAttribute(INET_DIAG_SKMEMINFO, 35)), MalformedMessageError);
		assert.throws(() => decode(Uint8Array.from([1, ...message.slice(1)])), MalformedMessageError);
	});
});
