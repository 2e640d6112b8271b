import process from 'node:process';
import {isUtf8Locale} from '../../text/locale.ts';
import {sanitize} from '../../text/sanitize.ts';
import {
	checkFormats,
	checkKinds,
	type CheckReport,
} from '../../model/check.ts';
import {renderCheck, type RenderOptions} from '../../outputs/check/render.ts';
import {exitCodeOf, reportState} from '../../outputs/check/verdict.ts';
import {defaultLineBytes} from '../../cli/flags/check-flags.ts';
import {scannedValue} from '../../cli/flags/scan-arguments.ts';
import {seriesOf} from '../../cli/options/check-series.ts';
import type {CheckOptions} from '../../cli/options/options.ts';
import {onTermination} from '../../process/termination.ts';
import {writeAll} from '../../process/write.ts';
import {checkConnections, connectionsReport} from './connections.ts';
import {checkPing, unknownTargets} from './ping.ts';
import {checkPort, unknownPorts} from './port.ts';

const unknown = exitCodeOf('UNKNOWN');

/** The time to put together what is known in the end. */
const graceMilliseconds = 100;

/** The number that `exitReasonOfSignal` adds to a signal's. */
const firstSignalCode = 128;

/**
`portop check`: one report to stdout. Every failure is a report too.
@returns The exit code: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN, or 0 always where that is wanted.
*/
export async function runCheck(options: CheckOptions): Promise<number> {
	const report = await reportOf(options);
	const isWritten = await print(await renderCheck(report, {...options, isUtf8: isUtf8Locale(process.env)}));
	return isWritten ? (options.alwaysOk ? 0 : exitCodeOf(reportState(report))) : unknown;
}

/**
Reports what is wrong with the words of a check where the monitoring system reads it: on stdout, in the format that is asked for if
that can be read.
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

/** Reads the format from words that are wrong somewhere. */
function renderingIn(argv: readonly string[]): RenderOptions {
	const version = Number(scannedValue(argv, 'plugin-version'));
	const format = scannedValue(argv, 'format');
	return {
		format: checkFormats.find(known => known === format) ?? 'nagios',
		perfdata: false,
		pluginVersion: Number.isSafeInteger(version) && version > 0 ? version : 1,
		heartbeat: scannedValue(argv, 'heartbeat')?.toLowerCase() !== 'false',
		maxLineBytes: defaultLineBytes,
		isUtf8: isUtf8Locale(process.env),
		series: seriesOf(argv.join(' ')),
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
		// Late work is left behind: the program ends.
		return await Promise.race([perform(options, ending.signal), nothing]);
	} catch (error) {
		return unknownReport(options, sanitize(error instanceof Error ? error.message : String(error)));
	} finally {
		clearTimeout(timer);
	}
}

/** Runs the check. When it has to end early, what is not known yet is UNKNOWN. */
async function perform(options: CheckOptions, ending: AbortSignal): Promise<CheckReport> {
	switch (options.check) {
		case 'port': {
			return checkPort(options, ending);
		}

		case 'ping': {
			return checkPing(options, ending);
		}

		case 'connections': {
			return checkConnections(options);
		}
	}
}

/** Returns the report where nothing is known of what was to be checked: it has everything that a report always has. */
function unknownReport(options: CheckOptions, why: string): CheckReport {
	const timeMilliseconds = Date.now();
	if (options.check === 'connections') {
		return connectionsReport(null, options, {problem: why, timeMilliseconds});
	}

	const items = options.check === 'port' ? unknownPorts(options, why) : unknownTargets(options, why);
	return {
		check: options.check, items, problems: [], timeMilliseconds,
	};
}

async function print(text: string): Promise<boolean> {
	try {
		await writeAll(process.stdout, [text]);
		return true;
	} catch {
		// There is no place for a message.
		return false;
	}
}
