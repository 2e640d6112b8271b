import type {Terminal} from '../../terminal/terminal.ts';
import {createKeyQueue} from './key-queue.ts';
import type {Store} from './store.ts';

/** The one place where the user's input comes in. Returns what ends that. */
export function connectInput(store: Store, terminal: Pick<Terminal, 'listen'>): () => void {
	const queue = createKeyQueue(store);
	terminal.listen(input => {
		if (input.type === 'keys') {
			queue.press(input.keys);
		}
	});
	return () => {
		queue.close();
	};
}
