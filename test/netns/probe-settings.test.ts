/* What probes look like on the wire, by the counters of nftables, and what they leave behind. */
import assert from 'node:assert/strict';
import {
	after,
	before,
	beforeEach,
	describe,
	test,
} from 'node:test';
import {asUser, installForEverybody} from '../helpers/everybody.ts';
import {CommandError} from '../helpers/execute.ts';
import {linesOf, type Lines} from '../helpers/lines.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {portop} from '../helpers/portop.ts';
import {requires} from '../helpers/requirements.ts';

/** Says when it listens, and from which port each connection comes that it accepts. */
const listener = `
	require('node:net').createServer(socket => {
		console.log('accepted', socket.remotePort);
		socket.on('error', () => {}).resetAndDestroy();
	}).listen(7000, '::', () => console.log('ready'));
	process.stdin.resume();
`;
const client = 'require(\'node:net\').connect({host: \'127.0.0.1\', port: 7000, localPort: 5555}).on(\'error\', () => {})';

/** What `nft --json` says of a chain's rules. */
type Ruleset = {
	readonly nftables: ReadonlyArray<{
		readonly rule?: {readonly expr: ReadonlyArray<{readonly counter?: {readonly packets: number}}>};
	}>;
};

const count = 3;

describe('probes on the wire', requires({root: true, tools: ['ip', 'ss', 'nft', 'setpriv']}), () => {
	let namespace: Namespace;
	let said: Lines;

	before(async () => {
		namespace = await createNamespace();
		await namespace.run(['ip', 'address', 'add', '10.78.0.1/32', 'dev', 'lo']);
		said = linesOf(namespace.start(['node', '-e', listener]).stdout);
		await said.next();
	});

	beforeEach(async () => {
		await namespace.run(['nft', 'flush', 'ruleset']);
	});

	after(async () => {
		await namespace[Symbol.asyncDispose]();
	});

	const probe = async (...words: string[]) => namespace.run(portop('probe', '-c', String(count), '--interval', '0.05', '--timeout', '0.05', ...words));

	/** How many packets that leave match a rule while `portop probe` runs, whatever comes of it. */
	const counted = async (rule: string, ...words: string[]) => {
		await namespace.run(['nft', 'add table inet wire; add chain inet wire out { type filter hook output priority 0; }']);
		await namespace.run(['nft', `add rule inet wire out ${rule} counter`]);
		await probe(...words).catch((error: unknown) => {
			// Nothing may have replied.
			assert.equal(error instanceof CommandError ? error.code : error, 1, String(error));
		});
		const {nftables} = JSON.parse(await namespace.run(['nft', '-j', 'list', 'chain', 'inet', 'wire', 'out'])) as Ruleset;
		return nftables.flatMap(({rule: each}) => each?.expr ?? []).find(({counter}) => counter !== undefined)?.counter?.packets;
	};

	const wires: ReadonlyArray<{readonly name: string; readonly rule: string; readonly words: readonly string[]}> = [
		{name: 'syn', rule: 'ip daddr 127.0.0.1 tcp dport 7000 tcp flags & (fin|syn|rst|psh|ack|urg) == syn', words: ['syn://127.0.0.1:7000']},
		{name: 'syn over IPv6', rule: 'ip6 daddr ::1 tcp dport 7000 tcp flags & (fin|syn|rst|psh|ack|urg) == syn', words: ['syn://[::1]:7000']},
		{name: 'flags', rule: 'tcp dport 7000 tcp flags & (fin|syn|rst|psh|ack|urg) == (fin|psh|urg)', words: ['syn://127.0.0.1:7000', '--flags', 'UPF']},
		{name: 'TTL, TOS and DF of syn', rule: 'tcp dport 7000 ip ttl 9 ip dscp ef ip frag-off & 0x4000 != 0 tcp flags syn', words: ['syn://127.0.0.1:7000', '--ttl', '9', '--dscp', 'ef', '--df']},
		{name: 'hop limit and traffic class of syn', rule: 'tcp dport 7000 ip6 hoplimit 9 ip6 dscp ef tcp flags syn', words: ['syn://[::1]:7000', '--ttl', '9', '--tos', '0xb8']},
		{name: 'TTL and TOS of connect', rule: 'tcp dport 7000 ip ttl 9 ip dscp ef tcp flags syn', words: ['connect://127.0.0.1:7000', '--ttl', '9', '--tos', '184']},
		{name: 'TTL, TOS and DF of icmp', rule: 'icmp type echo-request ip ttl 9 ip dscp ef ip frag-off & 0x4000 != 0', words: ['icmp://127.0.0.1', '--ttl', '9', '--tos', '184', '--df']},
		{name: 'TTL, TOS and DF of udp', rule: 'udp dport 7009 ip ttl 9 ip dscp ef ip frag-off & 0x4000 != 0', words: ['udp://127.0.0.1:7009', '--ttl', '9', '--tos', '184', '--df']},
		{name: 'source port of syn', rule: 'tcp sport 4321 tcp dport 7000 tcp flags syn', words: ['syn://127.0.0.1:7000', '--source-port', '4321']},
		{name: 'source port of connect', rule: 'tcp sport 4321 tcp dport 7000 tcp flags syn', words: ['connect://127.0.0.1:7000', '--source-port', '4321']},
		{name: 'source port of udp', rule: 'udp sport 4321 udp dport 7009', words: ['udp://127.0.0.1:7009', '--source-port', '4321']},
		{name: 'size of icmp', rule: 'icmp type echo-request ip length 1028', words: ['icmp://127.0.0.1', '--size', '1000']},
		{name: 'size of syn', rule: 'tcp dport 7000 ip length 140 tcp flags syn', words: ['syn://127.0.0.1:7000', '--size', '100']},
		{name: 'data of udp', rule: 'udp dport 7009 udp length 12 @th,64,32 0x70696e0a', words: ['udp://127.0.0.1:7009', '--data', String.raw`pin\n`]},
		{name: 'a request of DNS', rule: 'udp dport 53 udp length 25', words: ['udp://127.0.0.1:53']},
		{name: 'a request of NTP', rule: 'udp dport 123 udp length 56', words: ['udp://127.0.0.1:123']},
		{name: 'a request of SNMP', rule: 'udp dport 161 udp length 51', words: ['udp://127.0.0.1:161']},
		{name: 'interface', rule: 'tcp dport 7000 meta oifname lo tcp flags syn', words: ['syn://127.0.0.1:7000', '--interface', 'lo']},
	];

	test('the largest payload that the kernel sends is sent, and answered by ICMP', async () => {
		for (const [target, size, outcome] of [
			['icmp://127.0.0.1', 65_507, / 1 packets received/],
			['icmp://[::1]', 65_527, / 1 packets received/],
			['udp://127.0.0.1:7009', 65_507, /^1 packets transmitted/m],
			['udp://[::1]:7009', 65_527, /^1 packets transmitted/m],
			['syn://127.0.0.1:7000', 65_495, /^1 packets transmitted/m],
			['syn://[::1]:7000', 65_515, /^1 packets transmitted/m],
		] as const) {
			const text = await namespace.run(portop('probe', '-c', '1', target, '--size', String(size)));
			assert.match(text, outcome, target);
		}
	});

	for (const {name, rule, words} of wires) {
		test(name, async () => {
			assert.equal(await counted(rule, ...words), count);
		});
	}

	/** How a connection that was probed ended, and what is left of it. */
	const ending = async (target: string) => {
		const resets = await counted('tcp dport 7000 tcp flags & (fin|syn|rst) == rst', target);
		const left = await namespace.run(['ss', '-Hant', 'state', 'connected', '( sport = 7000 or dport = 7000 )']);
		// A real connection is the first that the application hears of.
		await namespace.run(['node', '-e', client]);
		return {resets, left, firstAccepted: await said.next()};
	};

	for (const target of ['connect://127.0.0.1:7000', 'connect://[::1]:7000', 'connect://10.78.0.1:7000']) {
		test(`${target} is reset before the application hears of it, and nothing is left`, async () => {
			const result = await ending(target);
			assert.deepEqual(result, {resets: count, left: '', firstAccepted: 'accepted 5555'});
		});
	}

	test('a probe of a secondary address of this machine comes from that very address', async () => {
		// Left alone, the kernel would take the first of the network.
		await namespace.run(['ip', 'address', 'add', '10.79.0.1/24', 'dev', 'lo']);
		await namespace.run(['ip', 'address', 'add', '10.79.0.101/24', 'dev', 'lo']);
		const rule = 'ip saddr 10.79.0.101 ip daddr 10.79.0.101 tcp sport >= 61000 tcp dport 7000 tcp flags syn';
		assert.equal(await counted(rule, 'connect://10.79.0.101:7000'), count);
		await namespace.run(['nft', 'flush', 'ruleset']);
		assert.equal(await counted(rule, 'syn://10.79.0.101:7000'), count);
	});

	test('a SYN that comes from the port to which it goes is not its own answer', async () => {
		await assert.rejects(probe('syn://127.0.0.1:7008', '--source-port', '7008'), error =>
			error instanceof CommandError && error.code === 1 && error.output.stdout.includes('\n0 replied, 3 refused'));
	});

	test('a name keeps its address, and our own may be replaced meanwhile', async () => {
		await using other = await createNamespace();
		await namespace.run(['ip', 'link', 'add', 'veth0', 'type', 'veth', 'peer', 'name', 'veth0', 'netns', other.name]);
		for (const [side, address] of [[namespace, 'fd79::1/64'], [other, 'fd79::2/64']] as const) {
			await side.run(['ip', 'address', 'add', address, 'dev', 'veth0', 'nodad']);
			await side.run(['ip', 'link', 'set', 'veth0', 'up']);
		}

		const child = namespace.start(portop('probe', '-i', '0.1', '-c', '60', '--timeout', '0.2', 'icmp://fd79::2'));
		const lines = linesOf(child.stdout);
		let line = '';
		while (!line.includes('reply')) {
			line = await lines.next();
		}

		await namespace.run(['ip', 'address', 'add', 'fd79::77/64', 'dev', 'veth0', 'nodad']);
		await namespace.run(['ip', 'address', 'delete', 'fd79::1/64', 'dev', 'veth0']);
		while (!line.startsWith('60 packets transmitted')) {
			line = await lines.next();
		}

		const received = Number(/ (\d+) packets received/.exec(line)?.[1]);
		assert.ok(received >= 40, line);
	});

	test('the interface that does not exist is named', async () => {
		await assert.rejects(probe('syn://127.0.0.1:7000', '--interface', 'none0'), error =>
			error instanceof CommandError && error.code === 2 && error.output.stderr.includes('there is no interface none0'));
	});

	test('a missing privilege is said with the ways to get it, and what works without', async () => {
		await using installation = await installForEverybody();
		const fails = async (target: string, ...expected: readonly string[]) => assert.rejects(
			namespace.run([...asUser, ...installation.portop('probe', '-c', '1', target)]),
			error => error instanceof CommandError && error.code === 2 && expected.every(text => error.output.stderr.includes(text)),
			target,
		);
		await fails('syn://127.0.0.1:7000', 'CAP_NET_RAW', 'root', 'setcap cap_net_raw+ep', 'connect://');
		await assert.rejects(
			namespace.run([...asUser, ...installation.portop('probe', '-c', '1', '--source-port', '80', 'connect://127.0.0.1:7000')]),
			error => error instanceof CommandError && error.code === 2 && error.output.stderr.includes('CAP_NET_BIND_SERVICE'),
		);
		await fails('icmp://127.0.0.1', 'net.ipv4.ping_group_range', 'root', 'setcap', 'connect://');
		assert.match(await namespace.run([...asUser, ...installation.portop('probe', '-c', '1', '127.0.0.1:7000')]), /with connect.*1 packets received/sv);
		await namespace.run(['sysctl', '-qw', 'net.ipv4.ping_group_range=0 2147483647']);
		for (const address of ['127.0.0.1', '::1']) {
			assert.match(await namespace.run([...asUser, ...installation.portop('probe', '-c', '1', address)]), /echo reply/v);
		}
	});
});
