import process from 'node:process';
import type {DisplayOptions} from '../../cli/options/options.ts';
import type {SamplerClient} from '../../engine/sampler-client.ts';
import {exitReasonOfError, exitReasonOfSignal} from '../../process/termination.ts';
import {canAskBackground, type Background} from '../../terminal/background.ts';
import {openTerminal, type Terminal} from '../../terminal/terminal.ts';
import {firstFrame} from '../../ui/first-frame.ts';
import {connectInput} from '../../ui/input.ts';
import {createTheme} from '../../ui/text/theme.ts';
import {connectStore, type Leave} from './connect-store.ts';

/**
Takes the terminal and brings the interface up; an error on the way ends the program like any later one.
@returns A function that takes the interface down and gives the terminal back, within so many milliseconds if that matters.
*/
export async function openInterface(options: DisplayOptions, sampler: SamplerClient, leave: Leave): Promise<(most?: number) => Promise<void>> {
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
		const {columns, rows, stdout} = terminal;
		const store = connectStore({...options, columns, rows}, {terminal, sampler, leave});
		stdout.on('resize', () => {
			store.dispatch({type: 'resized', columns: stdout.columns, rows: stdout.rows});
		});
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
