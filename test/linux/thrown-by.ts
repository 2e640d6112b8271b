/** What the action throws; undefined when it comes to its end. */
export function thrownBy(action: () => void): unknown {
	try {
		action();
		return undefined;
	} catch (error) {
		return error;
	}
}
