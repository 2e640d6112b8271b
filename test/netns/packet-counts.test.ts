/* Packets that the kernel counts for us, beside what was sent: between namespaces, through a router, a bridge and a macvlan. */
import assert from 'node:assert/strict';
import process from 'node:process';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import type {CountedEndpoint, EndpointCounts} from '../../source/collectors/packet-counts.ts';
import {addressBytes} from '../../source/linux/packet/address.ts';
import {CommandError, execute} from '../helpers/execute.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import type {Datagrams} from '../helpers/packet-agent.ts';
import {requires} from '../helpers/requirements.ts';
import {startPacketAgent, type PacketAgent} from '../helpers/start-packet-agent.ts';

const nothing: EndpointCounts = {
	receivedPackets: 0, receivedBytes: 0, sentPackets: 0, sentBytes: 0, syns: 0,
};

/** An endpoint as the tables of sockets have it. */
function endpoint(transport: 'tcp' | 'udp', address: string, port: number, ipv6Only = false): CountedEndpoint {
	const bytes = addressBytes(address);
	const view = new DataView(bytes.buffer);
	const words = bytes.length === 4 ? [0, 0, 0xFF_FF, view.getUint32(0)] as const : [view.getUint32(0), view.getUint32(4), view.getUint32(8), view.getUint32(12)] as const;
	return {
		transport, words, port, ipv6Only,
	};
}

const udp = (address: string, port: number, ipv6Only = false) => endpoint('udp', address, port, ipv6Only);

/** Whether a device of a kind can be made here. */
async function kernelHas(kind: string, ...options: readonly string[]): Promise<boolean> {
	await using namespace = await createNamespace();
	try {
		await execute('ip', ['-n', namespace.name, 'link', 'add', 'link', 'lo', 'name', 'try', 'type', kind, ...options]);
		return true;
	} catch (error) {
		// Anything else was wrong with the command.
		return !(error instanceof CommandError && error.output.stderr.includes('Unknown device type'));
	}
}

const needs = {root: true, tools: ['ip', 'nft', 'hping3', 'setpriv']} as const;
const hasVlan = process.getuid?.() === 0 && await kernelHas('vlan', 'id', '5');

describe('packets counted in the kernel', requires(needs), () => {
	/** Counts; it lies between the other two, and forwards. */
	let middle: Namespace;
	let left: Namespace;
	let right: Namespace;
	let counter: PacketAgent;
	let sender: PacketAgent;

	before(async () => {
		[middle, left, right] = [await createNamespace(), await createNamespace(), await createNamespace()];
		for (const [other, device, number] of [[left, 'to-left', 1], [right, 'to-right', 2]] as const) {
			await execute('ip', ['link', 'add', device, 'netns', middle.name, 'type', 'veth', 'peer', 'name', 'uplink', 'netns', other.name]);
			for (const [namespace, link, host] of [[middle, device, 1], [other, 'uplink', 2]] as const) {
				await namespace.run(['ip', 'address', 'add', `10.90.${number}.${host}/24`, 'broadcast', '+', 'dev', link]);
				await namespace.run(['ip', 'address', 'add', `fd90:${number}::${host}/64`, 'dev', link, 'nodad']);
				await namespace.run(['ip', 'link', 'set', link, 'up']);
			}

			await other.run(['ip', 'route', 'add', 'default', 'via', `10.90.${number}.1`]);
			await other.run(['ip', '-6', 'route', 'add', 'default', 'via', `fd90:${number}::1`]);
		}

		await middle.run(['sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1']);
		counter = startPacketAgent(middle);
		sender = startPacketAgent(left);
		const {status} = await counter({do: 'open'});
		assert.deepEqual(status, {
			name: 'packets', method: 'ebpf', state: 'ok', problem: null,
		});
	});

	after(async () => {
		for (const namespace of [middle, left, right]) {
			await namespace[Symbol.asyncDispose]();
		}
	});

	/** The index of an interface. */
	const indexOf = async (namespace: Namespace, name: string) => Number(await namespace.run(['cat', `/sys/class/net/${name}/ifindex`]));

	/** Watches these anew, sends, and says what was counted. */
	const countsOf = async (endpoints: readonly CountedEndpoint[], ...traffic: ReadonlyArray<readonly [PacketAgent, Datagrams]>) => {
		await counter({do: 'watch', endpoints: []});
		await counter({do: 'watch', endpoints});
		for (const [agent, datagrams] of traffic) {
			await agent({do: 'send', datagrams});
		}

		const {counts, status} = await counter({do: 'watch', endpoints});
		assert.equal(status?.problem, null);
		return counts;
	};

	/** What the agent counts now; it watches these from now on. */
	const watch = async (agent: PacketAgent, endpoints: readonly CountedEndpoint[]) => {
		const {counts} = await agent({do: 'watch', endpoints});
		return counts;
	};

	const takeRefused = async () => {
		const {refused} = await counter({do: 'refused'});
		return refused?.toSorted((one, other) => one.port === other.port ? one.address.localeCompare(other.address) : one.port - other.port);
	};

	const received = (packets: number, bytes: number) => ({...nothing, receivedPackets: packets, receivedBytes: packets * bytes});
	const sent = (packets: number, bytes: number) => ({...nothing, sentPackets: packets, sentBytes: packets * bytes});

	const countTo = async (address: string, to: string) => countsOf(
		[udp(address, 5000), udp(address, 5001)],
		[sender, {
			to, port: 5000, count: 40, bytes: 123,
		}],
		// No bytes at all are a datagram too.
		[sender, {
			to, port: 5001, count: 3, bytes: 0,
		}],
	);

	for (const [name, address, to] of [
		['an IPv4 address', '10.90.1.1', '10.90.1.1'],
		['every IPv4 address', '0.0.0.0', '10.90.1.1'],
		['every address, from IPv4', '::', '10.90.1.1'],
		['an IPv6 address', 'fd90:1::1', 'fd90:1::1'],
		['every address, from IPv6', '::', 'fd90:1::1'],
		['another address of ours', '0.0.0.0', '10.90.2.1'],
	] as const) {
		test(`datagrams to ${name}`, async () => {
			assert.deepEqual(await countTo(address, to), [received(40, 123), received(3, 0)]);
		});
	}

	test('an endpoint for IPv6 only counts none of IPv4', async () => {
		const traffic = ['10.90.1.1', 'fd90:1::1'].map(to => [sender, {
			to, port: 5000, count: 5, bytes: 10,
		}] as const);
		assert.deepEqual(await countsOf([udp('::', 5000, true)], ...traffic), [received(5, 10)]);
		assert.deepEqual(await countsOf([udp('::', 5000, true), udp('0.0.0.0', 5000)], ...traffic), [received(5, 10), received(5, 10)]);
		// Of two sockets on one address one takes both.
		assert.deepEqual(await countsOf([udp('::', 5000, true), udp('::', 5000)], ...traffic), [received(10, 10), received(10, 10)]);
	});

	test('an exact address goes before every address', async () => {
		const counts = await countsOf(
			[udp('10.90.1.1', 5000), udp('0.0.0.0', 5000), udp('::', 5000), udp('fd90:2::1', 5000)],
			...([['10.90.1.1', 1], ['10.90.2.1', 2], ['fd90:1::1', 4], ['fd90:2::1', 8]] as const).map(([to, count]) => [sender, {
				to, port: 5000, count, bytes: 100,
			}] as const),
		);
		assert.deepEqual(counts, [received(1, 100), received(2, 100), received(4, 100), received(8, 100)]);
	});

	test('datagrams that leave, from an exact address and from any', async () => {
		const from = (address: string, to: string, count: number) => [counter, {
			from: [address, 5000], to, port: 6000, count, bytes: 33,
		}] as const;
		assert.deepEqual(await countsOf([udp('10.90.1.1', 5000)], from('10.90.1.1', '10.90.1.2', 7)), [sent(7, 33)]);
		assert.deepEqual(await countsOf([udp('0.0.0.0', 5000)], from('0.0.0.0', '10.90.1.2', 8)), [sent(8, 33)]);
		assert.deepEqual(await countsOf([udp('::', 5000)], from('::', 'fd90:1::2', 9), from('0.0.0.0', '10.90.1.2', 1)), [sent(10, 33)]);
	});

	test('over loopback each is sent once and received once', async () => {
		const endpoints = [udp('0.0.0.0', 5000), udp('::', 5001), udp('127.0.0.53', 5002), udp('10.90.1.1', 5003)];
		const counts = await countsOf(
			endpoints,
			[counter, {
				from: ['127.0.0.1', 5000], to: '127.0.0.1', port: 5001, count: 3, bytes: 50,
			}],
			[counter, {
				from: ['127.0.0.1', 5000], to: '127.0.0.53', port: 5002, count: 4, bytes: 50,
			}],
			[counter, {
				from: ['::1', 5001], to: '::1', port: 5001, count: 5, bytes: 50,
			}],
			// An address of ours, by way of lo.
			[counter, {
				from: ['10.90.2.1', 5000], to: '10.90.1.1', port: 5003, count: 6, bytes: 50,
			}],
			// 127.0.0.0/8 is ours as a whole.
			[counter, {
				to: '127.9.9.9', port: 5000, count: 7, bytes: 50,
			}],
		);
		assert.deepEqual(counts, [
			{...sent(13, 50), receivedPackets: 7, receivedBytes: 350},
			{...sent(5, 50), receivedPackets: 8, receivedBytes: 400},
			received(4, 50),
			received(6, 50),
		]);
	});

	test('what is sent to many is for every address', async () => {
		const scope = await indexOf(left, 'uplink');
		const count = async (to: string, address: string) => countsOf([udp(address, 5000)], [sender, {
			to, port: 5000, scope, count: 6, bytes: 20,
		}]);
		assert.deepEqual(await count('224.0.0.251', '0.0.0.0'), [received(6, 20)]);
		assert.deepEqual(await count('224.0.0.251', '224.0.0.251'), [received(6, 20)]);
		assert.deepEqual(await count('10.90.1.255', '0.0.0.0'), [received(6, 20)]);
		assert.deepEqual(await count('ff02::1', '::'), [received(6, 20)]);
		assert.deepEqual(await count('ff02::1', '10.90.1.1'), [nothing]);
	});

	test('what is forwarded is not ours', async () => {
		const far = startPacketAgent(right);
		const endpoints = [udp('0.0.0.0', 5000), udp('::', 5000), endpoint('tcp', '0.0.0.0', 5000)];
		await counter({do: 'refused'});
		const counts = await countsOf(
			endpoints,
			...['10.90.2.2', 'fd90:2::2'].map(to => [sender, {
				to, port: 5000, count: 5, bytes: 20,
			}] as const),
			...['10.90.1.2', 'fd90:1::2'].map(to => [far, {
				to, from: [to.includes(':') ? '::' : '0.0.0.0', 5000], port: 6000, count: 5, bytes: 20,
			}] as const),
		);
		const connected = await sender({
			do: 'connect', address: '10.90.2.2', port: 5000, count: 3,
		});
		assert.equal(connected.refusals, 3);
		assert.deepEqual(counts, [nothing, nothing, nothing]);
		assert.deepEqual(await watch(counter, endpoints), [nothing, nothing, nothing]);
		assert.deepEqual(await takeRefused(), []);
	});

	test('a datagram in fragments is one', async () => {
		for (const address of ['10.90.1', 'fd90:1:']) {
			const [ours, theirs] = [`${address}${address.includes(':') ? ':' : '.'}1`, `${address}${address.includes(':') ? ':' : '.'}2`];
			const counts = await countsOf(
				[udp(ours, 5000)],
				[sender, {
					to: ours, port: 5000, count: 10, bytes: 5000,
				}],
				[counter, {
					from: [ours, 5000], to: theirs, port: 6000, count: 4, bytes: 20_000,
				}],
			);
			assert.deepEqual(counts, [{...received(10, 5000), sentPackets: 4, sentBytes: 80_000}]);
		}
	});

	test('segments that the kernel moves as one packet are counted each', async () => {
		for (const [ours, theirs] of [['10.90.1.1', '10.90.1.2'], ['fd90:1::1', 'fd90:1::2'], ['127.0.0.1', '127.0.0.1']] as const) {
			const isLoopback = ours === theirs;
			const counts = await countsOf(
				[udp(ours, 5000), udp(ours, 5001)],
				// Eleven segments, the last one shorter.
				[isLoopback ? counter : sender, {
					to: ours, port: 5000, count: 3, bytes: 10_500, segmentBytes: 1000,
				}],
				[counter, {
					from: [ours, 5001], to: theirs, port: 6000, count: 2, bytes: 6000, segmentBytes: 1200,
				}],
			);
			assert.deepEqual(counts, [
				{...nothing, receivedPackets: 33, receivedBytes: 31_500},
				{...nothing, sentPackets: 10, sentBytes: 12_000},
			]);
		}
	});

	test('extension headers of IPv6 are walked over', async () => {
		const counts = await countsOf(
			[udp('::', 5000)],
			...[100, 5000].map(bytes => [sender, {
				to: 'fd90:1::1', port: 5000, count: 6, bytes, hasExtensionHeaders: true,
			}] as const),
		);
		assert.deepEqual(counts, [{...nothing, receivedPackets: 12, receivedBytes: 30_600}]);
	});

	test('what begins to be watched again begins at nothing, and what is not watched is unknown', async () => {
		const [one, other] = [udp('0.0.0.0', 5000), udp('0.0.0.0', 5001)];
		const datagrams = {
			to: '10.90.1.1', port: 5000, count: 6, bytes: 1,
		} as const;
		assert.deepEqual(await countsOf([one, other], [sender, datagrams]), [received(6, 1), nothing]);
		assert.deepEqual(await watch(counter, [other]), [nothing]);
		await sender({do: 'send', datagrams});
		assert.deepEqual(await watch(counter, [one, other]), [nothing, nothing]);
	});

	test('4,096 ports are counted, and more are told', async () => {
		const endpoints = Array.from({length: 4100}, (_, index) => udp('0.0.0.0', 5000 + index));
		await counter({do: 'watch', endpoints: []});
		const {counts, status} = await counter({do: 'watch', endpoints});
		assert.deepEqual(status, {
			name: 'packets', method: 'ebpf', state: 'degraded', problem: 'UDP traffic and SYNs are counted for 4096 ports only',
		});
		assert.deepEqual([counts?.[4095], counts?.[4096]], [nothing, null]);
		await sender({
			do: 'send', datagrams: {
				to: '10.90.1.1', port: 9095, count: 2, bytes: 1,
			},
		});
		const later = await counter({do: 'watch', endpoints: endpoints.slice(0, 4096)});
		assert.deepEqual([later.counts?.[4095], later.status?.state], [received(2, 1), 'ok']);
	});

	test('an address or bridge that comes later is known at the next sample', async () => {
		const endpoints = [udp('0.0.0.0', 5000)];
		const datagrams = {
			to: '10.90.1.77', port: 5000, count: 5, bytes: 1,
		} as const;
		assert.deepEqual(await countsOf(endpoints, [sender, {...datagrams, to: '10.90.1.1'}]), [received(5, 1)]);
		await middle.run(['ip', 'address', 'add', '10.90.1.77/32', 'dev', 'lo']);
		assert.deepEqual(await countsOf(endpoints, [sender, datagrams]), [received(5, 1)]);
		await middle.run(['ip', 'address', 'delete', '10.90.1.77/32', 'dev', 'lo']);
	});

	describe('on interfaces above others', () => {
		let bridged: Namespace;
		let bridgeCounter: PacketAgent;

		/** A bridge with a port to each of two namespaces, which it knows by no MAC address yet, and a macvlan on another veth. */
		before(async () => {
			bridged = await createNamespace();
			await bridged.run(['ip', 'link', 'add', 'bridge', 'type', 'bridge']);
			for (const [other, port] of [[left, 'port-left'], [right, 'port-right']] as const) {
				await execute('ip', ['link', 'add', port, 'netns', bridged.name, 'type', 'veth', 'peer', 'name', 'bridged', 'netns', other.name]);
				await bridged.run(['ip', 'link', 'set', port, 'master', 'bridge', 'up']);
				await other.run(['ip', 'link', 'set', 'bridged', 'up']);
			}

			await bridged.run(['ip', 'link', 'set', 'bridge', 'up']);
			await bridged.run(['ip', 'address', 'add', '10.91.0.1/24', 'broadcast', '+', 'dev', 'bridge']);
			await left.run(['ip', 'address', 'add', '10.91.0.2/24', 'dev', 'bridged']);
			bridgeCounter = startPacketAgent(bridged);
		});

		after(async () => {
			await bridged[Symbol.asyncDispose]();
		});

		/** What is counted of five datagrams to us and seven from us. */
		const bothWays = async (ours: string, theirs: string, to = theirs) => {
			await bridgeCounter({do: 'open'});
			const endpoints = [udp('0.0.0.0', 5000)];
			await bridgeCounter({do: 'watch', endpoints});
			await sender({
				do: 'send', datagrams: {
					from: [theirs, 6000], to: ours, port: 5000, count: 5, bytes: 10,
				},
			});
			await bridgeCounter({
				do: 'send', datagrams: {
					from: [ours, 5000], to, port: 6000, count: 7, bytes: 10,
				},
			});
			const {counts} = await bridgeCounter({do: 'watch', endpoints});
			await bridgeCounter({do: 'close'});
			return counts;
		};

		const expected = [{...sent(7, 10), receivedPackets: 5, receivedBytes: 50}];

		test('a bridge counts once, also what it sends out of every port', async () => {
			assert.deepEqual(await bothWays('10.91.0.1', '10.91.0.2'), expected);
			assert.deepEqual(await bothWays('10.91.0.1', '10.91.0.2', '10.91.0.255'), expected);
		});

		test('a macvlan counts once', async () => {
			await execute('ip', ['link', 'add', 'below', 'netns', bridged.name, 'type', 'veth', 'peer', 'name', 'beside', 'netns', left.name]);
			await bridged.run(['ip', 'link', 'set', 'below', 'up']);
			await bridged.run(['ip', 'link', 'add', 'link', 'below', 'name', 'above', 'type', 'macvlan', 'mode', 'bridge']);
			await bridged.run(['ip', 'address', 'add', '10.92.0.1/24', 'dev', 'above']);
			await bridged.run(['ip', 'link', 'set', 'above', 'up']);
			await left.run(['ip', 'address', 'add', '10.92.0.2/24', 'dev', 'beside']);
			await left.run(['ip', 'link', 'set', 'beside', 'up']);
			assert.deepEqual(await bothWays('10.92.0.1', '10.92.0.2'), expected);
		});

		// A kernel without 802.1Q has no such devices: there is nothing to be tested.
		if (hasVlan) {
			// eslint-disable-next-line node-test/no-conditional-tests -- a skipped test would mean that something can be installed
			test('a VLAN counts once', async () => {
				await execute('ip', ['link', 'add', 'trunk', 'netns', bridged.name, 'type', 'veth', 'peer', 'name', 'trunk', 'netns', left.name]);
				for (const [namespace, address] of [[bridged, '10.93.0.1/24'], [left, '10.93.0.2/24']] as const) {
					await namespace.run(['ip', 'link', 'set', 'trunk', 'up']);
					await namespace.run(['ip', 'link', 'add', 'link', 'trunk', 'name', 'vlan5', 'type', 'vlan', 'id', '5']);
					await namespace.run(['ip', 'address', 'add', address, 'dev', 'vlan5']);
					await namespace.run(['ip', 'link', 'set', 'vlan5', 'up']);
				}

				assert.deepEqual(await bothWays('10.93.0.1', '10.93.0.2'), expected);
			});
		}
	});

	describe('of TCP', () => {
		const listeners = [endpoint('tcp', '0.0.0.0', 7000), endpoint('tcp', '::', 7001), endpoint('tcp', '10.90.1.1', 7002)];

		before(async () => {
			for (const [address, port] of [['0.0.0.0', 7000], ['::', 7001], ['10.90.1.1', 7002]] as const) {
				await counter({do: 'listen', address, port});
			}
		});

		const hping = async (...words: readonly string[]) => {
			await left.run(['hping3', '-q', '-i', 'u2000', '10.90.1.1', ...words]).catch((error: unknown) => {
				// That nothing answered is its exit code too.
				assert.equal(error instanceof CommandError ? error.code : error, 1);
			});
		};

		const raiseWall = async (...rules: readonly string[]) => middle.run(['nft', [
			'add table inet wall; add chain inet wall in { type filter hook input priority 0; }',
			...rules.map(rule => `add rule inet wall in ${rule}`),
		].join('; ')]);

		const synsAfter = async (act: () => Promise<unknown>) => {
			await counter({do: 'watch', endpoints: []});
			await counter({do: 'watch', endpoints: listeners});
			await act();
			const {counts} = await counter({do: 'watch', endpoints: listeners});
			return counts;
		};

		const syns = (count: number) => ({...nothing, syns: count});
		const refusedAfter = async (act: () => Promise<unknown>) => {
			await counter({do: 'refused'});
			await act();
			return takeRefused();
		};

		test('SYNs are counted by listener', async () => {
			assert.deepEqual(await synsAfter(async () => hping('-S', '-p', '7000', '-c', '50')), [syns(50), syns(0), syns(0)]);
			assert.deepEqual(await synsAfter(async () => hping('-S', '-p', '7001', '-c', '20')), [syns(0), syns(20), syns(0)]);
			assert.deepEqual(await synsAfter(async () => hping('-S', '-p', '7002', '-c', '20')), [syns(0), syns(0), syns(20)]);
		});

		test('a connection is one SYN, whatever follows', async () => {
			const counts = await synsAfter(async () => {
				for (const address of ['10.90.1.1', 'fd90:1::1']) {
					await sender({
						do: 'connect', address, port: 7001, count: 4,
					});
				}
			});
			assert.deepEqual(counts, [syns(0), syns(8), syns(0)]);
			assert.deepEqual(await synsAfter(async () => {
				for (const flags of ['-A', '-R', '-F', '-SA']) {
					await hping(flags, '-p', '7000', '-c', '3');
				}
			}), [syns(0), syns(0), syns(0)]);
		});

		test('SYNs that the firewall drops have arrived', async () => {
			await raiseWall('tcp dport 7000 drop');
			try {
				assert.deepEqual(await synsAfter(async () => hping('-S', '-p', '7000', '-c', '5')), [syns(5), syns(0), syns(0)]);
			} finally {
				await middle.run(['nft', 'delete', 'table', 'inet', 'wall']);
			}
		});

		test('whom we refused is known by peer and port', async () => {
			const refused = await refusedAfter(async () => {
				await hping('-S', '-p', '7100', '-c', '30');
				for (const address of ['10.90.1.1', 'fd90:1::1', '10.90.2.1']) {
					await sender({
						do: 'connect', address, port: 7101, count: 2,
					});
				}

				await counter({
					do: 'connect', address: '127.0.0.1', port: 7102, count: 1,
				});
			});
			assert.deepEqual(refused, [
				{address: '10.90.1.2', port: 7100, count: 30},
				{address: '10.90.1.2', port: 7101, count: 4},
				{address: 'fd90:1::2', port: 7101, count: 2},
				{address: '127.0.0.1', port: 7102, count: 1},
			]);
		});

		test('scans without SYN are refusals too', async () => {
			const refused = await refusedAfter(async () => {
				await hping('-F', '-p', '7100', '-c', '3');
				await hping('-F', '-P', '-U', '-p', '7101', '-c', '3');
				await hping('-p', '7102', '-c', '3');
			});
			assert.deepEqual(refused?.map(({port, count}) => [port, count]), [[7100, 3], [7101, 3], [7102, 3]]);
		});

		test('a firewall that rejects refuses; one that drops does not', async () => {
			await raiseWall('tcp dport 7000 reject with tcp reset', 'tcp dport 7001 drop');
			try {
				const refused = await refusedAfter(async () => {
					await hping('-S', '-p', '7000', '-c', '5');
					await hping('-S', '-p', '7001', '-c', '5');
				});
				assert.deepEqual(refused, [{address: '10.90.1.2', port: 7000, count: 5}]);
			} finally {
				await middle.run(['nft', 'delete', 'table', 'inet', 'wall']);
			}
		});

		test('other resets are no refusals', async () => {
			const refused = await refusedAfter(async () => {
				// Without SYN, with ACK: the answer is RST alone.
				await hping('-A', '-p', '7100', '-c', '3');
				// A connection that its own end resets.
				await sender({
					do: 'connect', address: '10.90.1.1', port: 7000, count: 3,
				});
				// We are the peer who is refused.
				await counter({
					do: 'connect', address: '10.90.1.2', port: 7100, count: 3,
				});
			});
			assert.deepEqual(refused, []);
		});

		test('a scan of every port keeps the latest 4,096', async () => {
			const refused = await refusedAfter(async () => hping('-S', '-i', 'u20', '-c', '6000', '-p', '++20000'));
			assert.ok(refused!.length > 3000);
			assert.ok(refused!.length <= 4096);
			assert.ok(refused!.every(({count}) => count === 1));
		});
	});

	describe('by privilege', () => {
		const withCapabilities = (...names: readonly string[]) => ['setpriv', `--bounding-set=${['-all', ...names.map(name => `+${name}`)].join(',')}`];

		const start = (wrapper: readonly string[]) => startPacketAgent(middle, wrapper);

		test('two capabilities are enough', async () => {
			const agent = start(withCapabilities('bpf', 'net_raw'));
			const {status} = await agent({do: 'open'});
			assert.equal(status?.problem, null);
			const endpoints = [udp('0.0.0.0', 5000), udp('::', 5000)];
			await agent({do: 'watch', endpoints});
			for (const to of ['10.90.1.1', 'fd90:1::1']) {
				await sender({
					do: 'send', datagrams: {
						to, port: 5000, count: 5, bytes: 1,
					},
				});
			}

			assert.deepEqual(await watch(agent, endpoints), [received(5, 1), received(5, 1)]);
		});

		for (const [name, missing, ...names] of [['neither', 'CAP_BPF and CAP_NET_RAW'], ['CAP_NET_RAW only', 'CAP_BPF', 'net_raw'], ['CAP_BPF only', 'CAP_NET_RAW', 'bpf']] as const) {
			test(`with ${name} it says what is missing, and nothing throws`, async () => {
				const agent = start(withCapabilities(...names));
				const status = {
					name: 'packets',
					method: 'ebpf',
					state: 'degraded',
					problem: `UDP traffic, SYNs and refused peers are not counted: needs ${missing}, which root does not have here`,
				} as const;
				assert.deepEqual(await agent({do: 'open'}), {status});
				assert.deepEqual(await agent({do: 'watch', endpoints: [udp('::', 5000)]}), {counts: [null], status});
				assert.deepEqual(await agent({do: 'refused'}), {refused: [], status});
				assert.deepEqual(await agent({do: 'close'}), {});
			});
		}
	});

	test('it counts where it was made, wherever the thread is later', async () => {
		const agent = startPacketAgent(right);
		await agent({do: 'open', namespace: middle.name});
		const endpoints = [udp('0.0.0.0', 5000)];
		await agent({do: 'watch', endpoints});
		await middle.run(['ip', 'address', 'add', '10.90.1.78/32', 'dev', 'lo']);
		await agent({do: 'watch', endpoints});
		await sender({
			do: 'send', datagrams: {
				to: '10.90.1.78', port: 5000, count: 5, bytes: 1,
			},
		});
		assert.deepEqual(await watch(agent, endpoints), [received(5, 1)]);
		await middle.run(['ip', 'address', 'delete', '10.90.1.78/32', 'dev', 'lo']);
	});

	test('nothing is left in the kernel when it is closed', async () => {
		const agent = startPacketAgent(right);
		const packetSockets = async () => {
			const text = await right.run(['cat', '/proc/net/packet']);
			// Below a line of titles.
			return text.trim().split('\n').length - 1;
		};

		assert.equal(await packetSockets(), 0);
		await agent({do: 'open'});
		assert.equal(await packetSockets(), 3);
		await agent({do: 'close'});
		assert.equal(await packetSockets(), 0);
	});
});
