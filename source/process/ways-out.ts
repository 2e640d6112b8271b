import {constants} from 'node:os';
import process from 'node:process';
import {inspect} from 'node:util';

/** Why a program ends. */
export type Ending = {
	readonly exitCode: number;
	/** For stderr, when the terminal is given back; null when there is nothing to say. */
	readonly report: string | null;
};

/** EX_SOFTWARE of sysexits.h. */
export const internalErrorCode = 70;

/** What would otherwise end the process without its terminal being given back. */
const deadlySignals = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGABRT', 'SIGALRM', 'SIGUSR2', 'SIGVTALRM', 'SIGXCPU'] as const;

export function endingByError(error: unknown): Ending {
	return {exitCode: internalErrorCode, report: error instanceof Error ? error.stack ?? error.message : inspect(error)};
}

/** As a shell reports a signal: 128 and its number. */
export function endingBySignal(signal: NodeJS.Signals): Ending {
	return {exitCode: 128 + constants.signals[signal], report: null};
}

/**
Calls back for everything that ends a process from outside of its course: signals, exceptions, rejections nobody
handles. Stays in place until disposed, so that a second one cannot break up the cleaning after the first.
*/
export function watchWaysOut(leave: (ending: Ending) => void): Disposable {
	const onSignal = (signal: NodeJS.Signals) => {
		leave(endingBySignal(signal));
	};

	const onError = (error: unknown) => {
		leave(endingByError(error));
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

/** The first Ctrl-C or SIGTERM; another one has its default effect, so that nothing can hold the program. */
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
