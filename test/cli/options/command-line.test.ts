import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {defaultLimits} from '../../../source/alerts/fixed-checks/limits.ts';
import {parseCommandLine} from '../../../source/cli/options/command-line.ts';
import {commandNames} from '../../../source/cli/flags/commands.ts';
import {allFlags, flagsOf} from '../../../source/cli/flags/flags.ts';
import {helpText} from '../../../source/cli/flags/help.ts';
import {defaultProbeSettings} from '../../../source/probes/targets/settings.ts';
import {UsageError} from '../../../source/cli/flags/usage-error.ts';
import {defaultAppearance} from '../../../source/ui/state/appearance.ts';

/** Words as a shell gives them: parts between single quotes are one word. */
function split(line: string): readonly string[] {
	return line.matchAll(/'(?<quoted>[^']*)'|(?<bare>\S+)/g).map(({groups}) => groups?.['quoted'] ?? groups!['bare']!).toArray();
}

const parse = async (line: string, environment = {}) => parseCommandLine(split(line), environment);

const shared = {
	source: 'auto', intervalSeconds: 1, watchedPorts: [], filter: '', numeric: false, utc: false, color: true,
};
const {count: _count, intervalSeconds: probeIntervalSeconds, ...packets} = defaultProbeSettings;
const monitor = {
	...shared, ...packets, probes: [], probeTargets: [], probeMethod: null, probeIntervalSeconds, probeSettings: defaultProbeSettings, passive: false, alertRules: [], detects: true, fixedLimits: defaultLimits, bell: false, historyBytes: 64 * (2 ** 20), configFile: null, ascii: false, plain: false, mouse: false, theme: 'default', warnings: [], appearance: defaultAppearance,
};
const list = {
	...shared, view: 'connections', json: false, watch: false, udp: false,
};

test('nothing is the monitor, with every default', async () => {
	assert.deepEqual(await parse(''), {command: 'monitor', options: monitor});
});

test('list is connections unless told otherwise', async () => {
	assert.deepEqual(await parse('list'), {command: 'list', options: list});
	for (const view of ['ports', 'connections', 'states']) {
		assert.deepEqual(await parse(`list ${view}`), {command: 'list', options: {...list, view}});
	}
});

for (const [line, options] of [
	['--port 22', {watchedPorts: [{first: 22, last: 22}], filter: '22'}],
	['--port=443,22 --port 8000-8100', {watchedPorts: [{first: 22, last: 22}, {first: 443, last: 443}, {first: 8000, last: 8100}], filter: '22,443,8000-8100'}],
	['--filter \'rtt > 20ms\'', {filter: 'rtt > 20ms'}],
	['--filter=state=established', {filter: 'state=established'}],
	['--port 22,80 --filter \'root or www\'', {watchedPorts: [{first: 22, last: 22}, {first: 80, last: 80}], filter: '22,80 and (root or www)'}],
	['--interval 0.5', {intervalSeconds: 0.5}],
	['--source netlink', {source: 'netlink'}],
	['--numeric --utc', {numeric: true, utc: true}],
	['--no-color', {color: false}],
] as const) {
	test(`reads ${line}`, async () => {
		assert.deepEqual(await parse(line), {command: 'monitor', options: {...monitor, ...options}});
	});
}

test('list takes flags before and after its words', async () => {
	const expected = {
		command: 'list', options: {
			...list, json: true, watch: true, intervalSeconds: 5, udp: true,
		},
	};
	assert.deepEqual(await parse('list connections --json --watch --interval 5 --udp'), expected);
	assert.deepEqual(await parse('--json --udp --interval=5 list --watch connections'), expected);
});

test('NO_COLOR takes the colours away unless it is empty', async () => {
	for (const [value, color] of [['1', false], ['0', false], ['', true]] as const) {
		assert.deepEqual(await parse('', {NO_COLOR: value}), {command: 'monitor', options: {...monitor, color}});
	}
});

test('help and version win over the command', async () => {
	for (const [line, about] of [
		['--help', 'monitor'],
		['-h', 'monitor'],
		['--help --version', 'monitor'],
		['list --help', 'list'],
		['list ports --json --help', 'list'],
		['-h check port', 'check port'],
	] as const) {
		assert.deepEqual(await parse(line), {command: 'help', about});
	}

	assert.deepEqual(await parse('--version'), {command: 'version'});
});

for (const [line, message] of [
	['--foo', /^unknown flag '--foo'; portop --help lists the flags$/],
	['--fitler 22', /^unknown flag '--fitler'; did you mean '--filter'\?$/],
	['check port 22 --count 3', /^--count is not for portop check port; it belongs to portop probe .*, portop check ping /],
	['serve --lisen x', /^unknown flag '--lisen'; did you mean '--listen'\?$/],
	['config -chek', /^unknown flag '-chek'; did you mean '--check'\?$/],
	['-x', /^unknown flag '-x'/],
	['-i5', /^unknown flag '-i5'; write -i 5$/],
	['-h5', /^unknown flag '-h5'; portop --help/],
	['-ab', /^unknown flag '-ab'/],
	['list --Json', /^unknown flag '--Json'/],
	['list --no-json', /^unknown flag '--no-json'/],
	['--noColor', /^unknown flag '--noColor'/],
	['--port.x 3', /^unknown flag '--port\.x'/],
	['--__proto__ 1', /^unknown flag '--__proto__'/],
	['--config portop-no-such-file', /^--config: portop-no-such-file cannot be read: there is no such file$/],
	['--config', /^--config needs a value, e\.g\. --config \/etc\/portop\.toml$/],
	['--config a --config b', /^--config is given twice/],
	['--alert', /^--alert needs a value, e\.g\. --alert 'connections > 1000/],
	['--no-bel', /^unknown flag '--no-bel'/],
	['--no-json', /^unknown flag '--no-json'/],
	['probe --no-bell 127.0.0.1', /^--no-bell is not for portop probe; it belongs to portop$/],
	['list --json=yes', /^--json takes no value, but 'yes' follows; write --json alone/],
	['list --json=false', /^--json takes no value/],
	['list --json false', /^--json takes no value/],
	['--no-color=1', /^--no-color takes no value/],
	['--port', /^--port needs a value, e\.g\. --port 22,443,8000-8100$/],
	['--port --numeric', /^--port needs a value/],
	['--port 22 --port=', /^--port needs a value/],
	['--interval=', /^--interval needs a value, e\.g\. --interval 0\.5$/],
	['--interval -1', /^--interval: '-1' is not a number of seconds/],
	['--interval abc', /^--interval: 'abc' is not a number of seconds/],
	['--interval 1 --interval 2', /^--interval is given twice/],
	['--filter a --filter b', /^--filter is given twice/],
	['--port 99999', /^--port: '99999' is not within 1 to 65535/],
	['--source tcp', /^--source: 'tcp' is not a source/],
	['ping host', /^unknown command 'ping'; there is portop, portop list \[ports\|connections\|states\], portop probe TARGET\.\.\., portop check port PORTS\.\.\., .*portop config$/],
	['lsit --json', /^unknown command 'lsit'; did you mean 'list'\?$/],
	['ports', /^unknown command 'ports'/],
	['-5', /^unknown command '-5'/],
	['list sockets', /^portop list: unknown view 'sockets'; there is ports, connections, states$/],
	['list ports 22', /^portop list ports: unexpected '22'; ports go after --port/],
	['list -- --json', /^portop list: unknown view '--json'/],
	['--json', /^--json is not for the monitor; it belongs to portop list .*, portop probe TARGET\.\.\., portop history TOPIC$/],
	['list --ttl 5', /^--ttl is not for portop list; it belongs to portop, portop probe TARGET\.\.\., portop check ping TARGET\.\.\., portop serve, portop record$/],
	['list -4', /^-4 is not for portop list/],
	['list probes', /^portop list: unknown view 'probes'; there is ports, connections, states$/],
	['--watch', /^--watch is not for the monitor/],
	['--port 1-2000', /^--port: 2000 ports are more than the 1024 that can be watched; --filter '1-2000'/],
	['list ports --udp', /^--udp is for portop list connections/],
] as const) {
	test(`refuses ${line}`, async () => {
		await assert.rejects(parse(line), error => {
			assert.ok(error instanceof UsageError, String(error));
			assert.match(error.message, message);
			assert.doesNotMatch(error.message, /\n/);
			return true;
		});
	});
}

test('a bad filter is shown with a caret under what is wrong', async () => {
	await assert.rejects(parse('--filter \'port:99999\''), error => {
		assert.ok(error instanceof UsageError);
		const [message, source, caret] = error.message.split('\n', 3);
		assert.match(message!, /^--filter: /);
		assert.equal(source!.trim(), 'port:99999');
		assert.equal(caret!.indexOf('^'), source!.indexOf('9'));
		return true;
	});
});

test('the opposite of a switch says so, and the last word counts', async () => {
	for (const [line, options] of [
		['--no-bell --no-utc --no-numeric --no-passive --detectors --color', {}],
		['--bell --no-bell', {}],
		['--no-bell --bell', {bell: true}],
		['--detectors --no-detectors', {detects: false}],
	] as const) {
		assert.deepEqual(await parse(line), {command: 'monitor', options: {...monitor, ...options}});
	}

	assert.deepEqual(await parse('--color', {NO_COLOR: '1'}), {command: 'monitor', options: monitor});
});

test('a command is found behind flags and their values', async () => {
	for (const [line, command] of [['--source proc list', 'list'], ['-i 0.5 probe 127.0.0.1', 'probe'], ['-w 5 check connections', 'check'], ['--format json check port 22', 'check'], ['serve', 'serve'], ['config --example', 'config']] as const) {
		const task = await parse(line);
		assert.equal(task.command, command, line);
	}
});

test('two flags share a name or a letter only where no command takes both, and where both take a value or neither does', () => {
	for (const command of commandNames) {
		const flags = flagsOf(command);
		const spellings = flags.flatMap(({name, letter, aliases = []}) => [name, letter, ...aliases]).filter(spelling => spelling !== undefined);
		assert.equal(new Set(spellings).size, spellings.length, command);
	}

	for (const flag of allFlags) {
		const same = allFlags.filter(({name, letter}) => name === flag.name || (letter !== undefined && letter === flag.letter));
		assert.ok(same.every(({value}) => (value === null) === (flag.value === null)), flag.name);
	}
});

test('a filter keeps its quotes', async () => {
	for (const filter of ['"my app"', '"a b" or "c d"', '\'a b\'']) {
		for (const words of [['--filter', filter], [`--filter=${filter}`]]) {
			assert.deepEqual(await parseCommandLine(words, {}), {command: 'monitor', options: {...monitor, filter}});
		}
	}
});

test('a filter may name a service as ss does', async () => {
	assert.deepEqual(await parse('--filter \'sport = :ssh\''), {command: 'monitor', options: {...monitor, filter: 'sport = :ssh'}});
});

test('any words are read or refused, nothing else', async () => {
	const word = fc.oneof(
		fc.string({maxLength: 8}),
		fc.constantFrom('list', 'probe', 'check', 'port', 'ping', 'serve', 'config', 'ports', '-4', '-c', '--', '-', '22', '1', 'true', ...allFlags.map(({name}) => `--${name}`), ...allFlags.map(({name}) => `--${name}=22`)),
	);
	await fc.assert(fc.asyncProperty(fc.array(word, {maxLength: 6}), async words => {
		assert.ok(['help', 'version', 'monitor', 'list', 'probe', 'check', 'serve', 'config', 'refused'].includes(await outcome(words)));
	}));
});

/** The command, or that the words are refused; any other error is thrown on. */
async function outcome(words: readonly string[]): Promise<string> {
	try {
		const {command} = await parseCommandLine(words, {});
		return command;
	} catch (error) {
		if (error instanceof UsageError) {
			return 'refused';
		}

		throw error;
	}
}

test('the help of every command names each of its flags, and nothing is wider than 80 columns', () => {
	for (const command of commandNames) {
		const text = helpText(command);
		const flags = flagsOf(command).filter(({commands, group}) => command !== 'monitor' || (group !== 'packets' && !(group === 'probes' && commands.includes('probe'))));
		for (const {name, description} of flags) {
			assert.match(text, new RegExp(String.raw`--${name}\b`));
			assert.ok(text.includes(description) || text.includes('show this, or the version, and exit'), `${command}: ${name}`);
		}

		assert.deepEqual(text.split('\n').filter(line => line.length > 80), []);
	}
});

test('portop --help has the commands and the flags of the monitor on a screen and a half', () => {
	const lines = helpText().trimEnd().split('\n');
	assert.ok(lines.length <= 36, `${lines.length} lines`);
	for (const name of commandNames) {
		const word = name.split(' ').at(-1)!;
		assert.ok(name === 'monitor' || lines.some(line => line.startsWith(`  portop ${name}`) || (line.startsWith('  portop check ') && line.includes(word))), name);
	}

	for (const part of ['--filter', '--probe TARGET', '--alert', '--bell', '--config', 'portop COMMAND --help', 'man portop']) {
		assert.ok(lines.some(line => line.includes(part)), part);
	}
});
