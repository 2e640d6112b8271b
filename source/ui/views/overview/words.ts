/** A stretch of time in words: `2 min`, `6 h`. */
export function spanText(seconds: number): string {
	return seconds < 3600 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
