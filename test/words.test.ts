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
	[/\/\*\*\s*(?:Of|What|How|Why|Where|When|Who) /, 'a docstring begins with a verb or a noun phrase'],
];

const texts = globSync(['source/**/*.{ts,tsx}', 'docs/**/*.{md,1}', '*.md'], {cwd: root})
	.map(file => ({file, text: readFileSync(path.join(root, file), 'utf8')}));

for (const [banned, instead] of bannedWords) {
	test(`no ${banned.source}: ${instead}`, () => {
		const found = texts.flatMap(({file, text}) => text.matchAll(new RegExp(banned, `g${banned.flags}`))
			.map(({index, 0: word}) => `${file}:${text.slice(0, index).split('\n').length} ${word}`)
			.toArray());
		assert.deepEqual(found, []);
	});
}

test('the words are looked for where they can be', () => {
	assert.ok(texts.length > 300, `${texts.length} files`);
	assert.match('/** Of the table. */', bannedWords.at(-1)![0]);
});
