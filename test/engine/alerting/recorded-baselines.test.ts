import assert from 'node:assert/strict';
import {describe, it, type TestContext} from 'node:test';
import fc from 'fast-check';
import {AlertBoard} from '../../../source/alerts/board/alert-board.ts';
import {BaselineLearner} from '../../../source/alerts/detectors/baseline-learner.ts';
import {Detectors, type Learned} from '../../../source/alerts/detectors/detectors.ts';
import type {Port} from '../../../source/model/port.ts';
import {learnFromRecording, type LearningOptions} from '../../../source/engine/alerting/recorded-baselines.ts';
import {RecordingError} from '../../../source/recording/open-recording.ts';
import {busy, closed} from '../../alerts/rows.ts';
import {recordRun, type RecordedRun} from '../../builders/record-day.ts';
import {temporaryPlace} from '../../helpers/recorder.ts';
import {seeded} from '../../scenarios/server-day.ts';

const hour = 3600;
const day = 24 * hour;
const since = Date.UTC(2026, 2, 1);
const levels = ['connections', 'opened', 'received', 'sent', 'established'] as const;
type Levels = Readonly<Record<(typeof levels)[number], Pick<BaselineLearner, 'learnedSeconds' | 'median' | 'highest' | 'low'>>>;

/** Returns the five levels of the first port; undefined where there is none. */
function levelsOf(learned: Pick<Learned, 'ports'> | null): Levels | undefined {
	const [port] = learned?.ports ?? [];
	// Object.fromEntries() forgets the names.
	return port === undefined ? undefined : Object.fromEntries(levels.map((name, index) => [name, new BaselineLearner(port.numbers, index, 0)])) as unknown as Levels;
}

type Run = Omit<RecordedRun, 'since' | 'step' | 'from'> & {readonly from?: number; readonly step?: number};

/** Learns from what recorders have written, so many seconds after the beginning. */
function learn(t: TestContext, runs: readonly Run[], until: number, known: Partial<LearningOptions> = {}): Learned | null {
	const {file, remove} = temporaryPlace();
	t.after(remove);
	for (const run of runs) {
		recordRun(file, {
			since, from: 0, step: 60, ...run,
		});
	}

	return learnFromRecording({
		file, host: 'web1', bootId: 'boot', until: since + (until * 1000), ...known,
	});
}

const steady = () => [busy(443, {ESTABLISHED: 100}, {peerCount: 40})];

describe('what is learned from a recording', () => {
	it('is what was learned by watching: the highest half minute at least by half, as minutes are recorded', t => {
		const figures = fc.record({
			seed: fc.nat(1000),
			hours: fc.integer({min: 1, max: 5}),
			base: fc.integer({min: 10, max: 5000}),
			bursts: fc.integer({min: 1, max: 10}),
		});
		fc.assert(fc.property(figures, ({seed, hours, base, bursts}) => {
			const random = seeded(seed);
			const rows = Array.from({length: hours * 360}, (_, index) => {
				const swing = 1 + (0.5 * Math.sin(index / 200));
				const many = Math.round(base * swing * (0.8 + (0.4 * random())) * (random() < 0.002 ? bursts : 1));
				return busy(443, {ESTABLISHED: many, SYN_RECEIVED: Math.round(many / 100)}, {openedPerSecond: many / 10, receiveBitsPerSecond: many * 8000, sendBitsPerSecond: many * 80_000});
			});
			const portsAt = (seconds: number): readonly Port[] => [rows[(seconds / 10) - 1]!];
			const watching = new Detectors();
			const until = rows.length * 10;
			for (let seconds = 10; seconds <= until; seconds += 10) {
				watching.observe({
					moment: {timeMilliseconds: 0, monotonicMilliseconds: seconds * 1000}, ports: portsAt(seconds).map(port => ({port})), counters: [], refused: null, sources: [],
				}, new AlertBoard(''));
			}

			const live = levelsOf({ports: watching.learned({timeMilliseconds: 0, monotonicMilliseconds: until * 1000})});
			const recorded = levelsOf(learn(t, [{to: until, step: 10, portsAt}], until));
			for (const name of levels) {
				const [expected, actual] = [live![name], recorded![name]];
				const text = `${name}: ${JSON.stringify([expected, actual].map(({learnedSeconds, median, highest, low}) => ({
					learnedSeconds, median, highest, low,
				})))}`;
				assert.ok(Math.abs(actual.learnedSeconds - expected.learnedSeconds) <= 120, text);
				assert.ok(Math.abs(actual.median - expected.median) <= 0.1 * expected.median, text);
				assert.ok(actual.highest <= 1.05 * expected.highest, text);
				assert.ok(actual.highest >= 0.5 * expected.highest, text);
				assert.ok(actual.low >= 0.95 * expected.low, text);
				assert.ok(actual.low <= 1.25 * expected.low, text);
			}
		}), {numRuns: 12});
	});

	it('knows a port by protocol, address and number, since when it is known, and what owned it', t => {
		const learned = learn(t, [{to: hour, portsAt: () => [...steady(), closed(22)]}], hour + 30);
		assert.deepEqual(learned?.ports.map(({row: {identity, owners}}) => [identity, owners.holders.map(({name}) => name)]), [['tcp|0.0.0.0|443', ['nginx']]]);
		assert.deepEqual(learned.pause, {seconds: 30, isRestarted: false});
		assert.equal(learned.ports[0]!.knownSeconds, hour - 60);
		assert.ok(Math.abs(learned.ports[0]!.peers - 40) < 20);
	});

	it('takes a gap for a gap, not for zeros', t => {
		const {established} = levelsOf(learn(t, [{to: hour, portsAt: steady}, {from: hour + 1800, to: 2 * hour, portsAt: steady}], 2 * hour))!;
		assert.equal(established.low, 100);
		assert.ok(Math.abs(established.learnedSeconds - (1.5 * hour)) <= 240, String(established.learnedSeconds));
	});

	it('leaves out the time of an incident that the recorder found', t => {
		const alert = {
			identity: 'alert 1',
			source: 'many connections',
			origin: 'detector',
			severity: 'warning',
			subject: {kind: 'port', identity: 'tcp|0.0.0.0|443', text: '443'},
			message: '',
			explanation: [],
			firstValue: '',
			worstValue: '',
			raisedMilliseconds: since,
			resolvedMilliseconds: since + (hour * 1000),
		} as const;
		const flooded = (seconds: number) => [busy(443, {ESTABLISHED: seconds <= hour ? 9000 : 100})];
		const run = {to: 3 * hour, portsAt: flooded};
		assert.equal(levelsOf(learn(t, [run], 3 * hour))!.established.highest, 9000);
		assert.equal(levelsOf(learn(t, [{...run, alerts: [alert]}], 3 * hour))!.established.highest, 100);
		assert.equal(levelsOf(learn(t, [{...run, alerts: [{...alert, origin: 'rule'}]}], 3 * hour))!.established.highest, 9000);
	});

	it('is nothing where the recording is of another machine, has nothing, or is a week old', t => {
		assert.throws(() => learn(t, [{to: hour, portsAt: steady}], hour, {host: 'web2'}), error => error instanceof RecordingError && error.message.endsWith('is of the machine \'web1\''));
		assert.equal(learn(t, [{to: 0, portsAt: steady}], 10), null);
		assert.notEqual(levelsOf(learn(t, [{to: day, portsAt: steady}], 6 * day)), undefined);
		assert.equal(learn(t, [{to: day, portsAt: steady}], 9 * day), null);
	});

	it('says whether the machine was started since, also between two runs of the recorder', t => {
		const run = {to: hour, portsAt: steady};
		assert.equal(learn(t, [run], hour, {bootId: 'later'})?.pause.isRestarted, true);
		assert.equal(learn(t, [run], hour, {bootId: null})?.pause.isRestarted, true);
		const idle = () => [busy(443, {})];
		const after = learn(t, [run, {
			from: hour + 120, to: hour + 600, bootId: 'later', portsAt: idle,
		}], hour + 600, {bootId: 'later'});
		assert.equal(after?.pause.isRestarted, false);
		assert.equal(after.ports[0]!.areClientsExpected, false);
	});
});
