import {quote} from './quote.ts';

/** Returns `a`, `a or b`, `a, b or c`. */
export function orList(words: readonly string[]): string {
	return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)!}`;
}

const maxDistance = 2;

/**
`did you mean 'proto' or 'port'?` with the candidates that a slip of the fingers turns into `name`,
or null where none is near.
@param prefix What is typed before each: the dashes of a flag.
*/
export function suggestion(name: string, candidates: readonly string[], prefix = ''): string | null {
	const wanted = name.toLowerCase();
	const tolerance = wanted.length < 4 ? 1 : maxDistance;
	const ranked = candidates
		.map(candidate => ({candidate, distance: distanceTo(wanted, candidate.toLowerCase())}))
		.filter(({distance}) => distance <= tolerance)
		.toSorted((a, b) => a.distance - b.distance);
	// Beyond the best two grades a guess is noise: prot is proto (unfinished) or port (swapped), hardly sport.
	const near = ranked.filter(({distance}) => distance <= Math.max(1, ranked[0]?.distance ?? 0)).slice(0, 3);
	return near.length === 0 ? null : `did you mean ${near.map(({candidate}) => quote(prefix + candidate)).join(' or ')}?`;
}

/** Returns the distance of two names; an unfinished or overlong one (`prot`, `protocol` for `proto`) is nearer than a misspelt one. */
function distanceTo(name: string, candidate: string): number {
	const hasSameBeginning = name.length > 1 && candidate.length > 1 && (candidate.startsWith(name) || name.startsWith(candidate));
	if (hasSameBeginning) {
		return 0.5;
	}

	// No word is compared that is too long to be near.
	return Math.abs(name.length - candidate.length) > maxDistance ? Infinity : editDistance(name, candidate);
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
	let beforePrevious: number[] = [];
	let previous = Array.from({length: b.length + 1}, (_, column) => column);
	for (let row = 1; row <= a.length; row++) {
		const current = [row];
		for (let column = 1; column <= b.length; column++) {
			const isSame = a[row - 1] === b[column - 1];
			const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
			current.push(Math.min(
				at(previous, column) + 1,
				at(current, column - 1) + 1,
				at(previous, column - 1) + (isSame ? 0 : 1),
				isSwapped ? at(beforePrevious, column - 2) + 1 : Infinity,
			));
		}

		beforePrevious = previous;
		previous = current;
	}

	return at(previous, b.length);
}

function at(row: readonly number[], column: number): number {
	return row[column] ?? Infinity;
}
