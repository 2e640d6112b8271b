import process from 'node:process';
import {setTimeout as wait} from 'node:timers/promises';
import {sanitize} from '../collectors/sanitize.ts';
import {
	checkFormats,
	checkKinds,
	type CheckFormat,
	type CheckReport,
} from '../model/check.ts';
import {renderCheck, type RenderOptions} from '../outputs/check/render.ts';
import {exitCodeOf, reportState} from '../outputs/check/verdict.ts';
import {checkConnections} from './check/connections.ts';
import {checkPing} from './check/ping.ts';
import {checkPort} from './check/port.ts';
import type {CheckOptions} from './options.ts';
import {watchWaysOut} from './ways-out.ts';
import {writeAll} from './write.ts';

const unknown = exitCodeOf('UNKNOWN');

/** What `endingBySignal` adds to a signal's number. */
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
	}, {...defaultRendering, format: formatIn(argv)}));
	return unknown;
}

const defaultRendering: RenderOptions = {
	format: 'nagios', perfdata: false, pluginVersion: 1, heartbeat: true,
};

function formatIn(argv: readonly string[]): CheckFormat {
	const word = argv[argv.indexOf('--format') + 1];
	return checkFormats.find(format => format === word || argv.includes(`--format=${format}`)) ?? defaultRendering.format;
}

async function reportOf(options: CheckOptions): Promise<CheckReport> {
	const {what, timeoutSeconds} = options;
	const failed = (message: string): CheckReport => ({
		check: what.check, items: [], problems: [{state: 'UNKNOWN', message}], timeMilliseconds: Date.now(),
	});
	const {promise: interrupted, resolve: interrupt} = Promise.withResolvers<CheckReport>();
	using _waysOut = watchWaysOut(({report, exitCode}) => {
		const why = report === null ? `ended by signal ${exitCode - firstSignalCode}` : `internal error: ${report.split('\n', 1)[0]!}`;
		interrupt(failed(sanitize(why)));
	});
	try {
		// Who is late is left behind: the program ends.
		return await Promise.race([perform(options), interrupted, wait(timeoutSeconds * 1000, failed(`no result within ${timeoutSeconds} s`))]);
	} catch (error) {
		return failed(sanitize(error instanceof Error ? error.message : String(error)));
	}
}

async function perform(options: CheckOptions): Promise<CheckReport> {
	const {what} = options;
	switch (what.check) {
		case 'port': {
			return checkPort(what, options);
		}

		case 'ping': {
			return checkPing(what, options);
		}

		case 'connections': {
			return checkConnections(what, options);
		}
	}
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
