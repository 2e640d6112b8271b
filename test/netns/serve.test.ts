/* `portop serve` beside known traffic, under promtool, a real Prometheus, and clients that mean harm. */
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {
	mkdtemp,
	open as openFile,
	rm,
	writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as wait} from 'node:timers/promises';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {CommandError, execute} from '../helpers/execute.ts';
import {linesOf} from '../helpers/lines.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {portop} from '../helpers/portop.ts';
import {findTool, requires} from '../helpers/requirements.ts';
import {startTraffic, type Traffic} from '../helpers/start-traffic.ts';
import {
	getInside,
	samplesOf,
	startService,
	until,
} from './serve-run.ts';

const toServer = 1_234_567;
const toClient = 765_432;
const labels = 'protocol="tcp",address="127.0.0.1",port="7000"';
const received = `portop_port_receive_bytes_total{${labels}}`;

/** Clients that hold on to connections with half a request and less, and nonsense over and over; says `hanging` when they do. */
const hangers = String.raw`
	const {connect} = require('node:net');
	const port = Number(process.argv[1]);
	const open = number => {
		const socket = connect(port, '127.0.0.1', () => {
			if (number % 3 === 1) socket.write('GET /metrics HTTP/1.1\r\nHost: loc');
			if (number % 3 === 2) socket.write('\0'.repeat(10000));
		});
		socket.on('error', () => {});
		socket.on('close', () => setTimeout(open, 500, number));
		const drip = setInterval(() => socket.write('x'), 200);
		socket.on('close', () => clearInterval(drip));
	};
	for (let number = 0; number < 500; number++) open(number);
	setTimeout(() => console.log('hanging'), 500);`;

describe('portop serve', requires({root: true, tools: ['ip']}), () => {
	let namespace: Namespace;
	let server: Traffic;
	let client: Traffic;

	before(async () => {
		namespace = await createNamespace();
		server = startTraffic(namespace);
		client = startTraffic(namespace);
		await server('listen 127.0.0.1 7000');
	});

	after(async () => {
		await namespace[Symbol.asyncDispose]();
	});

	test('exports what was sent, to the byte', async () => {
		await using service = await startService(namespace, '--interval', '0.2', '--port', '7000,7001');
		const {url} = service;
		const metrics = async () => {
			const {body} = await getInside(namespace, `${url}/metrics`);
			return samplesOf(body);
		};

		const quiet = await until(metrics, samples => samples.get(received) === 0);
		assert.equal(quiet.get('portop_port_open{protocol="tcp",address="*",port="7001"}'), 0);
		for (let number = 0; number < 3; number++) {
			await client('connect 127.0.0.1 7000');
		}

		await client(`send 0 ${toServer}`);
		await server(`received 0 ${toServer}`);
		await server(`send 0 ${toClient}`);
		await client(`received 0 ${toClient}`);
		const sent = `portop_port_send_bytes_total{${labels}}`;
		const open = await until(metrics, samples => samples.get(sent) === toClient);
		assert.deepEqual({
			received: open.get(received),
			established: open.get(`portop_port_connections{${labels},state="established"}`),
			opened: open.get(`portop_port_connections_opened_total{${labels}}`),
			closed: open.get(`portop_port_connections_closed_total{${labels}}`),
			isOpen: open.get(`portop_port_open{${labels}}`),
			sockets: open.get('portop_source_up{source="sockets"}'),
		}, {
			received: toServer, established: 3, opened: 3, closed: 0, isOpen: 1, sockets: 1,
		});
		// The client's ends of the same connections, and of those over which the metrics were asked for.
		assert.ok(open.get('portop_outgoing_send_bytes_total{protocol="tcp"}')! >= toServer);
		assert.ok(open.get('portop_outgoing_receive_bytes_total{protocol="tcp"}')! >= toClient);
		for (let number = 0; number < 3; number++) {
			await client(`finish ${number}`);
			await server(`finish ${number}`);
		}

		const over = await until(metrics, samples => samples.get(`portop_port_connections_closed_total{${labels}}`) === 3);
		assert.deepEqual([over.get(received), over.get(sent)], [toServer, toClient]);
	});

	test('a watched port that opens and closes stays one series, and SIGHUP ends nothing', async () => {
		await using service = await startService(namespace, '--interval', '0.2', '--port', '7002');
		const series = async () => {
			const {body} = await getInside(namespace, `${service.url}/metrics`);
			return samplesOf(body);
		};

		const open = 'portop_watched_port_open{protocol="tcp",port="7002"}';
		const sent = 'portop_watched_port_probe_sent_total{protocol="tcp",port="7002"}';
		await until(series, samples => samples.get(open) === 0 && samples.get(sent)! > 0);
		service.process.kill('SIGHUP');
		const listener = namespace.start([process.execPath, '-e', 'require("node:net").createServer().listen(7002, "127.0.0.2")']);
		const opened = await until(series, samples => samples.get(open) === 1);
		assert.equal(opened.get('portop_port_open{protocol="tcp",address="127.0.0.2",port="7002"}'), 1);
		assert.ok(opened.get(sent)! > 0, 'its probes count on');
		listener.kill('SIGKILL');
		const closed = await until(series, samples => samples.get(open) !== 1);
		assert.equal(closed.get(open), 0);
		assert.ok(closed.get(sent)! >= opened.get(sent)!);
	});

	test('without descriptors nothing is probed, and that is counted; with them it is probed again', requires({tools: ['prlimit']}), async () => {
		await using service = await startService(namespace, '--interval', '0.2', '--probe', 'connect://127.0.0.1:7000');
		const target = 'target="connect://127.0.0.1:7000"';
		const allow = async (descriptors: number) => namespace.run(['prlimit', `--pid=${service.process.pid}`, `--nofile=${descriptors}:4096`]);
		const metrics = async () => {
			const {body} = await getInside(namespace, `${service.url}/metrics`);
			return samplesOf(body);
		};

		const loss = `portop_probe_loss_ratio{${target},method="connect"}`;
		const failed = `portop_probe_errors_total{${target},method="connect"}`;
		await until(metrics, samples => samples.get(loss) === 0);
		// Below what it has open already: the kernel gives it no other, also for an answer here, so that each look needs them back.
		await until(async () => {
			await allow(16);
			await wait(500);
			await allow(4096);
			return metrics();
		}, samples => samples.get(failed)! > 0);
		const sent = `portop_probe_sent_total{${target},method="connect"}`;
		const earlier = await metrics();
		const later = await until(metrics, samples => samples.get(sent)! > earlier.get(sent)! + 1 && samples.get(loss) === 0);
		assert.equal(later.get(failed), earlier.get(failed));
		assert.equal(later.get(`portop_probe_problem{${target}}`), 0);
	});

	test('healthz, snapshot.json and both formats', async () => {
		await using service = await startService(namespace, '--interval', '0.2');
		const {url} = service;
		const health = await until(async () => getInside(namespace, `${url}/healthz`), ({status}) => status === 200);
		assert.equal(health.body, 'ok\n');
		const {body, type} = await getInside(namespace, `${url}/snapshot.json`);
		assert.equal(type, 'application/json');
		// The border to what is tested.
		const {ports, connections} = JSON.parse(body) as {readonly ports: ReadonlyArray<{readonly port: number}>; readonly connections: readonly unknown[]};
		assert.ok(ports.some(({port}) => port === 7000));
		assert.ok(connections.length > 1);
		const open = await getInside(namespace, `${url}/metrics`, {accept: 'application/openmetrics-text; version=1.0.0'});
		assert.match(open.type, /^application\/openmetrics-text/);
		assert.ok(open.body.endsWith('\n# EOF\n'));
	});

	test('promtool finds nothing wrong', requires({tools: ['promtool']}), async () => {
		await using service = await startService(namespace, '--interval', '0.2', '--port', '7000,7001', '--probe', 'connect://127.0.0.1:7000');
		const {url} = service;
		const {body} = await until(
			async () => getInside(namespace, `${url}/metrics`),
			response => (samplesOf(response.body).get('portop_probe_received_total{target="connect://127.0.0.1:7000",method="connect"}') ?? 0) > 0,
		);
		const {status, stdout, stderr} = spawnSync(findTool('promtool')!, ['check', 'metrics'], {input: body, encoding: 'utf8'});
		assert.deepEqual({status, stdout, stderr}, {status: 0, stdout: '', stderr: ''});
	});

	test('a Prometheus scrapes it, and has what was sent', requires({tools: ['prometheus']}), async () => {
		await using folder = await temporaryFolder();
		const tokenFile = path.join(folder.path, 'token');
		await writeFile(tokenFile, 'open-sesame\n', {mode: 0o600});
		await using service = await startService(namespace, '--interval', '0.2', '--token-file', tokenFile);
		const {url} = service;
		const denied = await getInside(namespace, `${url}/metrics`);
		assert.equal(denied.status, 401);
		const configuration = path.join(folder.path, 'prometheus.yml');
		await writeFile(configuration, `
global: {scrape_interval: 500ms, scrape_timeout: 500ms}
scrape_configs:
  - job_name: portop
    authorization: {credentials_file: ${tokenFile}}
    static_configs: [{targets: ['${new URL(url).host}']}]
`);
		const prometheus = namespace.start([
			findTool('prometheus')!,
			`--config.file=${configuration}`,
			`--storage.tsdb.path=${path.join(folder.path, 'data')}`,
			'--web.listen-address=127.0.0.1:9090',
			'--log.level=error',
		]);
		const query = async (expression: string) => {
			const {status, body} = await getInside(namespace, `http://127.0.0.1:9090/api/v1/query?query=${encodeURIComponent(expression)}`);
			if (status !== 200) {
				return [];
			}

			// The border to Prometheus: https://prometheus.io/docs/prometheus/latest/querying/api/
			const {data: {result}} = JSON.parse(body) as {readonly data: {readonly result: ReadonlyArray<{readonly value: readonly [number, string]}>}};
			return result.map(({value}) => Number(value[1]));
		};

		await until(async () => query('up{job="portop"}'), ([up]) => up === 1);
		await client('connect 127.0.0.1 7000');
		await client(`send 3 ${toServer}`);
		await server(`received 3 ${toServer}`);
		assert.deepEqual(await until(async () => query('portop_port_receive_bytes_total{port="7000"}'), ([bytes]) => bytes === toServer), [toServer]);
		assert.deepEqual(await query('portop_connections{protocol="tcp",state="established"} > bool 0'), [1]);
		const [samples] = await query('scrape_samples_scraped{job="portop"}');
		assert.ok(samples! > 200, `${samples} samples`);
		const scrapes = await until(async () => query('count_over_time(up{job="portop"}[1m])'), ([count]) => count! >= 6);
		const missed = await query('count_over_time(up{job="portop"}[1m]) - sum_over_time(up{job="portop"}[1m])');
		assert.deepEqual(missed, [0], `of ${scrapes.join('')} scrapes`);
		prometheus.kill('SIGKILL');
		await once(prometheus, 'exit');
	});

	test('500 clients that hang on, or talk nonsense, delay neither samples nor scrapes', async () => {
		await using service = await startService(namespace, '--interval', '0.5');
		const {url} = service;
		const attack = namespace.start([process.execPath, '-e', hangers, '--', new URL(url).port]);
		assert.equal(await linesOf(attack.stdout).next(), 'hanging');
		const metrics = async () => {
			const startedAt = performance.now();
			const {status, body} = await getInside(namespace, `${url}/metrics`);
			assert.equal(status, 200, body);
			return {at: performance.now(), took: performance.now() - startedAt, samples: samplesOf(body).get('portop_samples_total')!};
		};

		const first = await metrics();
		const last = await until(metrics, ({at}) => at - first.at > 4000);
		attack.kill('SIGKILL');
		const expected = (last.at - first.at) / 500;
		assert.ok(last.samples - first.samples > expected * 0.7, `${last.samples - first.samples} samples instead of ${expected}`);
		assert.ok(last.took < 2000, `${last.took} ms for a scrape, with the start of a process`);
		const {body} = await getInside(namespace, `${url}/healthz`);
		assert.equal(body, 'ok\n');
	});

	test('SIGTERM and Ctrl-C end it with 0, soon, whoever is connected', async () => {
		for (const signal of ['SIGTERM', 'SIGINT'] as const) {
			const service = await startService(namespace, '--interval', '0.2');
			const attack = namespace.start([process.execPath, '-e', hangers, '--', new URL(service.url).port]);
			await linesOf(attack.stdout).next();
			const startedAt = performance.now();
			assert.equal(await service.end(signal), 0);
			assert.ok(performance.now() - startedAt < 1500, `${performance.now() - startedAt} ms`);
			attack.kill('SIGKILL');
		}
	});

	test('SIGTERM and Ctrl-C end it with 0, soon, while its token comes from a pipe that says nothing', requires({tools: ['mkfifo']}), async () => {
		await using folder = await temporaryFolder();
		const pipe = path.join(folder.path, 'token');
		await execute('mkfifo', [pipe]);
		for (const signal of ['SIGTERM', 'SIGINT'] as const) {
			const service = namespace.start(portop('serve', '--listen', '127.0.0.1:0', '--token-file', pipe));
			const exit = once(service, 'exit');
			// It can be opened for writing only once the service reads it.
			const writer = await openFile(pipe, 'w');
			const startedAt = performance.now();
			service.kill(signal);
			assert.deepEqual(await exit, [0, null]);
			assert.ok(performance.now() - startedAt < 1500, `${performance.now() - startedAt} ms`);
			await writer.close();
		}
	});

	test('what keeps it from starting is one line', async () => {
		for (const [words, code, line] of [
			[['--listen', '127.0.0.1:7000'], 1, 'portop: --listen: cannot listen on 127.0.0.1, port 7000: another program has it\n'],
			[['--listen', '192.0.2.1:9464', '--insecure'], 1, 'portop: --listen: cannot listen on 192.0.2.1, port 9464: this machine has no such address\n'],
			[['--token-file', '/nowhere/token'], 2, 'portop: --token-file: /nowhere/token cannot be read: there is no such file\n'],
			[['--listen', '0.0.0.0:9464'], 2, 'portop: --listen: \'0.0.0.0:9464\' answers other machines too: give them a token with --token-file FILE, or say --insecure\n'],
		] as const) {
			await assert.rejects(namespace.run(portop('serve', ...words)), (error: unknown) => {
				assert.ok(error instanceof CommandError);
				assert.deepEqual([error.code, error.output], [code, {stdout: '', stderr: line}]);
				return true;
			});
		}
	});
});

async function temporaryFolder(): Promise<AsyncDisposable & {readonly path: string}> {
	const folder = await mkdtemp(path.join(os.tmpdir(), 'portop-test-'));
	return {
		path: folder,
		async [Symbol.asyncDispose]() {
			// Prometheus may still be writing: it ends with the namespace.
			await rm(folder, {recursive: true, force: true, maxRetries: 3});
		},
	};
}
