import process from 'node:process';
import {samplerOptionsOf} from '../../cli/options/sampler-options.ts';
import type {ReplayOptions} from '../../cli/options/options.ts';
import {checkReplay} from '../../engine/replay.ts';
import {writeAll} from '../../process/write.ts';
import {RecordingError} from '../../recording/open-recording.ts';
import {missingTerminal, showMonitor} from './monitor.ts';

/**
`portop replay`: the monitor over a recording.
@returns The exit code: 2 without a terminal, and where the recording cannot be read; else as `portop`.
*/
export async function runReplay(options: ReplayOptions): Promise<number> {
	const missing = missingTerminal(options, {command: 'portop replay', otherwise: '`portop history` answers questions about a recording'});
	if (missing !== null) {
		await writeAll(process.stderr, [missing]);
		return 2;
	}

	try {
		checkReplay(options.file);
	} catch (error) {
		if (error instanceof RecordingError) {
			await writeAll(process.stderr, [`portop: ${error.message}\n`]);
			return 2;
		}

		throw error;
	}

	return showMonitor(options, {...samplerOptionsOf('auto'), sendsEvents: options.plain, replay: options.file});
}
