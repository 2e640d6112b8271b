import assert from 'node:assert/strict';
import {test} from 'node:test';
import fc from 'fast-check';
import {parse as parseToml} from 'smol-toml';
import {parseConfig} from '../../source/commands/config.ts';
import {locate} from '../../source/commands/config-position.ts';
import {UsageError} from '../../source/commands/usage-error.ts';

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
			},
		],
	});
});

test('a rule may name a service as ss does', async () => {
	const {alert} = await read('alert = [{when = "connections > 5 where sport = :ssh"}]');
	assert.equal(alert?.[0]?.filter, 'sport = :ssh');
});

for (const [text, message] of [
	['bel = true', 'portop.toml:1:1: unknown key \'bel\'; did you mean \'bell\'?'],
	['# a\n\n  colour = 1', 'portop.toml:3:3: unknown key \'colour\'; there is bell, detectors, utc, alert'],
	['bell = 1', 'portop.toml:1:1: bell is 1, but must be true or false'],
	['utc = "yes"', 'portop.toml:1:1: utc is \'yes\', but must be true or false'],
	['bell = true\r\ndetectors = []\r\n', 'portop.toml:2:1: detectors is an array, but must be true or false'],
	['utc = 2026-01-01', 'portop.toml:1:1: utc is a date, but must be true or false'],
	['[bell]', 'portop.toml:1:2: bell is a table, but must be true or false'],
	['__proto__ = 1', 'portop.toml:1:1: unknown key \'__proto__\'; there is bell, detectors, utc, alert'],
	['toString = 1', 'portop.toml:1:1: unknown key \'toString\'; there is bell, detectors, utc, alert'],
	['alert = "connections > 5"', 'portop.toml:1:1: alert is \'connections > 5\', but must be tables, each after a line [[alert]]'],
	['[alert]\nwhen = "connections > 5"', 'portop.toml:1:2: alert is a table, but must be tables, each after a line [[alert]]'],
	['alert = ["x"]', 'portop.toml:1:1: alert is \'x\', but must be a table'],
	['[[alert]]\nwhen = "connections > 5"\n\n[[alert]]\nname = "a"', 'portop.toml:4:3: an alert needs a rule, e.g. when = "connections > 1000 for 30s"'],
	['[[alert]]\nwhen = 5', 'portop.toml:2:1: when is 5, but must be a text in quotes'],
	['[[alert]]\nwhen = "connections > 5"\n[[alert]]\n# b\n  When = "connections > 5"', 'portop.toml:5:3: unknown key \'When\'; did you mean \'when\'?'],
	['[[alert]]\nwhen = "connections > 5"\nonalert = ["a"]', 'portop.toml:3:1: unknown key \'onalert\'; did you mean \'onAlert\' or \'onAlertTimeout\'?'],
	['[[alert]]\nwhen = "connections > 5"\nname = " "', 'portop.toml:3:1: name is \' \', but must be one line of at most 100 visible characters'],
	[String.raw`[[alert]]
when = "connections > 5"
name = "a\u001b[31m"`, 'portop.toml:3:1: name is \'a [31m\', but must be one line of at most 100 visible characters'],
	['[[alert]]\nwhen = "peers > 5"\nonAlert = "page --urgent"', 'portop.toml:3:1: onAlert is \'page --urgent\', but must be a program and its arguments, e.g. ["/usr/local/bin/page", "--urgent"]'],
	['[[alert]]\nwhen = "connections > 5"\nonAlert = []', 'portop.toml:3:1: onAlert is an array, but must be a program and its arguments, e.g. ["/usr/local/bin/page", "--urgent"]'],
	['[[alert]]\nwhen = "peers > 5"\nonAlert = [\n"a",\n 5]', 'portop.toml:3:1: onAlert is an array, but must be a program and its arguments, e.g. ["/usr/local/bin/page", "--urgent"]'],
	['[[alert]]\nwhen = "connections > 5"\nonAlertTimeout = 0', 'portop.toml:3:1: onAlertTimeout is 0, but must be a number of seconds from 0.1 to 3600'],
	['[[alert]]\nwhen = "connections > 5"\nonAlertTimeout = nan', 'portop.toml:3:1: onAlertTimeout is NaN, but must be a number of seconds from 0.1 to 3600'],
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
		assert.deepEqual(locate(numbered.join(''), ['here'], parseToml), {line, column: 3});
	}));
});
