import process from 'node:process';
import packageJson from '../package.json' with {type: 'json'};
import {parseCommandLine} from './cli/options/command-line.ts';
import {helpText} from './cli/flags/help.ts';
import {isCheck} from './cli/flags/scan-arguments.ts';
import type {Task} from './cli/options/options.ts';
import {UsageError} from './cli/flags/usage-error.ts';
import {keepHeapsSmallSoon} from './process/small-heaps.ts';
import {print} from './process/write.ts';
import {exitCodeOf} from './outputs/check/verdict.ts';

export {exitWithoutJoining} from './process/exit-without-joining.ts';

/**
Does what the command line asks for.
@returns The exit code: 0 done, 1 failed, 2 wrong usage; the monitor, probe and checks have others.
*/
export async function main(): Promise<number> {
	process.on('SIGUSR1', refuseDebugger);
	const argv = process.argv.slice(2);
	try {
		const task = await parseCommandLine(argv, process.env);
		// A recorder runs for months: with 10 MiB more it takes a third less processor time.
		if (task.command !== 'record') {
			keepHeapsSmallSoon();
		}

		return await run(task);
	} catch (error) {
		if (isCheck(argv)) {
			const {refuseCheck} = await import('./commands/check/check.ts');
			return refuseCheck(argv, error instanceof Error ? error.message : String(error));
		}

		if (error instanceof UsageError) {
			await print(process.stderr, `portop: ${error.message}\n`);
			return 2;
		}

		throw error;
	}
}

/** At SIGUSR1 Node.js starts its debugger, which listens on a port and writes to the screen, unless the signal has a listener. */
function refuseDebugger(): void {
	// Listening is enough.
}

/* A command is loaded when it is the one: `list` never loads React. */
async function run(task: Task): Promise<number> {
	switch (task.command) {
		case 'help': {
			const code = await print(process.stdout, helpText(task.about));
			// A check that is asked for help by mistake must not be green for ever (Monitoring Plugins Development Guidelines).
			return task.about.startsWith('check') ? exitCodeOf('UNKNOWN') : code;
		}

		case 'version': {
			return print(process.stdout, `${packageJson.version}\n`);
		}

		case 'list': {
			const {runList} = await import('./commands/list/list.ts');
			return runList(task.options);
		}

		case 'probe': {
			const {runProbe} = await import('./commands/probe/probe.ts');
			return runProbe(task.options);
		}

		case 'check': {
			const {runCheck} = await import('./commands/check/check.ts');
			return runCheck(task.options);
		}

		case 'serve': {
			const {runServe} = await import('./commands/serve/serve.ts');
			return runServe(task.options);
		}

		case 'record': {
			const {runRecord} = await import('./commands/record/record.ts');
			return runRecord(task.options);
		}

		case 'history': {
			const {runHistory} = await import('./commands/history/history.ts');
			return runHistory(task.options);
		}

		case 'config': {
			const {runConfig} = await import('./commands/config/config-command.ts');
			return runConfig(task.options);
		}

		case 'replay': {
			const {runReplay} = await import('./commands/monitor/replay.ts');
			return runReplay(task.options);
		}

		case 'monitor': {
			const {runMonitor} = await import('./commands/monitor/monitor.ts');
			return runMonitor(task.options);
		}
	}
}
