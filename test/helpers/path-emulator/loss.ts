import type {LossPattern} from './plan.ts';

/** Tells, called once for each probe in turn, whether this one is lost. */
export function createLoss(pattern: LossPattern): () => boolean {
	let index = 0;
	switch (pattern.kind) {
		case 'every': {
			return () => {
				index++;
				return index % pattern.nth === 0;
			};
		}

		case 'bursts': {
			return () => {
				const place = index % (pattern.passed + pattern.lost);
				index++;
				return place >= pattern.passed;
			};
		}

		case 'random': {
			const random = createRandom(pattern.seed);
			return () => random() * 100 < pattern.percent;
		}
	}
}

/** Numbers from 0 to 1, evenly spread, the same for the same seed: mulberry32. */
function createRandom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6D_2B_79_F5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / (2 ** 32);
	};
}
