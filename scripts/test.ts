/*
npm test: types, lint, import rules, build, then every test; the last line says `N passed, N failed, N skipped`.
`npm test -- test/filter` builds and runs the tests under that path only.
With CI=true a skipped test is a failure: a test that did not run proves nothing.
*/
import {spawnSync} from 'node:child_process';
import {globSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {finished} from 'node:stream/promises';
import {run} from 'node:test';
import {inspect} from 'node:util';

const root = path.dirname(import.meta.dirname);
process.chdir(root);

const checks = [
	{name: 'types', command: ['node_modules/typescript/bin/tsc']},
	{name: 'lint', command: ['node_modules/xo/dist/cli.js']},
	{name: 'import rules', command: ['node_modules/dependency-cruiser/bin/dependency-cruiser.mjs', 'source', '--config', '.dependency-cruiser.cjs']},
] as const;

// These own the machine's terminals, namespaces or package cache, and some of them measure: one at a time.
const serialFolders = ['test/pty/', 'test/netns/', 'test/pack/'];
const testMilliseconds = 60_000;
const fileMilliseconds = 300_000;
/** Lint takes two minutes alone, and more than five on a busy machine. */
const checkMilliseconds = 900_000;

const total = {passed: 0, failed: 0, skipped: 0};
const selection = process.argv.slice(2);

if (selection.length === 0) {
	for (const {name, command} of checks) {
		total[didSucceed(name, command) ? 'passed' : 'failed']++;
	}
}

// What is built is what the pty, netns and pack tests start.
if (didSucceed('build', ['scripts/build.ts'])) {
	const files = selectTests(selection);
	const isSerial = (file: string) => serialFolders.some(folder => file.startsWith(folder));
	await runTests(files.filter(file => !isSerial(file)), 2);
	await runTests(files.filter(file => isSerial(file)), 1);
} else {
	total.failed++;
}

const hasSkippedInContinuousIntegration = total.skipped > 0 && process.env['CI'] === 'true';
if (hasSkippedInContinuousIntegration) {
	console.log('\nCI=true: a skipped test is a failure.');
}

const didNothing = total.passed + total.failed === 0;
if (didNothing) {
	console.log(`\nNo test under ${selection.join(', ')}.`);
}

console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = didNothing || hasSkippedInContinuousIntegration || total.failed > 0 ? 1 : 0;

/** Runs a script with this very Node.js; what it says is shown only if it fails. */
function didSucceed(name: string, command: readonly string[]): boolean {
	const start = performance.now();
	const {status, stdout, stderr, error} = spawnSync(process.execPath, command, {encoding: 'utf8', timeout: checkMilliseconds, maxBuffer: 2 ** 26});
	const isPassed = status === 0;
	console.log(`${isPassed ? 'ok    ' : 'FAILED'} ${name} ${seconds(performance.now() - start)}`);
	if (!isPassed) {
		console.log(indent(`${stdout}${stderr}${error?.message ?? ''}`));
	}

	return isPassed;
}

function selectTests(paths: readonly string[]): readonly string[] {
	const files = globSync('test/**/*.test.{ts,tsx}');
	const wanted = paths.map(selected => path.relative(root, path.resolve(selected)));
	return files
		.filter(file => wanted.length === 0 || wanted.some(selected => `${file}/`.startsWith(`${selected}/`)))
		.toSorted();
}

/** Runs test files, some at a time, each in a process of its own. */
async function runTests(files: readonly string[], concurrency: number): Promise<void> {
	const queue = [...files];
	const worker = async () => {
		for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
			await runTestFile(file);
		}
	};

	await Promise.all(Array.from({length: concurrency}, worker));
}

/** Runs one test file; where it hangs, also after its last test, it is ended and has failed. */
async function runTestFile(file: string): Promise<void> {
	let said = '';
	const stream = run({
		files: [file],
		execArgv: ['--import', 'tsx', '--import', './test/setup.ts'],
		timeout: testMilliseconds,
		signal: AbortSignal.timeout(fileMilliseconds),
	});
	stream.on('test:stdout', ({message}) => {
		said += message;
	});
	stream.on('test:stderr', ({message}) => {
		said += message;
	});
	stream.on('test:fail', ({name, details: {error, type}}) => {
		// A suite fails with its tests, and they have said why.
		if (type !== 'suite') {
			console.log(`FAILED ${file} ${name}\n${indent(inspect(error.cause ?? error))}`);
		}
	});
	stream.on('test:pass', ({name, skip}) => {
		if (skip !== undefined) {
			console.log(`skip   ${file} ${name}: ${typeof skip === 'string' ? skip : 'no reason given'}`);
		}
	});
	stream.on('test:summary', ({file: ofFile, counts, success, duration_ms: duration}) => {
		// The last summary is the run's, and counts an ended file too.
		if (ofFile !== undefined) {
			return;
		}

		const skipped = counts.skipped + counts.todo;
		total.passed += counts.passed;
		total.skipped += skipped;
		total.failed += counts.tests - counts.passed - skipped;
		console.log(`${success ? 'ok    ' : 'FAILED'} ${file} ${counts.passed}/${counts.tests} ${seconds(duration)}`);
		if (!success && said !== '') {
			console.log(indent(said));
		}
	});
	// It ends when it has been read.
	stream.resume();
	await finished(stream);
}

function seconds(milliseconds: number): string {
	return `(${(milliseconds / 1000).toFixed(1)} s)`;
}

function indent(text: string): string {
	return text.trimEnd().replaceAll(/^/gm, ' '.repeat(7));
}
