import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {test} from 'node:test';
import {Ajv2020} from 'ajv/dist/2020.js';
import {parse} from 'smol-toml';
import {configExample} from '../../../source/cli/config/config-example.ts';
import {configKeys, configSchema, examineConfig} from '../../../source/cli/config/config.ts';

const documentation = path.join(import.meta.dirname, '../../../docs');
const example = configExample('/usr/lib/portop/docs/config.schema.json');
const uncommented = example.replaceAll(/^#(?=\S)/gm, '');
const schema = configSchema();
const isValid = new Ajv2020({allErrors: true, strict: true, allowUnionTypes: true}).compile(schema);

const check = (text: string) => ({isValid: isValid(parse(text)), errors: isValid.errors ?? []});

test('docs/config.schema.json is the program\'s (npm run readme)', async () => {
	const written = await readFile(path.join(documentation, 'config.schema.json'), 'utf8');
	assert.deepEqual(JSON.parse(written), schema);
});

test('the example says nothing as it is, begins with its schema, and is not wide', async () => {
	assert.match(example, /^ #:schema \/usr\/lib\/portop\/docs\/config\.schema\.json\n/);
	assert.deepEqual(await examineConfig({name: 'f', text: example}), {config: {}, problems: []});
	assert.deepEqual(example.split('\n').filter(line => line.length > 120 && !line.startsWith('#columns = ')), []);
});

test('with every comment taken off the example has every key, and is good', async () => {
	const {config, problems} = await examineConfig({name: 'f', text: uncommented});
	assert.deepEqual(problems, []);
	assert.deepEqual(Object.keys(config ?? {}).toSorted(), Object.keys(configKeys).toSorted());
	assert.deepEqual(check(uncommented), {isValid: true, errors: []});
});

test('the example of docs/config.md is good', async () => {
	const document = await readFile(path.join(documentation, 'config.md'), 'utf8');
	const [, text = ''] = /```toml\n(.*?)```/s.exec(document) ?? [];
	const {problems} = await examineConfig({name: 'docs/config.md', text});
	assert.deepEqual(problems, []);
	assert.deepEqual(check(text), {isValid: true, errors: []});
	assert.notEqual(text, '');
});

for (const text of [
	'intervall = 1',
	'interval = 0',
	'view = "port"',
	'theme = 1',
	'[themes.night]\nbase = "nothing"',
	'bell = "yes"',
	'ports = 22',
	'probes = "host"',
	'[keys]\nqit = "q"',
	'[keys]\nquit = 1',
	'[keys]\nquit = ["x", "x"]',
	'[keys]\nback = []',
	'[views.port]',
	'[views.ports]\ncolumns = ["x"]',
	'[views.ports]\ncolumns = []',
	'[views.ports]\ncolumns = ["port", "port"]',
	'[views.ports]\nsort = "states"',
	'[views.states]\ncolumns = ["tcp"]',
	'[filters]\na = 1',
	'[[alert]]\nname = "x"',
	'[[alert]]\nwhen = "peers > 5"\nonAlert = []',
]) {
	test(`the schema refuses ${JSON.stringify(text)}, as the program does`, async () => {
		assert.equal(check(text).isValid, false);
		const {config} = await examineConfig({name: 'f', text});
		assert.equal(config, null);
	});
}
