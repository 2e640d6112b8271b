/** A stretch of time that is a round number of something: `1 min`, `6 h`, `30 s`. */
export function spanText(seconds: number): string {
	if (seconds >= 3600) {
		return `${Math.round(seconds / 3600)} h`;
	}

	return seconds >= 60 ? `${Math.round(seconds / 60)} min` : `${seconds} s`;
}
