/* docs/portop.1 is that of the program's tables, and what the readers of manual pages show is what was meant. */
import assert from 'node:assert/strict';
import {readdir, readFile} from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import {describe, test} from 'node:test';
import {examples, manPage} from '../../../scripts/man-page.ts';
import {keyHelp} from '../../../scripts/readme-blocks.ts';
import {literal, marked, usage} from '../../../scripts/roff.ts';
import {commands} from '../../../source/cli/flags/commands.ts';
import {allFlags} from '../../../source/cli/flags/flags.ts';
import packageJson from '../../../package.json' with {type: 'json'};
import {parseArguments} from '../../../source/cli/flags/parsed-arguments.ts';
import {CommandError, execute} from '../../helpers/execute.ts';
import {root} from '../../helpers/portop.ts';
import {requires} from '../../helpers/requirements.ts';

const file = path.join(root, 'docs/portop.1');
const page = await readFile(file, 'utf8');

test('docs/portop.1 is the program\'s (npm run readme)', async () => {
	const readme = await readFile(path.join(root, 'README.md'), 'utf8');
	assert.equal(page, manPage(readme, keyHelp));
});

test('npm installs it', () => {
	// A text instead of a list is not linked (npm 11).
	assert.deepEqual(packageJson.man, ['./docs/portop.1']);
});

test('what is a macro or an escape at its place is text', () => {
	assert.equal(literal('.TH\n.x'), '\\&.TH\n\\&.x');
	assert.equal(literal('\'br a-b'), String.raw`\(aqbr a\-b`);
	assert.equal(literal(String.raw`\n "~^` + '`'), String.raw`\en \(dq\(ti\(ha\(ga`);
	assert.equal(literal('–µ😀'), String.raw`\[u2013]\[u00B5]\[u1F600]`);
	assert.equal(marked('as `ss -t` *or* not'), String.raw`as \fBss \-t\fR \fIor\fR not`);
	assert.equal(usage('portop list [a|B]...'), String.raw`\fBportop\fR \fBlist\fR [\fBa\fR|\fIB\fR]...`);
});

test('the documents that it names are there', async () => {
	const documents = await readdir(path.join(root, 'docs'));
	const named = page.split(/[^.a-z]+/).filter(word => word.endsWith('.md'));
	assert.ok(named.includes('filter.md'));
	assert.deepEqual(named.filter(name => !documents.includes(name)), []);
});

test('portop takes its examples', requires({tools: ['bash']}), async () => {
	for (const [command] of examples) {
		const {stdout} = await execute('bash', ['-c', String.raw`portop() { printf '%s\0' "$@"; }; ${command}`]);
		const parsed = await parseArguments(stdout.split('\0').slice(0, -1));
		assert.ok(command.startsWith(parsed.command === 'monitor' ? 'portop -' : `portop ${parsed.command}`), command);
	}
});

test('portop serve ends as it says where there is no token', async () => {
	const [, said = ''] = /^\\fBportop serve\\fR\n((?:.+\n)+?)\.TP\n/m.exec(page) ?? [];
	const [, code] = /^\\fB(\d)\\fR .*token/m.exec(said) ?? [];
	const program = path.join(import.meta.dirname, '../../helpers/run-main.ts');
	await assert.rejects(
		execute(process.execPath, ['--import', 'tsx', program, 'serve', '--token-file', '/nowhere/token'], {cwd: root}),
		error => error instanceof CommandError && String(error.code) === code,
	);
});

test('groff has nothing to say', requires({tools: ['groff']}), async () => {
	for (const device of ['utf8', 'ascii']) {
		assert.deepEqual(await execute('groff', ['-man', '-ww', '-z', `-T${device}`, file]), {stdout: '', stderr: ''});
	}
});

test('mandoc misses the date only, which would change without the text', requires({tools: ['mandoc']}), async () => {
	const {stdout} = await execute('sh', ['-c', 'mandoc -T lint -W warning "$1" || true', 'sh', file]);
	assert.deepEqual(stdout.split('\n').filter(line => line !== '' && !line.includes('missing date')), []);
});

describe('man', requires({tools: ['man']}), () => {
	for (const width of ['60', '80', '200']) {
		test(`shows all of it at ${width} columns, and warns of nothing`, async () => {
			const {stdout, stderr} = await execute('man', ['-l', '--warnings', '-E', 'utf8', file], {
				env: {
					...process.env, MANWIDTH: width, MANOPT: '', LC_ALL: 'C.UTF-8',
				},
			});
			assert.equal(stderr, '');
			const shown = stdout.replaceAll(/\s+/g, ' ');
			for (const {name, description} of allFlags) {
				assert.ok(shown.includes(`--${name} `), name);
				assert.ok(shown.includes(description), description);
			}

			for (const {usage: text, description} of commands) {
				assert.ok(shown.includes(`${text} [FLAG...]`), text);
				assert.ok(shown.includes(`${text} ${description}`), text);
			}

			for (const {keys, description} of keyHelp) {
				assert.ok(shown.includes(keys.replace('↑', 'Up').replace('↓', 'Down')), keys);
				assert.ok(shown.includes(description.replaceAll(/\s+/g, ' ').replaceAll('↑', 'Up').replaceAll('↓', 'Down')), description);
			}

			for (const [command] of examples) {
				assert.ok(stdout.split('\n').some(line => line.trim() === command), command);
			}
		});
	}
});
