/** The maximum number of lines per session; the oldest are forgotten. */
const maxHistory = 50;

/** A history with a line as its newest, each line once. */
export function remembered(history: readonly string[], line: string): readonly string[] {
	return [...history.filter(other => other !== line), line].slice(-maxHistory);
}

/** The place in a history one line earlier (-1) or later (1); its length is the empty line below the newest. */
export function recalledPlace(history: readonly string[], from: number, by: 1 | -1): number {
	return Math.max(0, Math.min(from + by, history.length));
}
