import assert from 'node:assert/strict';
import {test} from 'node:test';
import {isCheck, scanArguments, scannedValue} from '../../../source/cli/flags/scan-arguments.ts';

/** Words as they are scanned: inputs alone, flags with their value. */
const scan = (...argv: readonly string[]) => scanArguments(argv).map(argument => argument.type === 'input' ? argument.word : [argument.spelling, argument.takesValue === true ? argument.inline ?? argument.next : argument.inline]);

test('the word after a flag is its value, in whatever spelling', () => {
	assert.deepEqual(scan('--port', '22', 'list', '-i', '5', '--plugin_version', '2', '--port=a=b', 'x'), [
		['--port', '22'], 'list', ['-i', '5'], ['--plugin_version', '2'], ['--port', 'a=b'], 'x',
	]);
});

test('a switch leaves the next word alone, and so does an unknown flag', () => {
	assert.deepEqual(scan('--json', 'list', '--no-bell', 'a', '--foo', 'b', '--json=yes'), [
		['--json', undefined], 'list', ['--no-bell', undefined], 'a', ['--foo', undefined], 'b', ['--json', 'yes'],
	]);
});

test('numbers below 0 and a dash alone are words, unless a flag is spelled so', () => {
	assert.deepEqual(scan('-5', '-.5', '-1.5', '-', '', '-4', '-1.'), ['-5', '-.5', '-1.5', '-', '', ['-4', undefined], ['-1.', undefined]]);
});

test('after -- there are words only', () => {
	assert.deepEqual(scan('--utc', '--', '--utc', '--', '-5'), [['--utc', undefined], '--utc', '--', '-5']);
});

test('a check is one with mistakes, too', () => {
	for (const argv of [['check'], ['check', 'x'], ['--foo', 'check'], ['-w', '5', 'check'], ['--', 'check']]) {
		assert.ok(isCheck(argv), argv.join(' '));
	}

	for (const argv of [[], ['list', 'check'], ['--format', 'check'], ['--check']]) {
		assert.ok(!isCheck(argv), argv.join(' '));
	}
});

test('the value of a flag is found among mistakes', () => {
	assert.equal(scannedValue(['check', '--foo', '--format', 'json'], 'format'), 'json');
	assert.equal(scannedValue(['check', '--plugin_version=3'], 'plugin-version'), '3');
	assert.equal(scannedValue(['check', '--', '--format', 'json'], 'format'), undefined);
	assert.equal(scannedValue(['check', '--format'], 'format'), undefined);
});
