import process from 'node:process';
import {shorten} from '../../text/shorten.ts';
import type {ParsedArguments} from '../flags/parsed-arguments.ts';

/** Flags that change how a report looks, or for how long it is waited for; and those that the labels of its items are of. */
const others: ReadonlySet<string> = new Set(['format', 'no-perfdata', 'max-line', 'always-ok', 'plugin-version', 'heartbeat', 'plugin-config', 'timeout', 'port', 'host']);

/** A label of so many characters can still be read. */
const maxCharacters = 100;

/**
Returns a label for the series of a check that no other one has: two files of a textfile collector must not have the same series, and the
labels of its items are the same with other flags, too.
*/
export function checkSeries(given: ParsedArguments['given']): string {
	const flags = given.entries().filter(([name]) => !others.has(name)).map(([name, value]) => value === true ? name : `${name}=${[value].flat().join(',')}`);
	// Without --host it is this machine, and called the same.
	return seriesOf([...flags.toArray().toSorted(), ...[given.get('host') ?? []].flat().includes('localhost') ? ['host=localhost'] : []].join(' '));
}

/** Returns a text as a label that no other text has. */
export function seriesOf(text: string): string {
	const short = shorten(text, maxCharacters);
	if (short === text) {
		return text;
	}

	const {hash} = process.getBuiltinModule('node:crypto');
	return `${short} ${hash('sha256', text).slice(0, 16)}`;
}
