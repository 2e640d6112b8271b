import process from 'node:process';
import type {Writable} from 'node:stream';
import type * as sqlite from 'node:sqlite';
import {UsageError} from '../../cli/flags/usage-error.ts';
import {choose} from '../../cli/flags/values.ts';
import type {HistoryOptions} from '../../cli/options/options.ts';
import {Names} from '../../collectors/names.ts';
import {inPieces} from '../../outputs/pieces.ts';
import {writeAll} from '../../process/write.ts';
import {openRecording, RecordingError, recordingProblem} from '../../recording/open-recording.ts';
import {quote} from '../../text/quote.ts';
import {orList} from '../../text/suggestion.ts';
import {missingFrom} from './gaps.ts';
import {addOpenConnections} from './open-connections.ts';
import {answer, answerColumns, type HistoryQuestion} from './query.ts';
import {
	historyCsv,
	historyJson,
	historyText,
	missingText,
	type Answer,
} from './render.ts';
import {topics} from './topics.ts';

type Streams = {readonly stdout: Writable; readonly stderr: Writable};

/**
`portop history`: answers from a recording to stdout, problems to stderr. Signals have their default effect.
@returns The exit code: 1 if the output could not be written, 2 if the recording cannot be read; a closed pipe is 0.
@throws {UsageError} The topic has no such grouping or column.
*/
export async function runHistory(options: HistoryOptions, {stdout, stderr}: Streams = process): Promise<number> {
	const question = questionOf(options);
	try {
		const database = openRecording(options.file);
		try {
			const found = find(database, options, question);
			if (!options.json) {
				await writeAll(stderr, [missingText(found.missing, question, options.utc)]);
			}

			await writeAll(stdout, inPieces(printed(found, options)));
			return 0;
		} finally {
			database.close();
		}
	} catch (error) {
		if (isOfRecording(error)) {
			await writeAll(stderr, [`portop: ${recordingProblem(options.file, error)}\n`]);
			return 2;
		}

		if (isOfSystem(error)) {
			await writeAll(stderr, [`portop: cannot write the output: ${error.message}\n`]);
			return 1;
		}

		throw error;
	}
}

/** Returns the question that options ask. */
function questionOf(options: HistoryOptions): HistoryQuestion {
	const {topic: name, groupBy, sort, since, until, filter, reverse, limit, json, csv} = options;
	const topic = topics[name];
	if (groupBy !== null && topic.groupings[groupBy] === undefined) {
		throw new UsageError(`--group-by: ${name} are not grouped by ${quote(groupBy)}; they are by ${orList(Object.keys(topic.groupings))}`);
	}

	if (sort !== null) {
		choose(sort, `--sort: ${quote(sort)} is no column of these ${groupBy === null ? name : 'groups'}`, answerColumns({topic, groupBy}).map(({key}) => key));
	}

	return {
		topic, since, until, filter, groupBy, sort, reverse, limit, isText: !json && !csv,
	};
}

/** Finds the answer in one state of a recording that goes on being written: what has not ended must not be among what has. */
function find(database: sqlite.DatabaseSync, {file, topic}: HistoryOptions, question: HistoryQuestion): Answer {
	database.exec('BEGIN');
	const names = new Names();
	const openProblem = question.topic.hasOpen === true ? addOpenConnections(database, file, names) : null;
	const missing = missingFrom(database, question);
	const rows = answer(database, question, names);
	database.exec('COMMIT');
	return {
		range: question,
		topic,
		groupBy: question.groupBy,
		columns: answerColumns(question),
		rows,
		missing: openProblem === null ? missing : {...missing, leftOut: [...missing.leftOut, {what: 'connections that have not ended', why: openProblem, count: null}]},
	};
}

function printed(found: Answer, {json, csv, utc}: HistoryOptions): Generator<string> {
	return json ? historyJson(found) : (csv ? historyCsv(found) : historyText(found, utc));
}

/** Whether the recording could not be opened, or SQLite could not read on. */
function isOfRecording(error: unknown): boolean {
	return error instanceof RecordingError || (error instanceof Error && 'errcode' in error);
}

/** Whether the system refused what is not the recording: the output. */
function isOfSystem(error: unknown): error is Error {
	return error instanceof Error && 'code' in error && typeof error.code === 'string' && !error.code.startsWith('ERR_');
}
