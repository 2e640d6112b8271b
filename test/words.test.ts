/*
Plain English: words that hide what is meant stay out of the program, its documentation and its messages.
CONTRIBUTING.md says what to write instead.
*/
import assert from 'node:assert/strict';
import {globSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {root} from './helpers/portop.ts';

/** A word that is kept out, and the usual one. */
const bannedWords: ReadonlyArray<readonly [banned: RegExp, instead: string]> = [
	[/\b(?:no|some|every)body\b|\bwhoever\b/i, 'name the thing: a program, a user, a caller, no listener'],
	[/\banew\b/i, 'again'],
	[/\bas far as\b/i, 'where, up to, if'],
	[/\bbeside\b/i, 'next to, compared with, in addition to'],
	[/\b(?:tells?|told)\b/i, 'report, say, show'],
	[/\b(?:for )?want of\b/i, 'because … is missing'],
	[/\bunless told\b/i, 'by default'],
	[/\bcrowds?\b/i, 'peers'],
	[/\b(?:Probe|Traffic|Alert|Metrics)Books?\b/, 'ProbeTargets, TrafficAccounting, AlertEngine, MetricsState'],
	[/\b(?:most|longest|fewest|shortest)[A-Z]\w*\b(?<!mostFrequent)/, 'max…, min…'],
	[/\b\w*(?:Surroundings|OfPromise|leaveThreads|waysOut)\b/, 'the names of CONTRIBUTING.md'],
	[/\/\*\*\s+Of /, 'a docstring begins with a verb or a noun phrase'],
];

const files = globSync(['source/**/*.{ts,tsx}', 'docs/**/*.{md,1}', '*.md'], {cwd: root});

for (const [banned, instead] of bannedWords) {
	test(`no ${banned.source}: ${instead}`, () => {
		const found = files.flatMap(file => readFileSync(path.join(root, file), 'utf8').split('\n')
			.flatMap((line, index) => banned.test(line) ? [`${file}:${index + 1} ${line.trim().slice(0, 120)}`] : []));
		assert.deepEqual(found, []);
	});
}

test('the words are looked for where they can be', () => {
	assert.ok(files.length > 300, `${files.length} files`);
	assert.match('/** Of the table. */', bannedWords.at(-1)![0]);
});
