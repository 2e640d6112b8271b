import {loadLibc} from '../linux/calls/libc.ts';
import {InterfaceNames} from '../linux/interface-names.ts';
import {sanitize} from '../text/sanitize.ts';

/** Returns the name of an interface by its index, as it was when it was first asked for; `if4` where there is none any more, as `ss` has it. */
export type InterfaceName = (index: number) => string;

/** Names the interfaces to which sockets are bound, in the network namespace of the thread that makes it. Never throws. */
export class InterfaceLabels {
	readonly #names: InterfaceNames | null = openNames();

	/** Returns the names as they are from now on: each is asked for once. */
	ofNow(): InterfaceName {
		const known = new Map<number, string>();
		return index => {
			let name = known.get(index);
			if (name === undefined) {
				name = this.#name(index);
				known.set(index, name);
			}

			return name;
		};
	}

	close(): void {
		this.#names?.close();
	}

	#name(index: number): string {
		try {
			return sanitize(this.#names?.name(index) ?? `if${index}`);
		} catch {
			return `if${index}`;
		}
	}
}

function openNames(): InterfaceNames | null {
	try {
		return new InterfaceNames(loadLibc());
	} catch {
		return null;
	}
}
