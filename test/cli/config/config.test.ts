import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {parse as parseToml} from 'smol-toml';
import {examineConfig, parseConfig} from '../../../source/cli/config/config.ts';
import {locator} from '../../../source/cli/config/config-position.ts';
import {UsageError} from '../../../source/cli/flags/usage-error.ts';

const read = async (text: string) => parseConfig({name: 'portop.toml', text});

/** Whether an error is a refusal that begins with a place and says this. */
const refusal = (message: string | RegExp) => (error: unknown) => error instanceof UsageError
	&& (typeof message === 'string' ? error.message === message : message.test(error.message));

test('an empty file says nothing', async () => {
	assert.deepEqual(await read(''), {});
	assert.deepEqual(await read('# later\n\n'), {});
});

test('reads every key', async () => {
	const config = await read(`
bell = true
detectors = false
utc = true

[[alert]]
name = "too many clients"
when = "connections > 1000 for 30s critical where port:443"
onAlert = ["/usr/local/bin/page", "--urgent", "$HOME; rm"]
onAlertTimeout = 2.5

[[alert]]
when = 'closeWait > 100   where process:"my app"'
`);
	assert.deepEqual(config, {
		bell: true,
		detectors: false,
		utc: true,
		alert: [
			{
				name: 'too many clients',
				metric: 'connections',
				comparison: '>',
				threshold: 1000,
				clearThreshold: 900,
				forSeconds: 30,
				severity: 'critical',
				filter: 'port:443',
				onAlert: ['/usr/local/bin/page', '--urgent', '$HOME; rm'],
				onAlertTimeoutSeconds: 2.5,
				text: 'connections > 1000 for 30s critical where port:443',
				origin: 'config',
			},
			{
				name: 'closeWait > 100 where process:"my app"',
				metric: 'closeWait',
				comparison: '>',
				threshold: 100,
				clearThreshold: 90,
				forSeconds: 0,
				severity: 'warning',
				filter: 'process:"my app"',
				onAlert: null,
				onAlertTimeoutSeconds: 10,
				text: 'closeWait > 100 where process:"my app"',
				origin: 'config',
			},
		],
	});
});

test('reads how the monitor begins, and what it measures', async () => {
	const config = await read(`
interval = 0.5
view = "connections"
filter = " rtt > 20ms "
ports = [443, "22,8000-8100", 23]
probes = ["host:443", "icmp://192.0.2.1"]
probeInterval = 0.01
passive = true
numeric = true
theme = "mono"

[filters]
"web clients" = "sport:80,443"
slow = 'rtt>1s'

[keys]
quit = "Q"
pause = ["space", "ctrl-p", "ü"]
kill = []

[views.connections]
columns = ["remote", "rtt"]
sort = "rtt"

[views.errors]
sort = "title"
[views.probes]
sort = "order"
descending = true
[views.ports]
descending = true
`);
	assert.deepEqual(config, {
		interval: 0.5,
		view: 'connections',
		filter: 'rtt > 20ms',
		ports: [{first: 22, last: 23}, {first: 443, last: 443}, {first: 8000, last: 8100}],
		probes: ['host:443', 'icmp://192.0.2.1'],
		probeInterval: 0.01,
		passive: true,
		numeric: true,
		theme: 'mono',
		filters: [['web clients', 'sport:80,443'], ['slow', 'rtt>1s']],
		keys: {quit: ['Q'], pause: [' ', 'ctrl-p', 'ü'], kill: []},
		views: {
			connections: {columns: ['remote', 'rtt'], sort: {key: 'rtt', descending: true}},
			errors: {columns: undefined, sort: {key: 'order', descending: false}},
			probes: {columns: undefined, sort: {key: 'order', descending: true}},
			ports: {columns: undefined, sort: {key: 'port', descending: true}},
		},
	});
	assert.deepEqual(await read('ports = "22,443"'), {ports: [{first: 22, last: 22}, {first: 443, last: 443}]});
	assert.deepEqual(await read('ports = []\nprobes = []'), {ports: [], probes: []});
});

test('a rule may name a service as ss does', async () => {
	const {alert} = await read('alert = [{when = "connections > 5 where sport = :ssh"}]');
	assert.equal(alert?.[0]?.filter, 'sport = :ssh');
});

for (const [text, message] of [
	['bel = true', 'portop.toml:1:1: unknown key \'bel\'; did you mean \'bell\'?'],
	['[fixedChecks]\nacceptQueue = 0', 'portop.toml:2:1: acceptQueue is 0, but must be a number from 1 to 100, or false for no such check'],
	['[fixedChecks]\ncloseWait = true', 'portop.toml:2:1: closeWait is true, but must be a number from 1 to 1000000, or false for no such check'],
	['[fixedChecks]\ncloseWaits = 5', 'portop.toml:2:1: unknown fixed check \'closeWaits\'; did you mean \'closeWait\'?'],
	['# a\n\n  colour = 1', 'portop.toml:3:3: unknown key \'colour\'; there is interval, historySize, view, filter, ports, probes, probeInterval, passive, numeric, utc, theme, plain, mouse, bell, detectors, filters, views, themes, keys, fixedChecks, alert'],
	['bell = 1', 'portop.toml:1:1: bell is 1, but must be true or false'],
	['utc = "yes"', 'portop.toml:1:1: utc is \'yes\', but must be true or false'],
	['bell = true\r\ndetectors = []\r\n', 'portop.toml:2:1: detectors is an empty array, but must be true or false'],
	['utc = 2026-01-01', 'portop.toml:1:1: utc is a date, but must be true or false'],
	['[bell]', 'portop.toml:1:2: bell is a table, but must be true or false'],
	['__proto__ = 1', 'portop.toml:1:1: unknown key \'__proto__\'; there is interval, historySize, view, filter, ports, probes, probeInterval, passive, numeric, utc, theme, plain, mouse, bell, detectors, filters, views, themes, keys, fixedChecks, alert'],
	['toString = 1', 'portop.toml:1:1: unknown key \'toString\'; there is interval, historySize, view, filter, ports, probes, probeInterval, passive, numeric, utc, theme, plain, mouse, bell, detectors, filters, views, themes, keys, fixedChecks, alert'],
	['alert = "connections > 5"', 'portop.toml:1:1: alert is \'connections > 5\', but must be tables, each after a line [[alert]]'],
	['[alert]\nwhen = "connections > 5"', 'portop.toml:1:2: alert is a table, but must be tables, each after a line [[alert]]'],
	['alert = ["x"]', 'portop.toml:1:10: value 1 of alert is \'x\', but must be a table'],
	['[[alert]]\nwhen = "connections > 5"\n\n[[alert]]\nname = "a"', 'portop.toml:4:3: an alert needs a rule, e.g. when = "connections > 1000 for 30s"'],
	['[[alert]]\nwhen = 5', 'portop.toml:2:1: when is 5, but must be a text in quotes'],
	['[[alert]]\nwhen = "connections > 5"\n[[alert]]\n# b\n  When = "connections > 5"', 'portop.toml:5:3: unknown key \'When\'; did you mean \'when\'?'],
	['[[alert]]\nwhen = "connections > 5"\nonalert = ["a"]', 'portop.toml:3:1: unknown key \'onalert\'; did you mean \'onAlert\' or \'onAlertTimeout\'?'],
	['[[alert]]\nwhen = "connections > 5"\nname = " "', 'portop.toml:3:1: name is \' \', but must be one line of at most 100 visible characters'],
	[String.raw`[[alert]]
when = "connections > 5"
name = "a\u001b[31m"`, 'portop.toml:3:1: name is \'a [31m\', but must be one line of at most 100 visible characters'],
	['[[alert]]\nwhen = "peers > 5"\nonAlert = "page --urgent"', 'portop.toml:3:1: onAlert is \'page --urgent\', but must be a program and its arguments, e.g. ["/usr/local/bin/page", "--urgent"]'],
	['[[alert]]\nwhen = "connections > 5"\nonAlert = []', 'portop.toml:3:1: onAlert is an empty array, but must be a program and its arguments, e.g. ["/usr/local/bin/page", "--urgent"]'],
	['[[alert]]\nwhen = "peers > 5"\nonAlert = [\n"a",\n 5]', 'portop.toml:3:1: onAlert is an array, but must be a program and its arguments, e.g. ["/usr/local/bin/page", "--urgent"]'],
	['[[alert]]\nwhen = "connections > 5"\nonAlertTimeout = 0', 'portop.toml:3:1: onAlertTimeout is 0, but must be a number of seconds from 0.1 to 3600'],
	['[[alert]]\nwhen = "connections > 5"\nonAlertTimeout = nan', 'portop.toml:3:1: onAlertTimeout is NaN, but must be a number of seconds from 0.1 to 3600'],
	['interval = 0', 'portop.toml:1:1: interval is 0, but must be a number of seconds from 0.1 to 3600'],
	['interval = "1s"', 'portop.toml:1:1: interval is \'1s\', but must be a number of seconds from 0.1 to 3600'],
	['probeInterval = 3601', 'portop.toml:1:1: probeInterval is 3601, but must be a number of seconds from 0.01 to 3600'],
	['view = "port"', 'portop.toml:1:1: unknown view \'port\'; did you mean \'ports\'?'],
	['view = 1', /^portop\.toml:1:1: view is 1, but must be one of 'overview', 'ports', 'connections', /],
	['theme = "night"\n[themes.nigt]', 'portop.toml:1:1: unknown theme \'night\'; did you mean \'nigt\' or \'light\'?'],
	['[themes.night]\nbase = "drak"', 'portop.toml:2:1: unknown theme \'drak\'; did you mean \'dark\'?'],
	['[themes.night]\nwarning = "pink"', 'portop.toml:2:1: warning: \'pink\' is no colour or attribute here; write e.g. "bold red", "black on #ffd700" or "underline 208"'],
	['[themes.night]\nwarn = "red"', 'portop.toml:2:1: unknown style \'warn\'; did you mean \'warning\'?'],
	['theme = "high"', 'portop.toml:1:1: unknown theme \'high\'; did you mean \'high-contrast\'?'],
	['filter = "rtt > fast"', /^portop\.toml:1:1: filter: .*'fast'.*\n {2}rtt > fast\n {8}\^{4}$/],
	['ports = 22', 'portop.toml:1:1: ports is 22, but must be a text of ports, e.g. "22,443,8000-8100", or an array of them'],
	['ports = "x"', 'portop.toml:1:1: ports: \'x\' is neither a port nor a range, e.g. ports = "22,443,8000-8100"'],
	['ports = "0"', 'portop.toml:1:1: ports: \'0\' is not within 1 to 65535, e.g. ports = "22,443,8000-8100"'],
	['ports = [\n  22,\n  "9-8"]', 'portop.toml:3:3: ports: \'9-8\' is backwards; write 8-9'],
	['ports = [22, -1]', /^portop\.toml:1:14: ports: '-1' /],
	['ports = [22, 1.5]', /^portop\.toml:1:14: ports: '1\.5' /],
	['ports = ["1-1024", 2000]', 'portop.toml:1:1: ports: 1025 ports are more than the 1024 that can be watched; leave some out'],
	['ports = [true]', /^portop\.toml:1:10: value 1 of ports is true, but must be a port/],
	['probes = "host"', 'portop.toml:1:1: probes is \'host\', but must be an array of targets, e.g. ["host:443", "icmp://host"]'],
	['probes = [ "host", "tcp://host" ]', /^portop\.toml:1:20: 'tcp:\/\/host': no method is called 'tcp'/],
	['probes = [1]', 'portop.toml:1:11: value 1 of probes is 1, but must be a text in quotes'],
	['filters = "x"', 'portop.toml:1:1: filters is \'x\', but must be a table'],
	['[filters]\na = "22"\nb = "rtt>"', /^portop\.toml:3:1: b: /],
	['[filters]\n"" = "22"', /^portop\.toml:2:1: {2}is '', but must be one line/],
	['[filters]\nslow = "rtt>1s"\n"slow " = "rtt>2s"', 'portop.toml:3:1: there is \'slow\' already, and blanks around a name do not count; leave one of them out'],
	['[filters]\nfilters = 2', 'portop.toml:2:1: filters is 2, but must be a text in quotes'],
	['[views.port]', 'portop.toml:1:8: unknown view \'port\'; did you mean \'ports\'?'],
	['[views.ports]\ncolums = []', 'portop.toml:2:1: unknown key \'colums\'; did you mean \'columns\'?'],
	['[views.ports]\ncolumns = []', 'portop.toml:2:1: columns is an empty array, but must be an array of columns, e.g. ["port", "protocol"]'],
	['[views.ports]\ncolumns = ["port",\n"reciev"]', 'portop.toml:3:1: unknown column of ports \'reciev\'; did you mean \'receive\'?'],
	['[views.ports]\ncolumns = ["port", "user", "port"]', 'portop.toml:2:28: \'port\' stands there twice; leave one of them out'],
	['[views.ports]\nsort = "states"', /^portop\.toml:2:1: unknown column to sort ports by 'states'; /],
	['[views.alerts]\nsort = "time"', 'portop.toml:2:1: unknown key \'sort\'; there is columns'],
	['[views.states]\ncolumns = ["tcp"]', 'portop.toml:2:1: unknown key \'columns\'; there is sort, descending'],
	['views.ports.descending = 1', 'portop.toml:1:13: descending is 1, but must be true or false'],
	['views = { ports = { sort = "port", descending = "no" } }', 'portop.toml:1:36: descending is \'no\', but must be true or false'],
	['[keys]\nqit = "q"', 'portop.toml:2:1: unknown command \'qit\'; did you mean \'quit\'?'],
	['[keys]\nquit = 1', 'portop.toml:2:1: quit is 1, but must be a key, e.g. "q", "ctrl-x" or "page-up"'],
	['[keys]\nquit = "Esc"', 'portop.toml:2:1: \'Esc\' is no key; did you mean \'escape\'?'],
	['[keys]\nquit = ["q", "gg"]', /^portop\.toml:2:14: 'gg' is no key; write a character, ctrl-x, enter, /],
	['[keys]\nquit = "ctrl-m"', 'portop.toml:2:1: \'ctrl-m\' arrives as \'enter\' from a terminal; write that, or another key'],
	['[keys]\nquit = "ctrl-h"', 'portop.toml:2:1: \'ctrl-h\' arrives as \'backspace\' from a terminal; write that, or another key'],
	['[keys]\nquit = ["x", "y", "x"]', 'portop.toml:2:19: \'x\' stands there twice; leave one of them out'],
	['[keys]\nquit = ["space", " "]', 'portop.toml:2:18: \' \' stands there twice; leave one of them out'],
	['[keys]\nback = []', 'portop.toml:2:1: back is an empty array, but must be a key, or several: else only Ctrl-C leaves the help and the other texts'],
	['[keys]\nquit = "👨‍👩‍👧"', /^portop\.toml:2:1: '.+' is no key; write a character, ctrl-x, /],
	['[keys]\nquit = ["\u{200B}"]', /^portop\.toml:2:9: '.+' is no key; write a character, ctrl-x, /],
	['[keys]\nadd-target = "t"\nacknowledge-all = "t"', 'portop.toml:3:1: acknowledge-all: \'t\' is a key of add-target already; choose another, or give that one another'],
	['[keys]\nquit = "constructor"', /^portop\.toml:2:1: 'constructor' is no key; write /],
	['[keys]\nconstructor = "c"', /^portop\.toml:2:1: unknown command 'constructor'; /],
	['view = "__proto__"', /^portop\.toml:1:1: unknown view '__proto__'; /],
	['[views.__proto__]', /^portop\.toml:1:8: unknown view '__proto__'; /],
	['[keys]\nquit = "s"', 'portop.toml:2:1: quit: \'s\' is a key of sort already; choose another, or give that one another'],
	['[keys]\nsort-next = "q"', 'portop.toml:2:1: sort-next: \'q\' is a key of quit already; choose another, or give that one another'],
	['[keys]\nquit = "ctrl-c"', 'portop.toml:2:1: quit: \'ctrl-c\' is a key of \'Quit from anywhere\' already; choose another, or give that one another'],
	['[keys]\npause = "e"', 'portop.toml:2:1: pause: \'e\' is a key of every-counter already; choose another, or give that one another'],
	['[keys]\ndown = "y"', 'portop.toml:2:1: down: \'y\' is a key of copy already; choose another, or give that one another'],
	['[keys]\ndown = "t"', 'portop.toml:2:1: down: \'t\' is a key of \'SIGTERM or SIGKILL\' in a dialog already; choose another, or give that one another'],
	['[[alert]]\nwhen = "TcpExtListenDrop > 1"', /^portop\.toml:2:1: when: there is no counter 'TcpExtListenDrop' in the Errors view: did you mean 'TcpExtListenDrops'\?$/],
	['[[alert]]\nwhen = "connections > 5"\n[[alert]]\nwhen = "connections   > 5"', 'portop.toml:3:3: there is an alert \'connections > 5\' already; give it a name of its own, e.g. name = "another"'],
] as const) {
	test(`refuses ${JSON.stringify(text)}`, async () => {
		await assert.rejects(read(text), refusal(message));
	});
}

test('what is no TOML is shown where it ends to be', async () => {
	await assert.rejects(read('bell = true\nutc = \n'), refusal(/^portop\.toml:2:\d+: Invalid TOML document: [^\n]+$/));
	await assert.rejects(read('bell = true\nbell = false\n'), refusal(/^portop\.toml:2:\d+: [^\n]+$/));
	await assert.rejects(read('[[alert]]\nwhen = "connections > 5\n'), refusal(/^portop\.toml:2:\d+: [^\n]+$/));
});

test('a bad rule is shown with a caret under what is wrong', async () => {
	await assert.rejects(
		read('[[alert]]\nname = "a"\nwhen = "conections > 5"'),
		refusal(/^portop\.toml:3:1: when: .*'conections'.*'connections'.*\n {2}conections > 5\n {2}\^{10}$/),
	);
});

test('commands may exchange keys, and the usual keys may be written down', async () => {
	const {keys} = await read('[keys]\nquit = "s"\nsort = ["q", "C"]\ncolumns = "x"\nback = "escape"\nadd-target = "a"\nacknowledge = "a"');
	assert.deepEqual(keys, {
		quit: ['s'], sort: ['q', 'C'], columns: ['x'], back: ['escape'], 'add-target': ['a'], acknowledge: ['a'],
	});
});

test('commands of different views may share a key, as add-target and acknowledge usually do', async () => {
	for (const table of [{'add-target': ['t'], acknowledge: ['t']}, {'add-target': ['e'], 'every-counter': ['f']}, {acknowledge: ['e'], 'edit-rule': ['x']}]) {
		const text = Object.entries(table).map(([command, keys]) => `${command} = ${JSON.stringify(keys)}\n`).join('');
		const {keys} = await read(`[keys]\n${text}`);
		assert.deepEqual(keys, table);
	}
});

test('all that is wrong is told, in the order of the file', async () => {
	const {config, problems} = await examineConfig({
		name: 'f', text: 'bell = 1\n[[alert]]\nname = ""\n[[alert]]\n[views.ports]\nsort = "x"\ncolumns = ["y", "port", "z"]\n[keys]\nquit = "ctrl-i"\nhelp = 2\n',
	});
	assert.equal(config, null);
	assert.deepEqual(problems.map(problem => problem.split(': ', 1)[0]), ['f:1:1', 'f:3:1', 'f:4:3', 'f:6:1', 'f:7:12', 'f:7:25', 'f:9:1', 'f:10:1']);
});

/** A file in which a value stands at a path, amid others that look like it. */
const placed = [
	['x = "here"\nhere = 1', ['here'], 2, 1],
	['"a b".here = 1', ['a b', 'here'], 1, 7],
	['"\\u00e9\\"]" = 1\n\'"here\' = 2', ['é"]'], 1, 1],
	[String.raw`"\u00e91234" = 1`, ['é1234'], 1, 1],
	['a = { here = 1, b = { here = 2 } }', ['a', 'b', 'here'], 1, 23],
	['[t]\nhere.deep = [1, [2, """]\n""", {here = 5}]]', ['t', 'here', 'deep', 1, 2, 'here'], 3, 7],
	['[[t]]\nhere = 1\n[[t.u]]\nhere = 1\n[[t]]\n[[t.u]]\n[[t.u]] # here\n  here = 2', ['t', 1, 'u', 1, 'here'], 8, 3],
	['[t.here]\n[t.here.b]\nc = 1', ['t', 'here', 'b', 'c'], 3, 1],
	['a = 1 # here\nb = 1979-05-27 07:32:00 # x\nhere = [ # [\n\n 1, # ]\n 2 ]', ['here', 1], 6, 2],
	['a = \'\'\'\nhere = 1\'\'\'\'\'\nb = "\\"here"\nhere = 1', ['here'], 4, 1],
	['[[t]]\na = 1', ['t', 0, 'missing'], 1, 3],
	['[t]\r\n\there\t=\t1\r\n', ['t', 'here'], 2, 2],
] as const;

test('a key and an element are found wherever they stand', () => {
	for (const [text, path, line, column] of placed) {
		// Throws where the text is none.
		parseToml(text);
		assert.deepEqual(locator(text)(path), {line, column}, text);
	}
});

test('a statement is found wherever it stands', async () => {
	const statement = fc.constantFrom(
		'# comment\n',
		'\n',
		'k%=1\n',
		'k% = """\nk% = 3\n"""\n',
		'k%=[1,\n# k\n\n2]\n',
		'\tk% = \'\'\'\n[[alert]]\'\'\' # =\n',
		'k% = { a = [\n1], b = 2 }\n',
	);
	await fc.assert(fc.asyncProperty(fc.array(statement, {maxLength: 8}), fc.array(statement, {maxLength: 4}), async (before, after) => {
		const numbered = [...before, '  here  =  [\n5]\n', ...after].map((text, index) => text.split('%').join(String(index)));
		const line = numbered.slice(0, before.length).join('').split('\n').length;
		assert.deepEqual(locator(numbered.join(''))(['here']), {line, column: 3});
	}));
});

/** Pieces of files, of which most are wrong somewhere. */
const pieces = [
	'bell = ',
	'true\n',
	'interval = ',
	'0.5\n',
	'1e9\n',
	'view = ',
	'"ports"\n',
	'"prots"\n',
	'ports = ',
	'[22, "x",\n 23]\n',
	'"""\n22"""\n',
	'filter = ',
	'\'rtt>\'\n',
	'[filters]\n',
	'a.b = "x"\n',
	'"a\\u00e9" = "rtt>1"\n',
	'[keys]\n',
	'quit = "s"\n',
	'quit = ["q", "", "ctrl-c"]\n',
	'[views.ports]\n',
	'[ views . "errors" ]\n',
	'columns = ["port", "x"]\n',
	'sort = "x"\n',
	'[[alert]]\n',
	'when = "connections > 1"\n',
	'when = "y"\n',
	'onAlert = {a = 1}\n',
	'# comment\n',
	'\n',
	' ',
	'\r\n',
	'{',
	']',
	'"',
	'\u{1F600}',
	'views = { ports = { sort = 1 } }\n',
	'__proto__ = 1\n',
	'[__proto__]\n',
	'[constructor.a]\n',
] as const;

test('every mistake has a place within the file, and whatever is read ends', async () => {
	const anyParts = fc.array(fc.constantFrom(...pieces), {maxLength: 12});
	await fc.assert(fc.asyncProperty(anyParts, async parts => {
		const text = parts.join('');
		const {config, problems} = await examineConfig({name: 'f', text});
		assert.equal(config === null, problems.length > 0);
		const lines = text.split('\n');
		for (const problem of problems) {
			const [, line = 0, column = 0] = (/^f:(\d+):(\d+): \S/.exec(problem) ?? []).map(Number);
			const where = `${JSON.stringify(text)}: ${problem}`;
			assert.ok(line >= 1, where);
			assert.ok(column >= 1, where);
			assert.ok(column <= (lines[line - 1]?.length ?? -1) + 1, where);
		}
	}), {numRuns: 500});
});

const maxBytes = 65_536;

/** Repeats lines up to the largest file that is read. */
function largest(line: (index: number) => string, head = ''): string {
	let text = head;
	for (let index = 0; text.length + 60 < maxBytes; index++) {
		text += line(index);
	}

	return text;
}

for (const [name, content] of Object.entries({
	'unknown keys': largest(index => `k${index}=1\n`),
	'a key with thousands of parts': `a${'.a'.repeat(30_000)}=1\n`,
	'a table with thousands of parts': `[a${'.a'.repeat(30_000)}]\n`,
	'arrays in arrays': `a=${'['.repeat(30_000)}${']'.repeat(30_000)}\n`,
	'filters with names of services': largest(index => `f${index}="port:https"\n`, '[filters]\n'),
	'filters with unknown services': largest(index => `f${index}="sport = :nosuch${index}"\n`, '[filters]\n'),
	'rules without a metric': largest(index => `[[alert]]\nwhen="x > ${index}"\n`),
	'keys of one command': `${largest(index => `"${String.fromCodePoint(0x4E_00 + index)}",`, '[keys]\nquit=[')}"q"]\n`,
	'the same column again and again': `${largest(() => '"port",', '[views.ports]\ncolumns=[')}"port"]\n`,
	'wrong ports': `${largest(index => `"x${index}",`, 'ports=[')}1]\n`,
	parentheses: `filter="${'('.repeat(60_000)}"\n`,
	'one long word': `${'x'.repeat(60_000)}=1\n`,
})) {
	// Each took minutes, or all of the memory, when every mistake was looked for from the beginning of the file.
	test(`a file of 64 KiB takes no time: ${name}`, {timeout: 20_000}, async () => {
		assert.ok(content.length <= maxBytes);
		await examineConfig({name: 'portop.toml', text: content});
	});
}
