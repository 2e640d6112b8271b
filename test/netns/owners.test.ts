/* Who owns a socket, on a real kernel: processes that are hidden, do not answer, have changed, or hold sockets in one thread only. */
import assert from 'node:assert/strict';
import process from 'node:process';
import {
	after,
	before,
	describe,
	test,
	type TestContext,
} from 'node:test';
import {
	asUser,
	installForEverybody,
	userId,
	type Installation,
} from '../helpers/everybody.ts';
import {linesOf} from '../helpers/lines.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {requires} from '../helpers/requirements.ts';

type ListedPort = {
	readonly port: number;
	readonly processCount: number | null;
	readonly userId: number | null;
	readonly user: string | null;
	readonly owners: {readonly status: string; readonly holders: ReadonlyArray<{readonly pid: number; readonly name: string}>};
};

type Listed = {
	readonly privileges: Readonly<Record<string, number | boolean | null>>;
	readonly ports: readonly ListedPort[];
	readonly sources: ReadonlyArray<{readonly name: string; readonly state: string; readonly problem: string | null}>;
};

/** Listens, tells its pid, and waits. What else it does comes before (`setup`) or after the listening (`afterwards`). */
function listenIn(port: number, {setup = '', afterwards = ''} = {}): readonly string[] {
	return ['python3', '-c', `
import ctypes, os, socket, sys, threading, time
libc = ctypes.CDLL(None, use_errno=True)
${setup}
s = socket.create_server(('127.0.0.1', ${port}))
${afterwards}
print(os.getpid(), flush=True)
time.sleep(600)
`];
}

describe('owners', requires({root: true, tools: ['python3', 'setpriv', 'unshare', 'ip']}), () => {
	let namespace: Namespace;
	let installation: Installation;

	before(async () => {
		namespace = await createNamespace();
		installation = await installForEverybody();
	});

	after(async () => {
		await namespace[Symbol.asyncDispose]();
		await installation[Symbol.asyncDispose]();
	});

	/** Everybody may run this Node.js. */
	const listenWithNode = (port: number) => [installation.node, '-e', `require('node:net').createServer().listen(${port}, '127.0.0.1', () => console.log(process.pid))`];
	const start = async (command: readonly string[]) => Number(await linesOf(namespace.start(command).stdout).next());
	const list = async (prefix: readonly string[] = [], ...words: readonly string[]): Promise<Listed> => {
		const text = await namespace.run([...prefix, ...installation.portop('list', 'ports', '--json', ...words)], {env: {...process.env, HOME: installation.folder}});
		return JSON.parse(text) as Listed;
	};

	const find = ({ports}: Listed, port: number) => ports.find(row => row.port === port)!;
	const ownerOf = async (port: number) => {
		const {owners: {status, holders}, processCount} = find(await list(), port);
		return {status, pids: holders.map(({pid}) => pid), processCount};
	};

	test('processes that /proc does not list are unknown, and what is missing is said', async () => {
		await start(listenIn(7800));
		const own = await start([...asUser, ...listenWithNode(7801)]);
		const cases = [
			['invisible', /hidepid=(?:invisible|2).*needs root, or CAP_SYS_PTRACE/],
			['noaccess', /process.*needs root, or CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH/],
		] as const;
		for (const [hidepid, reason] of cases) {
			const listed = await list(['unshare', '--mount', 'sh', '-c', `mount -t proc -o hidepid=${hidepid} proc /proc && exec "$@"`, 'sh', ...asUser]);
			const {owners, processCount} = find(listed, 7800);
			assert.deepEqual([owners.status, processCount], ['denied', null], hidepid);
			assert.deepEqual(find(listed, 7801).owners.holders.map(({pid}) => pid), [own]);
			const source = listed.sources.find(({name}) => name === 'processes')!;
			assert.equal(source.state, 'degraded');
			assert.match(source.problem ?? '', reason);
		}
	});

	test('owners are unknown where /proc is none, or that of another pid namespace', async () => {
		await start(listenIn(7807));
		for (const mount of ['mount -t tmpfs none /proc', 'unshare --pid --fork mount -t proc proc /proc']) {
			const listed = await list(['unshare', '--mount', 'sh', '-c', `${mount} && exec "$@"`, 'sh']);
			const {owners, processCount} = find(listed, 7807);
			assert.deepEqual([owners.status, processCount], ['denied', null], mount);
			assert.deepEqual(listed.privileges, {
				userId: 0, seesAllProcesses: null, networkAdministration: null, rawSockets: null,
			});
			const {state, problem} = listed.sources.find(({name}) => name === 'processes')!;
			assert.equal(state, 'failed');
			assert.match(problem ?? '', /: \/proc does not list portop itself/);
		}
	});

	test('root without a capability is told which one, not to be root', async () => {
		await start([...asUser, ...listenWithNode(7802)]);
		const listed = await list(['setpriv', '--bounding-set=-sys_ptrace', '--inh-caps=-sys_ptrace']);
		const {problem} = listed.sources.find(({name}) => name === 'processes')!;
		assert.match(problem ?? '', /needs CAP_SYS_PTRACE, which root does not have here/);
		assert.doesNotMatch(problem ?? '', /needs root/);
	});

	test('a port that sockets of two users share belongs to both', async () => {
		const shareIn = [installation.node, '-e', 'require(\'node:dgram\').createSocket({type: \'udp4\', reuseAddr: true}).bind(5353, () => console.log(process.pid))'];
		await start(shareIn);
		await start([...asUser, ...shareIn]);
		for (const filter of ['user:root', 'user=0', `user=${userId}`, `user=0 user=${userId}`]) {
			const {ports} = await list([], '--filter', `port:5353 (${filter})`);
			assert.deepEqual(ports.map(({port}) => port), [5353], filter);
		}

		const text = await namespace.run(installation.portop('list', 'ports', '--numeric'));
		assert.match(text, / 5353 .* (?:0,65534|65534,0) /);
	});

	test('sockets whose descriptors only a thread has belong to its process', async () => {
		const serveIn = (port: number, unshare: string) => listenIn(port + 100, {
			setup: `
def serve():
	${unshare}
	global own
	own = socket.create_server(('127.0.0.1', ${port}))
	ready.set()
	time.sleep(600)
ready = threading.Event()
threading.Thread(target=serve).start()
ready.wait()
`,
		});
		const separate = await start(serveIn(7803, 'assert libc.unshare(0x400) == 0'));
		assert.deepEqual(await ownerOf(7803), {status: 'known', pids: [separate], processCount: 1});
		assert.deepEqual(await ownerOf(7903), {status: 'known', pids: [separate], processCount: 1});
	});

	test('a socket that only an io_uring holds belongs to its process', async (t: TestContext) => {
		// io_uring_setup(2), then io_uring_register(2) with IORING_REGISTER_FILES.
		const setup = `
ring = libc.syscall(425, 8, ctypes.create_string_buffer(120))
if ring < 0: print(0, flush=True); sys.exit()`;
		const afterwards = `
assert libc.syscall(427, ring, 2, (ctypes.c_int * 1)(s.fileno()), 1) == 0
s.close()`;
		const pid = await start(listenIn(7808, {setup, afterwards}));
		if (pid === 0) {
			t.skip('io_uring is turned off here');
			return;
		}

		assert.deepEqual(await ownerOf(7808), {status: 'known', pids: [pid], processCount: 1});
	});

	test('a process whose first thread has ended still owns its sockets', async () => {
		const ended = await start(listenIn(7804, {
			afterwards: `
threading.Thread(target=time.sleep, args=(600,)).start()
print(os.getpid(), flush=True)
libc.syscall({'x86_64': 60, 'aarch64': 93}[os.uname().machine], 0)
`,
		}));
		assert.deepEqual(await ownerOf(7804), {status: 'known', pids: [ended], processCount: 1});
	});

	test('a program has its own name, not its main thread\'s, and is found by both', async () => {
		await start(listenWithNode(7805));
		assert.deepEqual(find(await list(), 7805).owners.holders.map(({name}) => name), ['node']);
		const named = await list([], '--filter', 'process=node');
		const threads = await list([], '--filter', 'process~MainThread$');
		assert.ok(named.ports.some(({port}) => port === 7805));
		assert.ok(threads.ports.some(({port}) => port === 7805));
	});

	test('a user without a name is its number', async () => {
		await start(['setpriv', '--reuid=54321', '--regid=54321', '--clear-groups', ...listenWithNode(7806)]);
		const {user, userId: owner} = find(await list(), 7806);
		assert.deepEqual([user, owner], ['54321', 54_321]);
		const {ports} = await list([], '--filter', 'user~^543');
		assert.deepEqual(ports.map(({port}) => port), [7806]);
	});
});
