import type {Operator} from './operator.ts';
import type {World} from './world.ts';

export type Task = {
	/** A question or an order, as an operator has it. */
	readonly name: string;
	/** As an ordinary user. */
	readonly unprivileged?: boolean;
	/** One that goes on at the side: every probe of another monitor would change which ones the lossy target loses. */
	readonly isWithoutProbes?: boolean;
	/** What the monitor is started with, besides its probes. */
	readonly flags?: readonly string[];
	/** Does it from the first screen, and compares the answer with another source. */
	readonly perform: (operator: Operator, world: World) => Promise<void>;
};
