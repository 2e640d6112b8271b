import type {Terminal} from '../terminal/terminal.ts';
import {mouseActions} from './mouse.ts';
import {createKeyQueue} from './store/key-queue.ts';
import type {Store} from './store/store.ts';

/** The one place where the user's input comes in. Returns what ends that. */
export function connectInput(store: Store, terminal: Pick<Terminal, 'listen' | 'frame'>): () => void {
	const queue = createKeyQueue(store);
	terminal.listen(input => {
		switch (input.type) {
			case 'keys': {
				queue.press(input.keys);
				break;
			}

			case 'mouse': {
				for (const action of mouseActions(input.mouse, store.getState(), terminal.frame)) {
					store.dispatch(action);
				}

				break;
			}

			case 'background': {
				if (input.background !== null) {
					store.dispatch({type: 'background-known', background: input.background});
				}
			}
		}
	});
	return () => {
		queue.close();
	};
}
