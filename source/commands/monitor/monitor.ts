import process from 'node:process';
import {startSampler} from '../../engine/sampler-client.ts';
import {writeLastWords} from '../../terminal/last-words.ts';
import {recordingOf} from '../../cli/options/history-options.ts';
import type {DisplayOptions, MonitorOptions} from '../../cli/options/options.ts';
import {watchingOptionsOf} from '../../cli/options/sampler-options.ts';
import {toAscii} from '../../text/locale.ts';
import {onTermination, type ExitReason} from '../../process/termination.ts';
import type {SamplerOptions} from '../../protocol/protocol.ts';
import {sanitize} from '../../text/sanitize.ts';

/** Milliseconds for giving the terminal back after a signal: all of the end has a second. */
const signalMilliseconds = 700;

/**
`portop`: the live monitor. Gives the terminal back on every way out.
@returns The exit code: 0 after q, 1 after q when the sampler had failed, 2 without a terminal that can show it, 70 after an internal
error, 128 and the signal's number after a signal (130 after Ctrl-C, too).
*/
export async function runMonitor(options: MonitorOptions): Promise<number> {
	const missing = missingTerminal(options, {command: 'portop', otherwise: '`portop list` prints a sample'});
	if (missing !== null) {
		process.stderr.write(missing);
		return 2;
	}

	return showMonitor(options, {
		...watchingOptionsOf(options), keepsSeries: true, historyBytes: options.historyBytes, sendsEvents: options.plain, ...recordingOf(process.env),
	});
}

/** Returns what is missing of a terminal, as a line for stderr; null: nothing. `otherwise` says what does without one. */
export function missingTerminal({plain}: Pick<DisplayOptions, 'plain'>, {command, otherwise}: {readonly command: string; readonly otherwise: string}): string | null {
	if (!process.stdin.isTTY || !process.stdout.isTTY) {
		return `portop: the monitor needs a terminal on stdin and stdout; without one, ${otherwise}.\n`;
	}

	const {TERM: terminalType = ''} = process.env;
	return plain || (terminalType !== '' && terminalType !== 'dumb')
		? null
		: `portop: the monitor needs a terminal that can move its cursor, and TERM is ${terminalType === '' ? 'not set' : sanitize(terminalType)}; \`${command} --plain\` needs none, and ${otherwise}.\n`;
}

/** Shows what a sampler with these options answers, until the user leaves; returns the exit code. */
export async function showMonitor(options: DisplayOptions, samplerOptions: SamplerOptions): Promise<number> {
	const {promise: ended, resolve: leave} = Promise.withResolvers<ExitReason>();
	using _termination = onTermination(leave);
	const warnings = collectWarnings(options.warnings);
	// First of all, so that the first sample is taken while the interface is being loaded here.
	const sampler = startSampler(samplerOptions);
	const {openInterface} = await (options.plain ? import('./plain-interface.ts') : import('./monitor-interface.ts'));
	const closeInterface = await openInterface(options, sampler, leave);
	const {exitCode, report, isSignal} = await ended;
	const closed = sampler.close();
	await closeInterface(isSignal ? signalMilliseconds : undefined);
	await closed;
	const lastWords = [...warnings, ...(report === null ? [] : [report])].map(text => `portop: ${text}\n`).join('');
	await writeLastWords(options.ascii ? toAscii(lastWords) : lastWords);
	return exitCode;
}

/** Node.js prints warnings to stderr, which here is the screen: they are kept for after it, behind those that there are already. */
function collectWarnings(early: readonly string[]): readonly string[] {
	const warnings = [...early];
	process.removeAllListeners('warning');
	process.on('warning', warning => {
		warnings.push(warning.message);
	});
	return warnings;
}
