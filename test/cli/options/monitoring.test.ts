/* What is typed wins over the configuration file. */
import assert from 'node:assert/strict';
import {
	chmod,
	mkdtemp,
	rm,
	writeFile,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {test, type TestContext} from 'node:test';
import {limitsWith} from '../../../source/alerts/fixed-checks/limits.ts';
import {parseCommandLine} from '../../../source/cli/options/command-line.ts';
import {checkConfig} from '../../../source/commands/config/config-command.ts';
import type {MonitorOptions} from '../../../source/cli/options/options.ts';
import {defaultProbeSettings} from '../../../source/probes/targets/settings.ts';
import {defaultAppearance} from '../../../source/ui/state/appearance.ts';

/** The options of flags that no file has. */
const {count: _count, intervalSeconds: _intervalSeconds, ...packets} = defaultProbeSettings;

const text = `
interval = 0.5
historySize = "1Mi"
view = "errors"
filter = "state:established"
ports = "22,443"
probes = ["host:443", "icmp://host"]
probeInterval = 0.2
passive = true
numeric = true
utc = true
bell = true
detectors = false
fixedChecks.closeWait = 200
fixedChecks.retransmissions = false
theme = "high-contrast"
filters.slow = "rtt>1s"
keys.quit = "Q"
[views.connections]
columns = ["remote"]
sort = "rtt"
[[alert]]
when = "connections > 5"
`;

async function homeWith(t: TestContext, content: string): Promise<string> {
	const folder = await mkdtemp(path.join(tmpdir(), 'portop-config-'));
	t.after(async () => {
		await rm(folder, {recursive: true});
	});
	const file = path.join(folder, 'portop.toml');
	await writeFile(file, content);
	return file;
}

async function monitor(t: TestContext, words: readonly string[], environment = {}, content = text): Promise<MonitorOptions> {
	const task = await parseCommandLine(['--config', await homeWith(t, content), ...words], environment);
	assert.strictEqual(task.command, 'monitor');
	return task.options;
}

test('commands of a file that another user may change are left out, and that is said', async t => {
	const file = await homeWith(t, '[[alert]]\nwhen = "connections > 5"\nonAlert = ["/usr/bin/true"]\n[[alert]]\nwhen = "connections > 6"\n');
	const read = async () => {
		const [monitored, served] = await Promise.all([parseCommandLine(['--config', file], {}), parseCommandLine(['serve', '--config', file], {})]);
		assert.strictEqual(monitored.command, 'monitor');
		assert.strictEqual(served.command, 'serve');
		assert.deepEqual(monitored.options.warnings, served.options.warnings);
		assert.deepEqual(monitored.options.alertRules, served.options.alertRules);
		const {alertRules, warnings} = monitored.options;
		return {commands: alertRules.map(({onAlert}) => onAlert), warnings};
	};

	const commands = [['/usr/bin/true'], null];
	assert.deepEqual(await read(), {commands, warnings: []});
	for (const place of [file, path.dirname(file)]) {
		await chmod(place, 0o777);
		assert.deepEqual(await read(), {commands: [null, null], warnings: [`the commands of ${file} (onAlert) are not run: every user may write to ${place}`]});
		const checked = await checkConfig({configFile: file, environment: {}});
		assert.deepEqual(checked, {isGood: true, lines: [`${file} is good`, `But the commands of ${file} (onAlert) are not run: every user may write to ${place}`]});
		await chmod(place, 0o700);
	}

	assert.deepEqual(await read(), {commands, warnings: []});
	await writeFile(file, '[[alert]]\nwhen = "connections > 5"\n');
	await chmod(file, 0o777);
	assert.deepEqual(await read(), {commands: [null], warnings: []}, 'without a command there is nothing to say');
});

test('the file is what holds where nothing is typed', async t => {
	const {probeSettings, probeTargets, alertRules, configFile: _configFile, ...options} = await monitor(t, []);
	assert.deepEqual(options, {
		...packets,
		source: 'auto',
		intervalSeconds: 0.5,
		historyBytes: 2 ** 20,
		watchedPorts: [{first: 22, last: 22}, {first: 443, last: 443}],
		// Watched ports of the file are no filter.
		filter: 'state:established',
		numeric: true,
		utc: true,
		color: true,
		probes: ['host:443', 'icmp://host'],
		probeMethod: null,
		probeIntervalSeconds: 0.2,
		passive: true,
		detects: false,
		fixedLimits: limitsWith({closeWait: 200, retransmissions: null}),
		bell: true,
		ascii: false,
		plain: false,
		mouse: false,
		theme: 'high-contrast',
		warnings: [],
		appearance: {
			view: 'errors',
			sorts: {connections: {key: 'rtt', descending: true}},
			columns: {connections: ['remote']},
			namedFilters: [{name: 'slow', filter: 'rtt>1s'}],
			theme: {base: 'high-contrast', looks: {}},
			keys: {quit: ['Q']},
		},
	});
	assert.equal(probeSettings.intervalSeconds, 0.2);
	assert.deepEqual(probeTargets.map(target => target.text), ['host:443', 'icmp://host']);
	assert.deepEqual(alertRules.map(({name}) => name), ['connections > 5']);
});

test('what is typed wins', async t => {
	const options = await monitor(t, [
		'--interval',
		'3',
		'--filter',
		'nginx',
		'--port',
		'80',
		'--probe',
		'other:1',
		'--probe-interval',
		'2',
		'--no-passive',
		'--no-numeric',
		'--no-utc',
		'--no-bell',
		'--detectors',
		'--alert',
		'peers > 5',
	]);
	assert.equal(options.intervalSeconds, 3);
	assert.equal(options.filter, '80 and (nginx)');
	assert.deepEqual(options.watchedPorts, [{first: 80, last: 80}]);
	assert.deepEqual(options.probeTargets.map(target => target.text), ['other:1']);
	assert.equal(options.probeSettings.intervalSeconds, 2);
	assert.equal(options.passive, false);
	assert.deepEqual([options.numeric, options.utc, options.bell, options.detects], [false, false, false, true]);
	assert.deepEqual(options.alertRules.map(({name}) => name), ['connections > 5', 'peers > 5']);
});

test('a typed port is shown whatever the file filters, and an empty filter takes that away', async t => {
	const typedPort = await monitor(t, ['--port', '80']);
	assert.equal(typedPort.filter, '80');
	const typedFilter = await monitor(t, ['--filter', '']);
	assert.equal(typedFilter.filter, '');
	assert.equal(typedFilter.watchedPorts.length, 2);
});

test('--method is for the targets of the file that name none', async t => {
	const {probeTargets} = await monitor(t, ['--method', 'connect'], {}, 'probes = ["host:443", "icmp://host"]');
	assert.deepEqual(probeTargets.map(({method}) => method), ['connect', 'icmp']);
});

test('the last word on colours is typed, then NO_COLOR', async t => {
	const color = async (words: readonly string[], environment: Readonly<Record<string, string>>) => {
		const options = await monitor(t, words, environment, '');
		return options.color;
	};

	assert.deepEqual([await color([], {}), await color([], {NO_COLOR: '1'}), await color([], {NO_COLOR: ''}), await color(['--no-color'], {}), await color(['--color'], {NO_COLOR: '1'})], [true, false, true, false, true]);
});

test('portop serve takes from the file what is measured', async t => {
	const configFile = await homeWith(t, text);
	const task = await parseCommandLine(['serve', '--config', configFile, '--port', '80'], {});
	assert.strictEqual(task.command, 'serve');
	const {alertRules, probeTargets, probeSettings, ...rest} = task.options;
	assert.deepEqual(rest, {
		...packets,
		source: 'auto',
		intervalSeconds: 0.5,
		watchedPorts: [{first: 80, last: 80}],
		probes: ['host:443', 'icmp://host'],
		probeMethod: null,
		probeIntervalSeconds: 0.2,
		passive: true,
		detects: false,
		fixedLimits: limitsWith({closeWait: 200, retransmissions: null}),
		configFile,
		listen: {host: '127.0.0.1', port: 9464, name: null},
		warnings: [],
		tokenFile: null,
		insecure: false,
	});
	assert.deepEqual([alertRules.length, probeTargets.length, probeSettings.intervalSeconds], [1, 2, 0.2]);
});

test('without a file everything is as usual', async () => {
	const task = await parseCommandLine([], {HOME: '/nowhere'});
	assert.strictEqual(task.command, 'monitor');
	assert.deepEqual(task.options.appearance, defaultAppearance);
	assert.equal(task.options.appearance.keys, defaultAppearance.keys, 'its keymap is made once');
});
