/* What fast-check makes rows of: everything that could reach the screen. */
import fc from 'fast-check';
import type {Port} from '../../../source/model/port.ts';
import {
	protocols,
	socketStates,
	type Connection,
	type SocketOwners,
} from '../../../source/model/socket.ts';
import {baseConnection, basePort} from '../views/samples.ts';

export const width = fc.integer({min: 0, max: 60});
export const terminalWidth = fc.integer({min: 60, max: 260});

/** Text of any script, with wide, combining and control characters and lone surrogates. */
export const anyText = fc.oneof(
	fc.string({unit: 'binary', maxLength: 40}),
	fc.string({unit: 'grapheme', maxLength: 40}),
	fc.string({unit: fc.constantFrom('a', ' ', '日', '👩‍👩‍👧', '🇩🇪', 'é', '\u{301}', '\u{200D}', '\u{600}', '\u{1B}', '\n', '\u{D800}', 'ﾞ', '각', '\u{111C2}'), maxLength: 40}),
);

/** What the model may hold: it was sanitised where it came in. */
export const modelText = anyText.map(text => text.replaceAll(/[\p{Control}\p{Surrogate}]/gu, '?'));

const amount = fc.option(fc.oneof(fc.nat(), fc.double({min: 0, max: 1e15, noNaN: true})), {nil: null});
const whole = fc.option(fc.nat(), {nil: null});
const port = fc.integer({min: 0, max: 65_535});
const freshness = fc.constantFrom('new' as const, 'present' as const, 'vanished' as const);
const address = fc.oneof(fc.ipV4(), fc.ipV6().map(text => `[${text}]`), fc.constantFrom('*', '0.0.0.0', '[::]', '[fe80::1%a-long-interface]'));

const holder = fc.record({pid: fc.nat(4_194_304), name: modelText, fileDescriptor: fc.nat(1e6)});
const owners: fc.Arbitrary<SocketOwners> = fc.record({
	status: fc.constantFrom('known' as const, 'none' as const, 'pending' as const, 'denied' as const),
	holders: fc.array(holder, {maxLength: 4}),
});

const shared = {
	protocol: fc.constantFrom(...protocols),
	service: fc.option(modelText, {nil: null}),
	owners,
	userId: whole,
	user: fc.option(modelText, {nil: null}),
	unit: fc.option(modelText, {nil: null}),
	receiveBitsPerSecond: amount,
	sendBitsPerSecond: amount,
	receivePacketsPerSecond: amount,
	sendPacketsPerSecond: amount,
	freshness,
};

const timer = fc.record({
	name: fc.constantFrom('on' as const, 'keepalive' as const, 'timewait' as const, 'persist' as const, 'unknown' as const),
	expiresMilliseconds: fc.nat(),
	attempts: fc.nat(),
});

export const anyPort: fc.Arbitrary<Port> = fc.record({
	...shared,
	address,
	port,
	status: fc.constantFrom('OPEN' as const, 'CLOSED' as const),
	connections: fc.dictionary(fc.constantFrom(...socketStates), fc.nat()),
	connectionCount: fc.nat(),
	acceptQueue: whole,
	acceptQueueLimit: whole,
	receiveQueueBytes: whole,
	drops: whole,
	rttMedianMicroseconds: amount,
	rttP95Microseconds: amount,
	retransmissionPercent: amount,
	cpuPercent: amount,
	residentBytes: whole,
	trafficHistory: fc.array(fc.double({min: 0, max: 1e12})),
}).map(fields => ({...basePort, ...fields}));

export const anyConnection: fc.Arbitrary<Connection> = fc.record({
	...shared,
	state: fc.constantFrom(...socketStates),
	receiveQueueBytes: fc.nat(),
	sendQueueBytes: fc.nat(),
	localAddress: address,
	localPort: port,
	remoteAddress: address,
	remotePort: port,
	rttMicroseconds: amount,
	retransmissions: whole,
	retransmissionsPerSecond: amount,
	ageSeconds: amount,
	ageIsMinimum: fc.boolean(),
	timer: fc.option(timer, {nil: null}),
}).map(fields => ({...baseConnection, ...fields}));
