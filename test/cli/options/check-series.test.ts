import assert from 'node:assert/strict';
import {test} from 'node:test';
import {seriesOf} from '../../../source/cli/options/check-series.ts';
import type {CheckOptions} from '../../../source/cli/options/options.ts';
import {parseCommandLine} from '../../../source/cli/options/command-line.ts';

async function seriesOfWords(words: string): Promise<string> {
	const task = await parseCommandLine(['check', ...words.split(' ')], {});
	return task.command === 'check' ? (task.options satisfies CheckOptions).series : '';
}

test('two checks of the same things have the same series only if they ask for the same', async () => {
	const words = [
		'port 443',
		'port 443 -4',
		'port 443 -6',
		'port 443 --tls',
		'port 443 --tls --tls-name a.example',
		'port 443 --host localhost',
		'port 443 -w 50',
		'port 443 --window 9',
		'ping a.example',
		'ping a.example -4',
		'ping a.example --count 9',
		'connections',
		'connections --conn-type tcp',
		'connections -w tcp_LISTEN=5',
	];
	const series = await Promise.all(words.map(async each => `${each.split(' ', 1)[0]} ${await seriesOfWords(each)}`));
	assert.equal(new Set(series).size, words.length, series.join('; '));
});

test('without flags there is no label, and how a report is printed does not matter', async () => {
	for (const words of ['port 443', 'port 22 --host a.example', 'ping a.example', 'connections', 'port 443 --format openmetrics --always-ok --timeout 60 --max-line 9999']) {
		assert.equal(await seriesOfWords(words), '', words);
	}
});

test('a long label is short, and no other text has it', () => {
	const [one, another] = ['x'.repeat(500), `${'x'.repeat(499)}y`].map(text => seriesOf(text));
	assert.notEqual(one, another);
	assert.ok(one!.length < 130);
});
