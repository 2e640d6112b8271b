/* Ports without a socket that the packet filter forwards: they are not closed, whoever keeps the rules, and also while no connection goes through. */
import assert from 'node:assert/strict';
import process from 'node:process';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {check} from '../helpers/check.ts';
import {asUser, installForEverybody, type Installation} from '../helpers/everybody.ts';
import {linesOf} from '../helpers/lines.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {portop} from '../helpers/portop.ts';
import {requires} from '../helpers/requirements.ts';

type Row = {
	readonly port: number;
	readonly protocol: string;
	readonly status: string | null;
	readonly forwardedTo: readonly string[] | null;
	readonly connections: unknown;
	readonly connectionCount: number | null;
};
type List = {readonly ports: readonly Row[]; readonly sources: ReadonlyArray<{readonly name: string; readonly problem: string | null}>};

const ports = {
	plain: 18_080, redirected: 18_081, toNobody: 18_082, inSet: 18_083, inMap: 18_084, inVerdicts: 18_085, ipv6: 18_086, udp: 18_087, foreign: 18_088, multiple: 18_089, none: 18_099, listener: 7100,
} as const;
const watched = Object.values(ports).filter(port => port !== ports.listener).join(',');

const nftRules = `
table ip test {
	map targets {
		type inet_service : ipv4_addr . inet_service
		flags interval
		elements = { ${ports.inMap}-${ports.inMap} : 172.17.0.3 . 81 }
	}
	chain published {
		meta l4proto tcp dnat to 172.17.0.4:82
	}
	map verdicts {
		type inet_proto . inet_service : verdict
		elements = { tcp . ${ports.inVerdicts} : goto published }
	}
	chain incoming {
		type nat hook prerouting priority -100
		tcp dport ${ports.plain} dnat to 172.17.0.2:80
		tcp dport ${ports.redirected} redirect to :${ports.listener}
		tcp dport ${ports.toNobody} redirect to :9
		tcp dport { 100, ${ports.inSet}, 200-300 } dnat to 172.17.0.2
		dnat ip to tcp dport map @targets
		meta l4proto . th dport vmap @verdicts
		udp dport ${ports.udp} dnat to 172.17.0.2:53
		ip daddr 192.0.2.1 tcp dport ${ports.foreign} dnat to 172.17.0.2:80
		tcp dport { ${ports.multiple} } dnat to numgen inc mod 2 map { 0 : 172.17.0.7, 1 : 172.17.0.8 }
	}
}
table inet test {
	chain incoming {
		type nat hook prerouting priority -100
		tcp dport ${ports.ipv6} dnat ip6 to [fd00::2]:80
	}
}
`;

const listener = `require('node:net').createServer().listen(${ports.listener}, () => console.log('ready'))`;

async function startListener(namespace: Namespace): Promise<void> {
	const {stdout} = namespace.start([process.execPath, '-e', listener]);
	await linesOf(stdout).next();
}

/** Returns the rows of watched ports by number. */
async function list(namespace: Namespace, command: readonly string[]): Promise<List & {readonly row: (port: number) => Row}> {
	const found = JSON.parse(await namespace.run([...command, '--port', watched, '--json'])) as List;
	return {...found, row: port => found.ports.find(row => row.port === port)!};
}

const sight = ({status, forwardedTo}: Row) => [status, forwardedTo];

describe('ports that nf_tables forwards', requires({root: true, tools: ['ip', 'nft', 'setpriv']}), () => {
	let namespace: Namespace;
	let installation: Installation;
	const asRoot = portop('list', 'ports');

	before(async () => {
		namespace = await createNamespace();
		installation = await installForEverybody();
		await startListener(namespace);
		await namespace.run(['nft', nftRules]);
	});

	after(async () => {
		await namespace[Symbol.asyncDispose]();
		await installation[Symbol.asyncDispose]();
	});

	test('are open, with their targets, and figures that are not known', async () => {
		const {row} = await list(namespace, asRoot);
		assert.deepEqual(sight(row(ports.plain)), ['OPEN', ['172.17.0.2:80']]);
		assert.deepEqual(sight(row(ports.redirected)), ['OPEN', [`:${ports.listener}`]]);
		assert.deepEqual(sight(row(ports.inSet)), ['OPEN', ['172.17.0.2']]);
		assert.deepEqual(sight(row(ports.inMap)), ['OPEN', ['172.17.0.3:81']]);
		assert.deepEqual(sight(row(ports.inVerdicts)), ['OPEN', ['172.17.0.4:82']]);
		assert.deepEqual(sight(row(ports.ipv6)), ['OPEN', ['[fd00::2]:80']]);
		assert.deepEqual([row(ports.multiple).status, row(ports.multiple).forwardedTo?.toSorted()], ['OPEN', ['172.17.0.7', '172.17.0.8']]);
		assert.deepEqual([row(ports.udp).protocol, ...sight(row(ports.udp))], ['udp', 'OPEN', ['172.17.0.2:53']]);
		assert.deepEqual([row(ports.plain).connections, row(ports.plain).connectionCount], [null, null]);
	});

	test('a port that no rule is about is closed, and so is one of another machine\'s address, or one that is redirected to nobody', async () => {
		const {row} = await list(namespace, asRoot);
		for (const port of [ports.none, ports.foreign, ports.toNobody]) {
			assert.deepEqual([...sight(row(port)), row(port).connectionCount], ['CLOSED', [], 0], `port ${port}`);
		}
	});

	test('who may not read the rules is told so, and calls no port closed', async () => {
		const {row, sources} = await list(namespace, [...asUser, ...installation.portop('list', 'ports')]);
		for (const port of [ports.plain, ports.none]) {
			assert.deepEqual([...sight(row(port)), row(port).connectionCount], [null, null, null]);
		}

		assert.equal(sources.find(({name}) => name === 'packet filter')?.problem, 'ports that are forwarded are not known: needs root, or CAP_NET_ADMIN');
	});

	test('the list shows where they lead', async () => {
		const text = await namespace.run([...asRoot, '--port', String(ports.plain)]);
		assert.match(text, new RegExp(String.raw`^tcp +\* +${ports.plain} +OPEN .* → 172\.17\.0\.2:80$`, 'm'));
	});

	test('those that are not watched have a row while they lead somewhere', async () => {
		const {ports: rows} = JSON.parse(await namespace.run([...asRoot, '--filter', `sport = :${ports.plain} or sport = :${ports.listener} or sport = :${ports.toNobody}`, '--json'])) as List;
		assert.deepEqual(rows.map(({port, status, forwardedTo}) => [port, status, forwardedTo]), [
			[ports.listener, 'OPEN', []],
			[ports.plain, 'OPEN', ['172.17.0.2:80']],
		]);
	});

	test('check port says what was looked at, and does not call them closed', async () => {
		const wanted = ['port', String(ports.plain), String(ports.none), '--window', '1'];
		const open = await check(namespace, wanted);
		assert.deepEqual([open.item(ports.plain).state, open.item(ports.none).state], ['UNKNOWN', 'CRITICAL']);
		assert.equal(open.item(ports.plain).problems[0]?.message, 'not known whether it is open: connections from this machine to 127.0.0.1 are not accepted, and those of others are forwarded (→ 172.17.0.2:80)');
		const closed = await check(namespace, [...wanted, '--goal', 'closed']);
		assert.deepEqual([closed.item(ports.plain).state, closed.item(ports.none).state], ['CRITICAL', 'OK']);
		assert.match(closed.item(ports.plain).problems[0]!.message, /^the packet filter forwards it \(→ 172\.17\.0\.2:80\), and it should not be open/);
	});
});

for (const [version, v4, v6] of [['nft', 'iptables-nft', 'ip6tables-nft'], ['legacy', 'iptables-legacy', 'ip6tables-legacy']] as const) {
	test(`ports that iptables-${version} forwards are open, as Docker publishes them`, requires({root: true, tools: ['ip', v4, v6]}), async () => {
		await using namespace = await createNamespace();
		const rule = async (tool: string, words: string) => namespace.run([tool, '-t', 'nat', ...words.split(' ')]);
		await rule(v4, '-N DOCKER');
		await rule(v4, '-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER');
		await rule(v4, '-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER');
		await rule(v4, `-A DOCKER ! -i docker0 -p tcp -m tcp --dport ${ports.plain} -j DNAT --to-destination 172.17.0.2:80`);
		await rule(v4, `-A DOCKER -p udp --dport ${ports.udp} -j DNAT --to-destination 172.17.0.3`);
		await rule(v4, `-A PREROUTING -p tcp -m multiport --dports 5,${ports.inSet}:${ports.inMap} -j DNAT --to-destination 172.17.0.5:80-81`);
		await rule(v4, `-A PREROUTING -d 192.0.2.1/32 -p tcp --dport ${ports.foreign} -j DNAT --to-destination 172.17.0.2:80`);
		await rule(v4, `-A PREROUTING -p tcp --dport ${ports.none} -j REDIRECT`);
		await rule(v6, `-A PREROUTING -p tcp --dport ${ports.ipv6} -j DNAT --to-destination [fd00::2]:80`);
		const {row} = await list(namespace, portop('list', 'ports'));
		assert.deepEqual(sight(row(ports.plain)), ['OPEN', ['172.17.0.2:80']]);
		assert.deepEqual([row(ports.udp).protocol, ...sight(row(ports.udp))], ['udp', 'OPEN', ['172.17.0.3']]);
		assert.deepEqual(sight(row(ports.inMap)), ['OPEN', ['172.17.0.5:80-81']]);
		assert.deepEqual(sight(row(ports.ipv6)), ['OPEN', ['[fd00::2]:80']]);
		assert.deepEqual([ports.foreign, ports.none, ports.toNobody].map(port => row(port).status), ['CLOSED', 'CLOSED', 'CLOSED']);
	});
}

test('a rule for every port leaves it open what one of them is', requires({root: true, tools: ['ip', 'nft']}), async () => {
	await using namespace = await createNamespace();
	await namespace.run(['nft', 'table ip test { chain incoming { type nat hook prerouting priority -100; tcp dport != 22 dnat to 172.17.0.2; }; }']);
	const {row} = await list(namespace, portop('list', 'ports'));
	assert.deepEqual(sight(row(ports.plain)), [null, ['172.17.0.2']]);
});

test('without address translation an ordinary user sees which ports are closed', requires({root: true, tools: ['ip', 'nft', 'setpriv']}), async () => {
	await using namespace = await createNamespace();
	await using installation = await installForEverybody();
	await namespace.run(['nft', 'table ip test { chain incoming { type filter hook input priority 0; tcp dport 9 drop; }; }']);
	const {row, sources} = await list(namespace, [...asUser, ...installation.portop('list', 'ports')]);
	assert.deepEqual([...sight(row(ports.plain)), row(ports.plain).connectionCount], ['CLOSED', [], 0]);
	assert.equal(sources.find(({name}) => name === 'packet filter')?.problem, null);
});
