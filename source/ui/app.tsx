import {
	useEffect,
	useMemo,
	useSyncExternalStore,
	type ReactElement,
} from 'react';
import {render, type Instance} from 'ink';
import type {Background} from '../terminal/background.ts';
import type {Terminal} from '../terminal/terminal.ts';
import {ErrorBoundary} from './error-boundary.tsx';
import {keymapOf} from './keys/keymap.ts';
import type {Theme} from './text/theme.ts';
import {isTooSmall} from './state/state.ts';
import type {Store} from './store/store.ts';
import {Screen} from './screen.tsx';

type Properties = {
	readonly store: Store;
	readonly terminal: Pick<Terminal, 'whenPainted'>;
	/** Returns the theme for a background; null: it is not known. */
	readonly themeOn: (background: Background | null) => Theme;
	/** Milliseconds since 1970; only asked until the first sample brings its own time. */
	readonly now: () => number;
};

type Mount = Properties & {
	readonly terminal: Terminal;
	/** Gets an error of rendering, after which nothing is drawn any more. */
	readonly onError: (error: unknown) => void;
};

/** Milliseconds that a message stays in the status line. */
const noticeDuration = 5000;

/** Returns the whole interface: the state on the screen. */
export function App({store, terminal, themeOn, now}: Properties): ReactElement {
	const ui = useSyncExternalStore(store.subscribe, () => store.getState().ui);
	const data = useSyncExternalStore(store.subscribe, () => store.getState().data);
	const start = useMemo(now, [now]);
	const theme = useMemo(() => themeOn(ui.background), [themeOn, ui.background]);
	useAcknowledgement(store, terminal);
	usePaintedOverlay(store, terminal);
	useNoticeExpiry(store);
	// The clock is the sample's: it stands still in a pause, and no frame is drawn for it alone.
	const nowMilliseconds = data.message?.summary.timeMilliseconds ?? start;
	return <Screen data={data} keyHelp={keymapOf(ui.keys).help} nowMilliseconds={nowMilliseconds} theme={theme} ui={ui}/>;
}

/** Draws the interface with Ink, each frame whole: the terminal's stdout writes what differs. */
export function renderApp({onError, ...properties}: Mount): Instance {
	const {stdout} = properties.terminal;
	return render(<ErrorBoundary onError={onError}><App {...properties}/></ErrorBoundary>, {
		stdout,
		debug: true,
		// Ink draws nothing where CI is set, even in a terminal.
		interactive: true,
		exitOnCtrlC: false,
		patchConsole: false,
	});
}

/** Reports to the sampler that its last message is on the screen: it sends the next one only then. */
function useAcknowledgement(store: Store, terminal: Pick<Terminal, 'whenPainted'>): void {
	const message = useSyncExternalStore(store.subscribe, () => store.getState().data.message);
	useEffect(() => {
		// Effects run after the commit, in which Ink has written the frame.
		if (message !== null) {
			terminal.whenPainted(() => {
				store.dispatch({type: 'painted'});
			});
		}
	}, [message, store, terminal]);
}

/** Reports to the store when the terminal shows the dialog, which only then can be confirmed. */
function usePaintedOverlay(store: Store, terminal: Pick<Terminal, 'whenPainted'>): void {
	const overlay = useSyncExternalStore(store.subscribe, () => store.getState().ui.overlay);
	const columns = useSyncExternalStore(store.subscribe, () => store.getState().ui.columns);
	const rows = useSyncExternalStore(store.subscribe, () => store.getState().ui.rows);
	useEffect(() => {
		if (overlay !== null && !isTooSmall({columns, rows})) {
			terminal.whenPainted(() => {
				store.dispatch({type: 'overlay-painted', overlay});
			});
		}
	}, [overlay, columns, rows, store, terminal]);
}

function useNoticeExpiry(store: Store): void {
	const notice = useSyncExternalStore(store.subscribe, () => store.getState().ui.notice);
	useEffect(() => {
		if (notice === null) {
			return;
		}

		const timer = setTimeout(() => {
			store.dispatch({type: 'notice-expired', notice});
		}, noticeDuration);
		return () => {
			clearTimeout(timer);
		};
	}, [notice, store]);
}
