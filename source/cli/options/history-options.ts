import {existsSync} from 'node:fs';
import {recordedTopics, type RecordedTopic} from '../../model/recorded.ts';
import {parseMoment} from '../../text/parse-moment.ts';
import {quote} from '../../text/quote.ts';
import {orList} from '../../text/suggestion.ts';
import type {ParsedArguments} from '../flags/parsed-arguments.ts';
import {readOptions} from '../flags/read-options.ts';
import {UsageError} from '../flags/usage-error.ts';
import {choose} from '../flags/values.ts';
import type {HistoryOptions} from './options.ts';
import {usualFile} from './record-options.ts';

type Environment = Readonly<Partial<Record<string, string>>>;

/**
Reads what `portop history` is asked.
@param environment Names the user's folder of recordings.
@param nowMilliseconds Since 1970, UTC.
@throws {UsageError}
*/
export function readHistoryOptions(parsed: ParsedArguments<'history'>, environment: Environment, nowMilliseconds: number): HistoryOptions {
	const [word, superfluous] = parsed.input;
	if (word === undefined) {
		throw new UsageError(`portop history: about what? There is ${orList(recordedTopics.map(topic => `portop history ${topic}`))}`);
	}

	const topic = choose<RecordedTopic>(word, `portop history: unknown ${quote(word)}`, recordedTopics);
	if (superfluous !== undefined) {
		throw new UsageError(`portop history ${topic}: unexpected ${quote(superfluous)}; a filter goes after --filter, a time in quotes after --since`);
	}

	const options = readOptions(parsed);
	if (options.json && options.csv) {
		throw new UsageError('--json and --csv exclude each other; leave one of them out');
	}

	const clock = {nowMilliseconds, isUtc: options.utc};
	const since = readMoment('since', options.since, clock);
	const until = Math.min(nowMilliseconds, readMoment('until', options.until, clock));
	if (since >= nowMilliseconds) {
		throw new UsageError(`--since: ${quote(options.since)} is not past`);
	}

	if (since >= until) {
		throw new UsageError(`--since: ${quote(options.since)} is not before --until ${quote(options.until)}`);
	}

	return {
		...options, topic, since, until, file: options.file ?? recordingFile(environment),
	};
}

function readMoment(flag: 'since' | 'until', text: string, clock: Parameters<typeof parseMoment>[1]): number {
	const parsed = parseMoment(text, clock);
	if (!parsed.ok) {
		throw new UsageError(`--${flag}: ${parsed.problem}`);
	}

	return parsed.milliseconds;
}

const systemFile = '/var/lib/portop/portop.db';

/**
Returns the recording of this machine: the system's, or the user's own where there is none.
@throws {UsageError} There is no home.
*/
export function recordingFile(environment: Environment): string {
	return existsSync(systemFile) ? systemFile : usualFile(environment);
}

/** Returns the recording of this machine, which may not be there; none where there is no home either. */
export function recordingOf(environment: Environment): {readonly recording?: string} {
	try {
		return {recording: recordingFile(environment)};
	} catch {
		return {};
	}
}
