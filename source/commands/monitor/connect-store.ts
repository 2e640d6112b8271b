import process from 'node:process';
import {usersFile} from '../../cli/config/config-file.ts';
import type {DisplayOptions} from '../../cli/options/options.ts';
import {Names} from '../../collectors/names.ts';
import type {SamplerClient} from '../../engine/sampler-client.ts';
import {parseFilter} from '../../filter/parse.ts';
import {atMostEvery} from '../../process/intervals.ts';
import type {ExitReason} from '../../process/termination.ts';
import type {LogEvent} from '../../model/alert.ts';
import type {FromSampler} from '../../protocol/protocol.ts';
import {backgroundHint} from '../../terminal/background.ts';
import type {Terminal} from '../../terminal/terminal.ts';
import type {Action} from '../../ui/state/actions.ts';
import type {Effect} from '../../ui/store/effects.ts';
import {initialState} from '../../ui/store/initial-state.ts';
import type {CheckFilter} from '../../ui/store/line-handlers.ts';
import {queryOf} from '../../ui/store/query.ts';
import {createReducer} from '../../ui/store/reducer.ts';
import {createStore, type Store} from '../../ui/store/store.ts';

/** Ends the monitor. */
export type Leave = (reason: ExitReason) => void;

type Size = {readonly columns: number; readonly rows: number};

export type InterfaceDependencies = {
	readonly terminal: Pick<Terminal, 'bell' | 'copy' | 'redraw' | 'suspend'>;
	readonly sampler: SamplerClient;
	readonly leave: Leave;
	/** Gets the events that the sampler sends, where it does. */
	readonly onEvents?: (events: readonly LogEvent[]) => void;
};

/** Milliseconds between two rings of the bell, however many alerts fire. */
const bellInterval = 1000;

/** Creates the store, and connects it with the sampler and the terminal. */
export function connectStore(options: DisplayOptions & Size, dependencies: InterfaceDependencies): Store {
	const {terminal, sampler} = dependencies;
	const ringBell = atMostEvery(bellInterval, () => {
		terminal.bell();
	});
	const initial = initialState({...options, background: backgroundHint(process.env)});
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
			if (message.type === 'view' && message.events !== undefined) {
				dependencies.onEvents?.(message.events);
			}
		},
		onRestart(reason) {
			store.dispatch({type: 'sampler-restarted', reason});
		},
		onFailure(reason) {
			store.dispatch({type: 'sampler-failed', reason});
		},
	});
	sampler.post({type: 'query', query: queryOf(initial), move: null});
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

		case 'close-proposed': {
			return {type: 'close-proposed-arrived', message};
		}

		case 'closed': {
			return {type: 'closed-arrived', message};
		}

		case 'travelled': {
			return {type: 'travelled-arrived', message};
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
