import {constants} from 'node:os';
import process from 'node:process';
import {inspect} from 'node:util';

/** The reason why a program ends. */
export type ExitReason = {
	readonly exitCode: number;
	/** A text for stderr, printed when the terminal is given back; null when there is nothing to report. */
	readonly report: string | null;
	/** A signal demands it: within a second. */
	readonly isSignal?: true;
};

/** EX_SOFTWARE of sysexits.h. */
export const internalErrorCode = 70;

/** The signals that would otherwise end the process without its terminal being given back. */
const deadlySignals = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGABRT', 'SIGALRM', 'SIGUSR2', 'SIGVTALRM', 'SIGXCPU'] as const;

/** Returns the reason for an error that nothing handles: the report is its stack. */
export function exitReasonOfError(error: unknown): ExitReason {
	return {exitCode: internalErrorCode, report: error instanceof Error ? error.stack ?? error.message : inspect(error)};
}

/** Returns the reason for a signal, as a shell reports one: the exit code is 128 and its number. */
export function exitReasonOfSignal(signal: NodeJS.Signals): ExitReason {
	return {exitCode: 128 + constants.signals[signal], report: null, isSignal: true};
}

/**
Calls back for everything that ends a process from outside: signals, exceptions and rejections that nothing handles. Stays in
place until disposed, so that a second one cannot interrupt the cleaning up after the first.
*/
export function onTermination(leave: (reason: ExitReason) => void): Disposable {
	const onSignal = (signal: NodeJS.Signals) => {
		leave(exitReasonOfSignal(signal));
	};

	const onError = (error: unknown) => {
		leave(exitReasonOfError(error));
	};

	for (const signal of deadlySignals) {
		process.on(signal, onSignal);
	}

	process.on('uncaughtException', onError);
	process.on('unhandledRejection', onError);
	return {
		[Symbol.dispose]() {
			for (const signal of deadlySignals) {
				process.off(signal, onSignal);
			}

			process.off('uncaughtException', onError);
			process.off('unhandledRejection', onError);
		},
	};
}

/** Calls back for the first Ctrl-C or SIGTERM; another one has its default effect, so that nothing can hold the program. */
export function onFirstSignal(stop: () => void): Disposable {
	const onSignal = () => {
		forget();
		stop();
	};

	const forget = () => {
		process.off('SIGINT', onSignal);
		process.off('SIGTERM', onSignal);
	};

	process.on('SIGINT', onSignal);
	process.on('SIGTERM', onSignal);
	return {[Symbol.dispose]: forget};
}
