import process from 'node:process';
import {usersFile} from '../../cli/config/config-file.ts';
import {Names} from '../../collectors/names.ts';
import type {FromSampler} from '../../protocol/protocol.ts';
import type {SamplerClient} from '../../engine/sampler-client.ts';
import {parseFilter} from '../../filter/parse.ts';
import {backgroundHint, canAskBackground, type Background} from '../../terminal/background.ts';
import {openTerminal, type Terminal} from '../../terminal/terminal.ts';
import {firstFrame} from '../../ui/first-frame.ts';
import {connectInput} from '../../ui/input.ts';
import {createTheme} from '../../ui/text/theme.ts';
import type {Action} from '../../ui/state/actions.ts';
import type {Effect} from '../../ui/store/effects.ts';
import type {CheckFilter} from '../../ui/store/line-handlers.ts';
import {initialState} from '../../ui/store/initial-state.ts';
import {queryOf} from '../../ui/store/query.ts';
import {createReducer} from '../../ui/store/reducer.ts';
import {createStore, type Store} from '../../ui/store/store.ts';
import {atMostEvery} from '../../process/intervals.ts';
import type {MonitorOptions} from '../../cli/options/options.ts';
import {exitReasonOfError, exitReasonOfSignal, type ExitReason} from '../../process/termination.ts';

type Leave = (reason: ExitReason) => void;

/**
Takes the terminal and brings the interface up; an error on the way ends the program like any later one.
@returns A function that takes the interface down and gives the terminal back, within so many milliseconds if that matters.
*/
export async function openInterface(options: MonitorOptions, sampler: SamplerClient, leave: Leave): Promise<(most?: number) => Promise<void>> {
	let unmount: () => void = () => undefined;
	let disconnect: () => void = () => undefined;
	let terminal: Terminal | undefined;
	const onError = (error: unknown) => {
		leave(exitReasonOfError(error));
	};

	try {
		terminal = openTerminal({
			isAscii: options.ascii,
			hasMouse: options.mouse,
			// Only where the answer changes something.
			asksBackground: options.color && options.appearance.theme.base === 'default' && canAskBackground(process.env),
			onClosed() {
				leave(exitReasonOfSignal('SIGHUP'));
			},
		});
		const store = connect(options, {terminal, sampler, leave});
		disconnect = connectInput(store, terminal);
		const themeOn = (background: Background | null) => createTheme(options.color, options.appearance.theme, background);
		const initial = store.getState();
		terminal.stdout.write(firstFrame(initial, themeOn(initial.ui.background), Date.now()));
		const {renderApp} = await import('../../ui/app.tsx');
		({unmount} = renderApp({
			store, terminal, themeOn, now: Date.now, onError,
		}));
	} catch (error) {
		onError(error);
	}

	return async most => {
		disconnect();
		unmount();
		await terminal?.close(most);
	};
}

type InterfaceDependencies = {
	readonly terminal: Terminal;
	readonly sampler: SamplerClient;
	readonly leave: Leave;
};

/** Milliseconds between two rings of the bell, however many alerts fire. */
const bellInterval = 1000;

/** Creates the store, and connects it with the sampler and the terminal. */
function connect(options: MonitorOptions, dependencies: InterfaceDependencies): Store {
	const {terminal, sampler} = dependencies;
	const {columns, rows} = terminal;
	const ringBell = atMostEvery(bellInterval, () => {
		terminal.bell();
	});
	const initial = initialState({
		...options, columns, rows, background: backgroundHint(process.env),
	});
	const store = createStore(initial, createReducer(createCheck()), effect => {
		perform(effect, {...dependencies, ringBell, writeColumns});
	});
	async function writeColumns({view, columns: ids}: Extract<Effect, {readonly type: 'write-columns'}>): Promise<void> {
		const {saveColumns} = await import('../../cli/config/save-columns.ts');
		const saved = await saveColumns(options.configFile ?? usersFile(process.env), view, ids);
		store.dispatch({type: 'columns-written', ...saved});
	}

	sampler.listen({
		onMessage(message) {
			store.dispatch(arrivalOf(message));
		},
		onRestart(reason) {
			store.dispatch({type: 'sampler-restarted', reason});
		},
		onFailure(reason) {
			store.dispatch({type: 'sampler-failed', reason});
		},
	});
	sampler.post({type: 'query', query: queryOf(initial.ui), move: null});
	terminal.stdout.on('resize', () => {
		store.dispatch({type: 'resized', columns: terminal.columns, rows: terminal.rows});
	});
	return store;
}

function arrivalOf(message: Exclude<FromSampler, {readonly type: 'fatal'}>): Action {
	switch (message.type) {
		case 'view': {
			return {type: 'view-arrived', message};
		}

		case 'end-candidates': {
			return {type: 'end-candidates-arrived', message};
		}

		case 'ended': {
			return {type: 'ended-arrived', message};
		}

		case 'probe-added': {
			return {type: 'probe-added-arrived', message};
		}

		case 'rule-added': {
			return {type: 'rule-added-arrived', message};
		}
	}
}

type Actions = {
	readonly ringBell: () => void;
	readonly writeColumns: (effect: Extract<Effect, {readonly type: 'write-columns'}>) => Promise<void>;
};

function perform(effect: Effect, {terminal, sampler, leave, ringBell, writeColumns}: InterfaceDependencies & Actions): void {
	switch (effect.type) {
		case 'send': {
			sampler.post(effect.message);
			break;
		}

		case 'copy': {
			terminal.copy(effect.text);
			break;
		}

		case 'bell': {
			ringBell();
			break;
		}

		case 'write-columns': {
			void writeColumns(effect);
			break;
		}

		case 'redraw': {
			terminal.redraw();
			break;
		}

		case 'suspend': {
			void terminal.suspend();
			break;
		}

		case 'quit': {
			leave({exitCode: effect.exitCode, report: null});
			break;
		}
	}
}

/** Service names are read from their file when a filter first uses one. */
function createCheck(): CheckFilter {
	let names: Names | undefined;
	return source => {
		const parsed = parseFilter(source, {
			findService(name) {
				names ??= new Names();
				return names.servicePorts(name);
			},
		});
		return parsed.ok ? null : parsed.error;
	};
}
