/* The table of flags, and the options that come of it. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {configKeys} from '../../../source/cli/config/config.ts';
import type {Key} from '../../../source/cli/config/value-type.ts';
import {commandNames} from '../../../source/cli/flags/commands.ts';
import {allFlags, flagsOf} from '../../../source/cli/flags/flags.ts';
import {parseArguments} from '../../../source/cli/flags/parsed-arguments.ts';
import {readOptions} from '../../../source/cli/flags/read-options.ts';
import {UsageError} from '../../../source/cli/flags/usage-error.ts';

const keys: Readonly<Record<string, Key<unknown>>> = configKeys;
const none = new Map();

test('a flag wins over the file, and the file over the default', async () => {
	const file = {
		interval: 5, bell: true, detectors: false, ports: [{first: 80, last: 80}],
	};
	const read = async (...argv: readonly string[]) => {
		const {given} = await parseArguments(argv);
		const {intervalSeconds, bell, detects, watchedPorts} = readOptions({command: 'monitor', given}, file);
		return {
			intervalSeconds, bell, detects, watchedPorts,
		};
	};

	const configured = {
		intervalSeconds: 5, bell: true, detects: false, watchedPorts: [{first: 80, last: 80}],
	};
	assert.deepEqual(await read(), configured);
	assert.deepEqual(await read('-i', '2'), {...configured, intervalSeconds: 2});
	assert.deepEqual(await read('--no-bell', '--detectors'), {...configured, bell: false, detects: true});
	assert.deepEqual(await read('--port', '22'), {...configured, watchedPorts: [{first: 22, last: 22}]});
	const {intervalSeconds, bell, detects, watchedPorts} = readOptions({command: 'monitor', given: none});
	assert.deepEqual([intervalSeconds, bell, detects, watchedPorts], [1, false, true, []]);
});

test('two flags for one option exclude each other', async () => {
	for (const argv of [['-4', '-6'], ['--tos', '1', '--dscp', 'ef']]) {
		const {given} = await parseArguments(argv);
		assert.throws(() => readOptions({command: 'monitor', given}), (error: unknown) => error instanceof UsageError && error.message.endsWith(' exclude each other; leave one of them out'));
	}
});

test('the example of a flag is one that it takes', () => {
	for (const flag of allFlags) {
		const {name, example, value} = flag;
		if (value === null) {
			continue;
		}

		const [typed, word = ''] = /^(?<typed>\S+) '?(?<word>.*?)'?(?: or .*)?$/.exec(example)!.slice(1);
		assert.equal(typed, `--${name}`);
		assert.notEqual(flag.repeatable === true ? flag.parse([word], flag) : flag.parse(word, flag), undefined);
	}
});

test('a flag and its key of the file have the same default, and the key names the flag', () => {
	for (const command of commandNames) {
		const options: Readonly<Record<string, unknown>> = readOptions({command, given: none});
		const configured = flagsOf(command).flatMap(({name, option, configKey}) => configKey === undefined ? [] : {name, option, configKey});
		for (const {name, option, configKey} of configured) {
			assert.ok(Object.hasOwn(keys, configKey), configKey);
			const {description, default: usual} = keys[configKey]!;
			assert.ok(description.includes(`--${name}`), name);
			assert.deepEqual(usual ?? options[option!], options[option!], name);
		}
	}
});
