import process from 'node:process';
import {sanitize} from '../../text/sanitize.ts';
import {
	checkFormats,
	checkKinds,
	type CheckReport,
} from '../../model/check.ts';
import {renderCheck, type RenderOptions} from '../../outputs/check/render.ts';
import {exitCodeOf, reportState} from '../../outputs/check/verdict.ts';
import {splitOnce} from '../../cli/flags/check-spelling.ts';
import type {CheckOptions} from '../../cli/options/options.ts';
import {onTermination} from '../../process/termination.ts';
import {writeAll} from '../../process/write.ts';
import {checkConnections, connectionsReport} from './connections.ts';
import {checkPing, unknownTargets} from './ping.ts';
import {checkPort, unknownPorts} from './port.ts';

const unknown = exitCodeOf('UNKNOWN');

/** For what is known in the end to be put together. */
const graceMilliseconds = 100;

/** What `exitReasonOfSignal` adds to a signal's number. */
const firstSignalCode = 128;

/**
`portop check`: one report to stdout. Whatever goes wrong is a report too.
@returns The exit code: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN, or 0 always where that is wanted.
*/
export async function runCheck(options: CheckOptions): Promise<number> {
	const report = await reportOf(options);
	const isWritten = await print(await renderCheck(report, options));
	return isWritten ? (options.alwaysOk ? 0 : exitCodeOf(reportState(report))) : unknown;
}

/**
What is wrong with the words of a check, where the monitoring system reads it: in the format that is asked for, as far as
that can be told, on stdout.
@returns The exit code of UNKNOWN: a typing error is no alarm.
*/
export async function refuseCheck(argv: readonly string[], message: string): Promise<number> {
	await print(await renderCheck({
		check: checkKinds.find(kind => argv.includes(kind)) ?? null,
		items: [],
		problems: [{state: 'UNKNOWN', message}],
		timeMilliseconds: Date.now(),
	}, renderingIn(argv)));
	return unknown;
}

/** As far as it can be told. */
function renderingIn(argv: readonly string[]): RenderOptions {
	const valueOf = (...names: readonly string[]) => argv.flatMap((word, index) => {
		const [name, inline] = splitOnce(word);
		return names.includes(name) ? inline ?? argv[index + 1] ?? [] : [];
	})[0];
	const version = Number(valueOf('--plugin-version', '--plugin_version'));
	return {
		format: checkFormats.find(format => format === valueOf('--format')) ?? 'nagios',
		perfdata: false,
		pluginVersion: Number.isSafeInteger(version) && version > 0 ? version : 1,
		heartbeat: valueOf('--heartbeat')?.toLowerCase() !== 'false',
	};
}

async function reportOf(options: CheckOptions): Promise<CheckReport> {
	const ending = new AbortController();
	const {promise: nothing, resolve: giveUp} = Promise.withResolvers<CheckReport>();
	const end = (why: string) => {
		ending.abort(why);
		setTimeout(() => {
			giveUp(unknownReport(options, why));
		}, graceMilliseconds);
	};

	using _termination = onTermination(({report, exitCode}) => {
		end(sanitize(report === null ? `ended by signal ${exitCode - firstSignalCode}` : `internal error: ${report.split('\n', 1)[0]!}`));
	});
	// Loading the program counts, too: on a busy machine it takes seconds.
	const timer = setTimeout(() => {
		end(`no result within ${options.timeoutSeconds} s`);
	}, Math.max(0, (options.timeoutSeconds * 1000) - performance.now()));
	try {
		// Who is late is left behind: the program ends.
		return await Promise.race([perform(options, ending.signal), nothing]);
	} catch (error) {
		return unknownReport(options, sanitize(error instanceof Error ? error.message : String(error)));
	} finally {
		clearTimeout(timer);
	}
}

/** What is known when it has to end is told, what is not is UNKNOWN. */
async function perform(options: CheckOptions, ending: AbortSignal): Promise<CheckReport> {
	const {what} = options;
	switch (what.check) {
		case 'port': {
			return checkPort(what, options, ending);
		}

		case 'ping': {
			return checkPing(what, options, ending);
		}

		case 'connections': {
			return checkConnections(what, options);
		}
	}
}

/** Nothing is known, of anything that was to be checked: all that is always in a report is in this one. */
function unknownReport(options: CheckOptions, why: string): CheckReport {
	const {what} = options;
	const timeMilliseconds = Date.now();
	if (what.check === 'connections') {
		return connectionsReport(null, what.keys, options, {problem: why, timeMilliseconds});
	}

	const items = what.check === 'port' ? unknownPorts(what, options, why) : unknownTargets(what, options, why);
	return {
		check: what.check, items, problems: [], timeMilliseconds,
	};
}

async function print(text: string): Promise<boolean> {
	try {
		await writeAll(process.stdout, [text]);
		return true;
	} catch {
		// There is nobody to tell.
		return false;
	}
}
