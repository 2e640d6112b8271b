/* What is found out by talking to servers of this process, on loopback. */
import assert from 'node:assert/strict';
import {Buffer} from 'node:buffer';
import {spawn} from 'node:child_process';
import {
	appendFile,
	mkdtemp,
	readFile,
	rm,
	writeFile,
} from 'node:fs/promises';
import {
	connect,
	createServer,
	type AddressInfo,
	type Server,
	type Socket,
} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {
	after,
	before,
	describe,
	it,
	type TestContext,
} from 'node:test';
import {createServer as createTlsServer, type TlsOptions} from 'node:tls';
import {
	converse,
	nothingSaid,
	trustedAuthorities,
	type Conversation,
	type ConversationRequest,
} from '../../../source/commands/check/conversation.ts';
import {makeCertificate, type CertificateFiles} from '../../helpers/certificates.ts';
import {execute} from '../../helpers/execute.ts';
import {linesOf} from '../../helpers/lines.ts';
import {requires} from '../../helpers/requirements.ts';

const plain: ConversationRequest['what'] = {
	tls: false, tlsName: null, send: null, expect: null, replyTimeoutSeconds: 5,
};

async function portOf(t: TestContext, server: Server): Promise<number> {
	const sockets = new Set<Socket>();
	server.on('connection', socket => {
		sockets.add(socket);
		socket.on('error', () => undefined);
	});
	t.after(() => {
		server.close();
		for (const socket of sockets) {
			socket.destroy();
		}
	});
	const {promise, resolve} = Promise.withResolvers<void>();
	server.listen(0, '127.0.0.1', resolve);
	await promise;
	return (server.address() as AddressInfo).port;
}

async function talk(port: number, what: Partial<ConversationRequest['what']>): Promise<Conversation> {
	let known = nothingSaid;
	await converse({
		host: '127.0.0.1', port, what: {...plain, ...what}, authorities: what.tls === true ? trustedAuthorities() : undefined,
	}, found => {
		known = found;
	});
	return known;
}

const said = ({problems}: Conversation) => problems.map(({state, message}) => `${state}: ${message}`);

describe('an answer', () => {
	it('that has arrived counts, however long another one kept this thread busy', async (t: TestContext) => {
		const milliseconds = 200;
		const port = await portOf(t, createServer(socket => {
			socket.write('OK\n', () => {
				// The answer is in the kernel, and the time is over, when this thread does something else again.
				const endsAt = performance.now() + (2 * milliseconds);
				while (performance.now() < endsAt) {
					// As a slow pattern does.
				}
			});
		}));
		const found = await talk(port, {expect: /OK/u, replyTimeoutSeconds: milliseconds / 1000});
		assert.deepEqual(said(found), []);
		assert.notStrictEqual(found.responseMilliseconds, null);
	});

	it('is cut, and in one line, where it is another one', async (t: TestContext) => {
		const port = await portOf(t, createServer(socket => {
			socket.end(`go\u{1B}]0;away\u{202E}\r\n${'x'.repeat(10_000)}`);
		}));
		const [problem = ''] = said(await talk(port, {expect: /^220/mu}));
		assert.match(problem, /^CRITICAL: closed without an answer that matches '\^220': it said 'go \]0;away x+…'$/);
		assert.ok(problem.length < 200);
	});
});

describe('TLS', requires({tools: ['openssl']}), () => {
	let folder: string;
	let root: CertificateFiles;

	before(async () => {
		folder = await mkdtemp(path.join(tmpdir(), 'portop-conversation-'));
		root = await make('root', {from: -30, to: 300});
	});

	after(async () => {
		await rm(folder, {recursive: true});
	});

	const make = async (name: string, validity: {readonly from: number; readonly to: number}, issuer?: CertificateFiles, names = `DNS:${name}.example`) =>
		makeCertificate(path.join(folder, name), names, validity, issuer);

	const serve = async (t: TestContext, {certificate, key}: CertificateFiles, options: TlsOptions = {}) => {
		const server = createTlsServer({cert: await readFile(certificate), key: await readFile(key), ...options}, socket => {
			socket.on('error', () => undefined);
			socket.resume();
		});
		server.on('tlsClientError', () => undefined);
		return portOf(t, server);
	};

	it('a server that demands a client certificate shows its own, and says so, whatever the version', async (t: TestContext) => {
		for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
			const port = await serve(t, root, {
				minVersion: version, maxVersion: version, requestCert: true, rejectUnauthorized: true,
			});
			const found = await talk(port, {tls: true});
			assert.ok(found.certificateDays! > 299);
			assert.ok(found.tlsMilliseconds! > 0);
			assert.equal(said(found).at(-1), 'OK: TLS: the server demands a client certificate, and this check has none');
			const asked = await talk(port, {tls: true, expect: /220/u});
			assert.ok(asked.certificateDays! > 299, 'what was learned before stays');
			assert.match(said(asked).at(-1)!, /^UNKNOWN: TLS: the server demands a client certificate/);
		}
	});

	/** Listens before a server, and passes on a client's first words at once, the rest only when the client has left, or never. */
	const listenBefore = async (t: TestContext, port: number, passesRest = true) => portOf(t, createServer({allowHalfOpen: true}, client => {
		const server = connect(port, '127.0.0.1');
		server.on('error', () => undefined);
		server.pipe(client);
		client.once('data', (hello: Buffer) => {
			server.write(hello);
			const rest: Buffer[] = [];
			client.on('data', (words: Buffer) => {
				rest.push(words);
			});
			client.once('end', () => {
				if (passesRest) {
					server.end(Buffer.concat(rest));
				}
			});
		});
	}));

	it('waits for the rejection of TLS 1.3 as long as for every answer, however slow the server is', async (t: TestContext) => {
		const port = await listenBefore(t, await serve(t, root, {minVersion: 'TLSv1.3', requestCert: true, rejectUnauthorized: true}));
		assert.equal(said(await talk(port, {tls: true})).at(-1), 'OK: TLS: the server demands a client certificate, and this check has none');
		const send = Buffer.from('QUIT');
		assert.equal(said(await talk(port, {tls: true, send})).at(-1), 'UNKNOWN: TLS: the server demands a client certificate, and this check has none');
	});

	it('says that it does not know where the server stays silent', async (t: TestContext) => {
		const port = await listenBefore(t, await serve(t, root, {minVersion: 'TLSv1.3', requestCert: true, rejectUnauthorized: true}), false);
		const found = await talk(port, {tls: true, replyTimeoutSeconds: 1});
		assert.equal(said(found).at(-1), 'OK: TLS: the server asks for a client certificate; whether it demands one is not known: not said within 1 s');
	});

	it('a server that can do without a client certificate is believed, also without a session ticket', async (t: TestContext) => {
		const server = spawn('openssl', ['s_server', '-accept', '0', '-cert', root.certificate, '-key', root.key, '-num_tickets', '0', '-verify', '1'], {stdio: ['pipe', 'pipe', 'ignore']});
		t.after(() => {
			server.kill();
		});
		const lines = linesOf(server.stdout);
		let port: string | undefined;
		while (port === undefined) {
			port = /^ACCEPT .*:(?<port>\d+)$/.exec(await lines.next())?.groups?.['port'];
		}

		const found = await talk(Number(port), {tls: true, replyTimeoutSeconds: 60});
		assert.doesNotMatch(said(found).join('; '), /client certificate/);
	});

	it('a server without one is not waited for longer than it takes', async (t: TestContext) => {
		const port = await serve(t, root, {minVersion: 'TLSv1.3'});
		const startedAt = performance.now();
		assert.match(said(await talk(port, {tls: true}))[0]!, /^OK: this machine does not trust the certificate: it is signed by itself \(DEPTH_ZERO_SELF_SIGNED_CERT\)$/);
		assert.ok(performance.now() - startedAt < 4000);
	});

	it('follows issuers: an expired certificate on no path, or on one of two, is no fault', async (t: TestContext) => {
		const between = await make('between', {from: -20, to: 200}, root);
		const leaf = await make('leaf', {from: -1, to: 90}, between);
		const expired = await make('expired', {from: -30, to: -2});
		const future = await make('future', {from: 5, to: 50});
		const chains = [
			{sent: [between, expired], leaf, fault: null},
			{sent: [expired, root, between], leaf, fault: null},
			{sent: [expired], leaf: await make('below-expired', {from: -1, to: 90}, expired), fault: /^CRITICAL: the certificate of its authority 'CN=portop test expired' has expired$/},
			{sent: [future], leaf: await make('below-future', {from: -1, to: 90}, future), fault: /^CRITICAL: the certificate of its authority 'CN=portop test future' is not valid yet$/},
		];
		for (const {sent, leaf: own, fault} of chains) {
			const certificate = path.join(folder, 'chain');
			await writeFile(certificate, await readFile(own.certificate));
			for (const each of sent) {
				await appendFile(certificate, await readFile(each.certificate));
			}

			const problems = said(await talk(await serve(t, {certificate, key: own.key}), {tls: true})).filter(problem => !problem.startsWith('OK: '));
			assert.equal(problems.length, fault === null ? 0 : 1, problems.join('; '));
			assert.match(problems[0] ?? '', fault ?? /^$/);
		}
	});

	it('shows few of many names', async (t: TestContext) => {
		const many = await make('many', {from: -1, to: 2}, undefined, Array.from({length: 2000}, (_, index) => `DNS:n${index}.example`).join(','));
		const [problem = ''] = said(await talk(await serve(t, many), {tls: true, tlsName: 'other.example'}));
		assert.equal(problem, 'CRITICAL: the certificate is for DNS:n0.example, DNS:n1.example, DNS:n2.example and 1997 more, not for \'other.example\'');
	});

	it('takes the address of a link-local name without its interface', async (t: TestContext) => {
		const port = await serve(t, await make('local', {from: -1, to: 2}, undefined, 'IP:fe80::1'));
		assert.doesNotMatch(said(await talk(port, {tls: true, tlsName: 'fe80::1%eth0'})).join('; '), /not for/);
		assert.match(said(await talk(port, {tls: true, tlsName: 'fe80::2%eth0'})).join('; '), /not for 'fe80::2%eth0'/);
	});

	it('says what the library\'s codes mean', async (t: TestContext) => {
		const [key, certificate] = ['short-key', 'short-certificate'].map(name => path.join(folder, name));
		await execute('openssl', ['req', '-x509', '-newkey', 'rsa:1024', '-nodes', '-keyout', key!, '-out', certificate!, '-days', '40', '-subj', '/CN=short']);
		const weak = {ciphers: 'DEFAULT@SECLEVEL=0'};
		const short = await talk(await serve(t, {certificate: certificate!, key: key!}, weak), {tls: true});
		assert.match(said(short).join('; '), /^OK: this machine does not trust the certificate: its key is too short: RSA with 1024 bits$/);
		const old = await talk(await serve(t, root, {...weak, minVersion: 'TLSv1', maxVersion: 'TLSv1.1'}), {tls: true});
		assert.match(said(old).join('; '), /^CRITICAL: TLS: its protocol is too old: this machine asks for TLS 1\.2 or newer \(/);
		const stranger = await talk(await serve(t, root, {maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-GCM-SHA256'}), {tls: true});
		assert.match(said(stranger).join('; '), /^CRITICAL: TLS: it and this machine have no cipher, or no other setting, in common \(/);
		const leaver = await talk(await portOf(t, createServer(socket => {
			socket.once('data', () => {
				socket.resetAndDestroy();
			});
		})), {tls: true});
		assert.match(said(leaver).join('; '), /^CRITICAL: TLS: it closed the connection during the handshake$/);
	});
});
