/*
An operator at the keyboard: presses keys, which are counted, types text, which is not, and reads the screen. A task that
takes more keys than an operator puts up with fails.
*/
import type {Condition, PtySession} from '../driver.ts';

/** More keys than these, text aside, are too many for any task. */
export const maxKeys = 4;

/** A busy machine may need this long to draw what it will draw. */
const patienceMilliseconds = 120_000;

export const keys = {
	enter: '\r', escape: '\u{1B}', tab: '\t', end: '\u{1B}[F', eraseLeft: '\u{15}', eraseRight: '\u{B}',
} as const;

export class Operator {
	readonly #session: PtySession;
	/** Every key that was pressed, text aside. */
	readonly pressed: string[] = [];

	/** When the monitor was started, in ISO 8601. */
	readonly startedAt: string;

	constructor(session: PtySession, startedAt: string) {
		this.#session = session;
		this.startedAt = startedAt;
	}

	/** Everything that the program has written so far. */
	get output(): string {
		return this.#session.output().toString();
	}

	/** The lines that are on the screen now. */
	get screen(): readonly string[] {
		return this.#session.screen();
	}

	/** Presses one key after the other; each counts. */
	press(...pressed: readonly string[]): void {
		for (const key of pressed) {
			this.pressed.push(key);
			this.#session.press(key);
		}
	}

	/** Types what a task gives: a port, a name, a rule. */
	type(text: string): void {
		this.#session.press(text);
	}

	/**
	Waits until the screen shows something.
	@returns The screen.
	*/
	async see(condition: Condition): Promise<readonly string[]> {
		return this.#session.waitFor(condition, {timeout: patienceMilliseconds});
	}

	/**
	Waits until a line matches.
	@returns The expression's groups.
	*/
	async read(line: RegExp): Promise<Readonly<Record<string, string>>> {
		const find = (screen: readonly string[]) => screen.map(text => line.exec(unframed(text))).find(match => match !== null);
		const screen = await this.see(lines => find(lines) !== undefined);
		return find(screen)!.groups ?? {};
	}
}

/** A line of a panel without the frame. */
function unframed(line: string): string {
	return line.replace(/^│ /, '').replace(/ │+$/, '');
}
