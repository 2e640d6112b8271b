/* What `portop check port` finds a port to be: open, closed, filtered by nftables, IPv6 only, TLS; and what it talks. */
import assert from 'node:assert/strict';
import {
	appendFile,
	mkdtemp,
	readFile,
	rm,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {makeCertificate, type CertificateFiles} from '../helpers/certificates.ts';
import {
	check,
	connectionsBegun,
	runCheck,
	startScript,
	until,
} from '../helpers/check.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {requires} from '../helpers/requirements.ts';

const ports = {
	loopback: 7000, ipv6: 7001, dual: 7002, alias: 7003, anyIpv4: 7004, udp: 7005, closed: 7006, dropped: 7007, rejected: 7008, reset: 7009,
	greets: 7020, echoes: 7021, silent: 7022, leaves: 7023, endless: 7024, greetsToo: 7025,
	valid: 7030, expired: 7031, future: 7032, chained: 7033, broken: 7034,
	brief: 7040, mapped: 7041,
	many: 8000,
} as const;

const listeners = (certificates: Readonly<Record<string, CertificateFiles>>) => String.raw`
	const net = require('node:net');
	const {readFileSync} = require('node:fs');
	const quiet = socket => socket.on('error', () => {});
	const servers = [
		net.createServer(quiet).listen(${ports.loopback}, '127.0.0.1'),
		net.createServer(quiet).listen({port: ${ports.ipv6}, host: '::', ipv6Only: true}),
		net.createServer(quiet).listen(${ports.dual}, '::'),
		net.createServer(quiet).listen(${ports.alias}, '127.0.0.9'),
		net.createServer(quiet).listen(${ports.anyIpv4}, '0.0.0.0'),
		net.createServer(quiet).listen(${ports.mapped}, '::ffff:127.0.0.8'),
		net.createServer(quiet).listen(${ports.dropped}, '127.0.0.1'),
		net.createServer(quiet).listen(${ports.rejected}, '127.0.0.1'),
		net.createServer(quiet).listen(${ports.reset}, '127.0.0.1'),
		...[${ports.greets}, ${ports.greetsToo}].map(port => net.createServer(socket => quiet(socket).write('220 ready\r\n')).listen(port, '127.0.0.1')),
		net.createServer(socket => quiet(socket).pipe(socket)).listen(${ports.echoes}, '127.0.0.1'),
		net.createServer(quiet).listen(${ports.silent}, '127.0.0.1'),
		net.createServer(socket => quiet(socket).end('go away\n')).listen(${ports.leaves}, '127.0.0.1'),
		net.createServer(socket => {
			quiet(socket).on('drain', () => socket.write(Buffer.alloc(1e5, 'x')));
			while (socket.write(Buffer.alloc(1e5, 'x')));
		}).listen(${ports.endless}, '127.0.0.1'),
		...Object.entries(${JSON.stringify(certificates)}).map(([port, {certificate, key}]) => require('node:tls')
			.createServer({cert: readFileSync(certificate), key: readFileSync(key)}, socket => quiet(socket).write('220 secret\r\n'))
			.on('tlsClientError', () => {})
			.listen(Number(port), '127.0.0.1')),
		...Array.from({length: 150}, (_, index) => net.createServer(quiet).listen(${ports.many} + 2 * index, '127.0.0.1')),
	];
	const {once} = require('node:events');
	const udp = require('node:dgram').createSocket('udp4').bind(${ports.udp}, '127.0.0.1');
	Promise.all([...servers, udp].map(server => once(server, 'listening'))).then(() => console.log('ready'));`;

const rules = `
	add table inet firewall
	add chain inet firewall input { type filter hook input priority 0; }
	add rule inet firewall input tcp dport ${ports.dropped} drop
	add rule inet firewall input tcp dport ${ports.rejected} reject with icmpx admin-prohibited
	add rule inet firewall input tcp dport ${ports.reset} reject with tcp reset`;

describe('portop check port: what a port is', requires({root: true, tools: ['ip', 'nft', 'openssl']}), () => {
	let namespace: Namespace;
	let folder: string;

	before(async () => {
		folder = await mkdtemp(path.join(tmpdir(), 'portop-certificates-'));
		namespace = await createNamespace();
		const make = async (name: string, daysFromNow: {readonly from: number; readonly to: number}, issuer?: CertificateFiles) => makeCertificate(path.join(folder, name), 'DNS:good.example,IP:127.0.0.1', daysFromNow, issuer);
		const root = await make('root', {from: -100, to: 100});
		/** A certificate that another has signed, which is shown with it. */
		const chain = async (issuer: CertificateFiles): Promise<CertificateFiles> => {
			const {certificate, key} = await make(`below-${path.basename(path.dirname(issuer.certificate))}`, {from: -1, to: 90}, issuer);
			await appendFile(certificate, await readFile(issuer.certificate));
			return {certificate, key};
		};

		const certificates = {
			[ports.valid]: await make('valid', {from: -10, to: 40.5}),
			[ports.expired]: await make('expired', {from: -30, to: -3.5}),
			[ports.future]: await make('future', {from: 2.5, to: 30}),
			[ports.chained]: await chain(await make('between', {from: -30, to: 30}, root)),
			[ports.broken]: await chain(await make('ended', {from: -30, to: -2}, root)),
		};
		await startScript(namespace, listeners(certificates));
		await namespace.run(['nft', rules.trim().replaceAll('\n', ';')]);
	});

	after(async () => {
		await namespace[Symbol.asyncDispose]();
		await rm(folder, {recursive: true});
	});

	const checkPort = async (...words: readonly string[]) => check(namespace, ['port', '--window', '1', ...words]);
	/** The problems of an item, without that of a busy machine. */
	const messages = (item: {readonly problems: ReadonlyArray<{readonly message: string}>}) =>
		item.problems.map(({message}) => message).join('; ').replace(/(?:^|; )this machine was busy: [^;]*/, '');

	test('open, closed, filtered', async () => {
		const run = await checkPort('7000-7009', '--reply-timeout', '0.5');
		assert.deepEqual(run.items.map(({name, status_text: status, state, values}) => [Number(name), status, state, values['status']]), [
			...[ports.loopback, ports.ipv6, ports.dual, ports.alias, ports.anyIpv4].map(port => [port, 'open', 'OK', 1]),
			[ports.udp, 'closed', 'CRITICAL', 0],
			[ports.closed, 'closed', 'CRITICAL', 0],
			[ports.dropped, 'filtered', 'CRITICAL', 0],
			[ports.rejected, 'filtered', 'CRITICAL', 0],
			[ports.reset, 'closed', 'CRITICAL', 0],
		]);
		assert.equal(run.exitCode, 2);
		for (const {name, status_text: status, values} of run.items) {
			const latencies = ['latency_min', 'latency_avg', 'latency_max'].map(key => values[key]);
			assert.equal(latencies.every(latency => latency === null), status !== 'open', `${name}: ${latencies.join(', ')}`);
		}

		assert.match(messages(run.item(ports.closed)), /^closed: 127\.0\.0\.1 refuses connections$/);
		assert.match(messages(run.item(ports.dropped)), /^filtered: no answer from 127\.0\.0\.1 within 0\.5 s, although a process listens$/);
		assert.match(messages(run.item(ports.rejected)), /^filtered: .*prohibited/);
	});

	test('only what is served at the address that is meant', async () => {
		const status = async (port: number, ...words: readonly string[]) => {
			const run = await checkPort(String(port), ...words);
			const {status_text: text, values} = run.item(port);
			return [text, values['processes']];
		};

		const expected: ReadonlyArray<readonly [Parameters<typeof status>, readonly [string, number]]> = [
			[[ports.ipv6, '--host', '::1'], ['open', 1]],
			[[ports.ipv6, '--host', '127.0.0.1'], ['closed', 0]],
			[[ports.ipv6, '-4'], ['closed', 0]],
			[[ports.dual, '--host', '127.0.0.1'], ['open', 1]],
			[[ports.dual, '-6'], ['open', 1]],
			[[ports.alias, '--host', '127.0.0.9'], ['open', 1]],
			[[ports.alias, '--host', '127.0.0.1'], ['closed', 0]],
			[[ports.loopback, '--host', 'localhost'], ['open', 1]],
			[[ports.loopback, '-6'], ['closed', 0]],
			[[ports.mapped], ['open', 1]],
			[[ports.mapped, '-4'], ['open', 1]],
			[[ports.mapped, '-6'], ['closed', 0]],
			[[ports.mapped, '--host', '127.0.0.8'], ['open', 1]],
			[[ports.mapped, '--host', '127.0.0.1'], ['closed', 0]],
		];
		// A few at a time: all at once take the time that a check has on a busy machine.
		for (let first = 0; first < expected.length; first += 4) {
			const some = expected.slice(first, first + 4);
			assert.deepEqual(await Promise.all(some.map(async ([words]) => status(...words))), some.map(([, result]) => result));
		}
	});

	test('--goal closed', async () => {
		const run = await checkPort(String(ports.loopback), String(ports.closed), String(ports.dropped), '--goal', 'closed', '--reply-timeout', '0.5');
		// Others may well reach what a firewall hides from us.
		assert.deepEqual(run.items.map(({state}) => state), ['CRITICAL', 'OK', 'CRITICAL']);
		assert.match(messages(run.item(ports.loopback)), /should not be/);
		assert.match(messages(run.item(ports.dropped)), /a process listens/);
		const hidden = await checkPort(String(ports.dropped), '--host', '127.0.0.1', '--goal', 'closed', '--reply-timeout', '0.5');
		assert.equal(hidden.exitCode, 0);
		const good = await checkPort(String(ports.closed), '--goal', 'closed');
		assert.equal(good.exitCode, 0);
	});

	test('a port that is open for a part of the window only', async () => {
		const {pid} = await startScript(namespace, `
			const server = require('node:net').createServer().listen(${ports.brief}, '127.0.0.1', () => console.log('ready'));
			process.once('SIGUSR2', () => server.close());`);
		const begun = connectionsBegun(pid);
		const words = ['port', `${ports.brief}`, '--window', '3'];
		const runs = [words, [...words, '--goal', 'closed']].map(async all => check(namespace, all));
		await until(() => connectionsBegun(pid) > begun + 4, 'connects of both');
		process.kill(pid, 'SIGUSR2');
		const [good, bad] = await Promise.all(runs);
		const {status_text: status, values} = good!.item(ports.brief);
		assert.deepEqual([status, good!.exitCode, bad!.exitCode], ['closed', 2, 2]);
		assert.match(messages(bad!.item(ports.brief)), /it was open meanwhile/);
		// What was measured stays known.
		assert.ok(values['latency_avg']! > 0);
		const loss = values['connect_loss']!;
		assert.ok(loss > 0, `${loss} %`);
		assert.ok(loss < 100, `${loss} %`);
	});

	test('--send and --expect', async () => {
		const talk = async (port: number, ...words: readonly string[]) => {
			const run = await checkPort(String(port), '--reply-timeout', '0.5', ...words);
			return run.item(port);
		};

		const [greeted, echoed, wrong, silent, left, endless] = await Promise.all([
			talk(ports.greets, '--expect', '^220 '),
			talk(ports.echoes, '--send', String.raw`PING\r\n`, '--expect', String.raw`^PING\r\n$`),
			talk(ports.greetsToo, '--expect', '^500'),
			talk(ports.silent, '--expect', 'hello'),
			talk(ports.leaves, '--expect', 'hello'),
			talk(ports.endless, '--expect', 'hello'),
		]);
		for (const item of [greeted, echoed]) {
			assert.equal(item.state, 'OK', messages(item));
			assert.ok(item.values['response']! > 0);
			assert.ok(item.values['response']! < 500);
		}

		const disappointed = [
			[wrong, /0\.5 s without .*it said '220 ready'/],
			[silent, /0\.5 s without .*it said nothing/],
			[left, /closed without .*'go away'/],
			[endless, /64 KiB without/],
		] as const;
		for (const [item, message] of disappointed) {
			assert.deepEqual([item.state, item.status_text, item.values['response']], ['CRITICAL', 'open', null]);
			assert.match(messages(item), message);
		}

		// Conversations come after the window.
		assert.deepEqual([greeted.values['connection_rate'], greeted.values['received'], greeted.values['sent']], [0, 0, 0]);
	});

	test('a pattern that would take a backtracking matcher for ever is answered in time', async () => {
		const run = await check(namespace, ['port', String(ports.endless), '--window', '1', '--reply-timeout', '0.5', '--expect', '(x+x+)+y']);
		assert.deepEqual([run.exitCode, run.item(ports.endless).status_text], [2, 'open']);
		assert.match(messages(run.item(ports.endless)), /without an answer that matches '\(x\+x\+\)\+y'/);
	});

	test('where there is no way, nothing is known, and no port is closed', async () => {
		for (const goal of ['open', 'closed']) {
			const run = await check(namespace, ['port', String(ports.closed), '--host', '198.51.100.7', '--window', '1', '--goal', goal]);
			assert.deepEqual([run.exitCode, run.item(ports.closed).status_text], [3, 'unknown']);
		}
	});

	test('connects that get lost are told', async () => {
		const names = `${ports.anyIpv4}`;
		// Never three in a row, also where a SYN that was lost is sent again: the port would be filtered.
		await namespace.run(['nft', 'add', 'rule', 'inet', 'firewall', 'input', 'tcp', 'dport', names, 'tcp', 'flags', '&', '(syn|ack|rst)', '==', 'syn', 'numgen', 'inc', 'mod', '3', '==', '0', 'drop']);
		const run = await check(namespace, ['port', names, '--window', '3', '-w', 'connect_loss=10']);
		assert.equal(run.exitCode, 1);
		const loss = run.item(ports.anyIpv4).values['connect_loss']!;
		assert.ok(Math.abs(loss - 33) <= 25, `${loss} %`);
	});

	test('--tls: the certificate, its name and its end', async () => {
		const speak = async (port: number, ...words: readonly string[]) => {
			const run = await checkPort(String(port), '--tls', '--reply-timeout', '0.5', ...words);
			return run.item(port);
		};

		const [good, answered, misnamed, expired, future, plain, silent, low] = await Promise.all([
			speak(ports.valid, '--tls-name', 'good.example'),
			speak(ports.valid, '--expect', '^220 secret'),
			speak(ports.valid, '--tls-name', 'bad.example'),
			speak(ports.expired),
			speak(ports.future),
			speak(ports.greets),
			speak(ports.silent),
			speak(ports.valid, '-w', 'tls_days=60:', '-c', 'tls_days=7:'),
		]);
		assert.deepEqual([good.state, answered.state, low.state], ['OK', 'OK', 'WARNING']);
		assert.ok(Math.abs(good.values['tls_days']! - 40.5) < 0.1);
		assert.ok(good.values['tls_handshake']! > 0);
		const refused = [
			[misnamed, /good\.example.*not for 'bad\.example'/],
			[expired, /expired 3\.5 days ago/],
			[future, /not valid for another 2\.5 days/],
			[plain, /^TLS: /],
			[silent, /^TLS: no handshake within 0\.5 s$/],
		] as const;
		for (const [item, message] of refused) {
			assert.deepEqual([item.state, item.status_text], ['CRITICAL', 'open']);
			assert.match(messages(item), message);
		}

		assert.ok(Math.abs(expired.values['tls_days']! + 3.5) < 0.1);
		assert.equal(plain.values['tls_days'], null);
	});

	test('whom this machine trusts, and an authority that has expired', async () => {
		const ask = async (env: NodeJS.ProcessEnv) => check(namespace, ['port', `${ports.chained}`, `${ports.broken}`, '--window', '1', '--tls'], {env: {...process.env, NODE_EXTRA_CA_CERTS: undefined, ...env}});
		const stranger = await ask({});
		assert.match(messages(stranger.item(ports.chained)), /^this machine does not trust the certificate: /);
		const friend = await ask({SSL_CERT_FILE: path.join(folder, 'root/certificate')});
		assert.equal(messages(friend.item(ports.chained)), '');
		for (const run of [stranger, friend]) {
			assert.deepEqual([run.item(ports.chained).state, run.item(ports.broken).state], ['OK', 'CRITICAL']);
			assert.match(messages(run.item(ports.broken)), /the certificate of its authority 'CN=portop test ended' has expired/);
		}
	});

	test('some hundred ports within the time of one', async () => {
		const run = await checkPort(`${ports.many}-${ports.many + 299}`, '22,23', '--port', '24');
		assert.equal(run.items.length, 303);
		assert.deepEqual(run.items.filter(({name, status_text: status}) => status !== (Number(name) >= ports.many && Number(name) % 2 === 0 ? 'open' : 'closed')), []);
		assert.ok(run.seconds < 4, `${run.seconds} s`);
		await namespace.run(['nft', 'insert rule inet firewall input tcp dport 9000-9299 drop']);
		const silent = await runCheck(namespace, ['port', '9000-9299', '--window', '1']);
		assert.equal(silent.exitCode, 2);
		assert.match(silent.stdout, /^PORT CRITICAL - 300 checked: 300 CRITICAL;/);
		assert.ok(silent.seconds < 5, `${silent.seconds} s`);
	});
});
