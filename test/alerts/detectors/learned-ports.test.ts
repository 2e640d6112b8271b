import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {AlertBoard} from '../../../source/alerts/board/alert-board.ts';
import {BaselineLearner} from '../../../source/alerts/detectors/baseline-learner.ts';
import {Detectors} from '../../../source/alerts/detectors/detectors.ts';
import type {LearnedPort, Pause} from '../../../source/alerts/detectors/port-detectors.ts';
import type {Port} from '../../../source/model/port.ts';
import {busy} from '../rows.ts';

const hour = 3600;
const clients = (ESTABLISHED: number) => busy(443, {ESTABLISHED, CLOSE_WAIT: 20}, {peerCount: 30});
const at = (seconds: number) => ({timeMilliseconds: 0, monotonicMilliseconds: seconds * 1000});

/** Shows detectors the same for so long, a sample every 10 seconds. */
function show(detectors: Detectors, row: Port, from: number, to: number): readonly string[] {
	const board = new AlertBoard('');
	for (let seconds = from; seconds < to; seconds += 10) {
		detectors.observe({
			moment: at(seconds), ports: [{port: row}], counters: [], refused: null, sources: [],
		}, board);
	}

	return board.active.map(({alert}) => alert.source);
}

function learned(hours: number): LearnedPort {
	const detectors = new Detectors();
	show(detectors, clients(100), 0, hours * hour);
	return detectors.learned(at(hours * hour))[0]!;
}

/** Returns what is known of the port after a pause, at once. */
function resumed(hours: number, pause: Pause): LearnedPort {
	const detectors = new Detectors();
	detectors.learn({ports: [learned(hours)], pause}, at(0));
	return detectors.learned(at(0))[0]!;
}

const medianOf = ({numbers}: LearnedPort) => new BaselineLearner(numbers, 0, 0).baseline?.median;
const short = {seconds: 60, isRestarted: false};
const long = {seconds: 2 * hour, isRestarted: false};

describe('what was learned before', () => {
	it('holds after a short pause, which is part of the time for which the port is known', () => {
		const {knownSeconds, goneSeconds, areClientsExpected, leak, peers} = resumed(3, short);
		assert.equal(medianOf(resumed(3, short)), 120);
		assert.deepEqual([knownSeconds, goneSeconds, areClientsExpected], [(3 * hour) + 60, 70, true]);
		assert.equal(leak.length > 30, true);
		assert.ok(peers > 29);
	});

	it('holds after a long one if it is of a whole day', () => {
		assert.equal(medianOf(resumed(25, long)), 120);
		assert.equal(medianOf(resumed(3, long)), undefined);
		assert.deepEqual(resumed(25, long).leak, []);
	});

	it('does not expect clients at once after a start of the machine, or a long pause', () => {
		for (const [pause, found] of [[short, ['clients gone']], [{...short, isRestarted: true}, []], [long, []]] as const) {
			const detectors = new Detectors();
			detectors.learn({ports: [learned(25)], pause}, at(0));
			assert.deepEqual(show(detectors, clients(0), 10, 120), found);
			const back = new Detectors();
			back.learn({ports: [learned(25)], pause}, at(0));
			assert.deepEqual(show(back, clients(100), 10, 120), []);
			assert.deepEqual(show(back, clients(0), 120, 240), ['clients gone']);
		}
	});

	it('gives way to what is known better, and to what is wrong', () => {
		const detectors = new Detectors();
		show(detectors, clients(100), 0, 2 * hour);
		detectors.learn({ports: [learned(1)], pause: short}, at(2 * hour));
		assert.equal(detectors.learned(at(2 * hour))[0]!.knownSeconds, 2 * hour);
		assert.deepEqual(show(detectors, clients(0), 2 * hour, (2 * hour) + 120), ['clients gone']);
		detectors.learn({ports: [learned(25)], pause: short}, at((2 * hour) + 120));
		assert.equal(detectors.learned(at((2 * hour) + 120))[0]!.knownSeconds, (2 * hour) + 120);
	});
});
