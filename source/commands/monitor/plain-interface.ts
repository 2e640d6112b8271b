import type {DisplayOptions} from '../../cli/options/options.ts';
import type {SamplerClient} from '../../engine/sampler-client.ts';
import {exitReasonOfError, exitReasonOfSignal} from '../../process/termination.ts';
import {LineTerminal} from '../../terminal/line-terminal.ts';
import {Announcer} from '../../ui/plain/announcer.ts';
import {createKeyQueue} from '../../ui/store/key-queue.ts';
import {connectStore, type Leave} from './connect-store.ts';

/** The size of the screen whose changes are said: the columns that it has room for are the figures that are read. */
const size = {columns: 100, rows: 25};

/**
Brings up the monitor that prints lines, for screen readers and for terminals that cannot move their cursor.
@returns A function that gives the terminal back.
*/
export async function openInterface(options: DisplayOptions, sampler: SamplerClient, leave: Leave): Promise<() => Promise<void>> {
	const terminal = new LineTerminal({
		isAscii: options.ascii,
		onClosed() {
			leave(exitReasonOfSignal('SIGHUP'));
		},
	});
	const store = connectStore({...options, ...size}, {
		terminal: {
			bell() {
				terminal.bell();
			},
			// A clipboard needs an escape sequence.
			copy(text) {
				announcer.say(text);
				return true;
			},
			redraw() {
				announcer.repeat();
			},
			async suspend() {
				terminal.suspend();
			},
		},
		sampler,
		leave,
		onEvents(events) {
			announcer.events(events);
		},
	});
	const announcer = new Announcer(store.getState(), text => {
		terminal.write(text);
	});
	let isSettling = false;
	const unsubscribe = store.subscribe(() => {
		try {
			announcer.update(store.getState());
			if (!isSettling) {
				isSettling = true;
				settle();
				isSettling = false;
			}
		} catch (error) {
			leave(exitReasonOfError(error));
		}
	});

	/** The last message that was said. */
	let acknowledged: unknown = null;
	function settle(): void {
		const {ui: {overlay, notice}, data: {message}} = store.getState();
		if (overlay !== null) {
			store.dispatch({type: 'overlay-painted', overlay});
		}

		if (notice !== null) {
			store.dispatch({type: 'notice-expired', notice});
		}

		if (message === null || message === acknowledged) {
			return;
		}

		acknowledged = message;
		store.dispatch({type: 'painted'});
	}

	const queue = createKeyQueue(store);
	terminal.listen(input => {
		if (input.type !== 'keys') {
			return;
		}

		queue.press(input.keys);
		if (input.keys.at(-1) === 'enter') {
			announcer.problem();
		}
	});
	return async () => {
		unsubscribe();
		queue.close();
		await terminal.close();
	};
}
