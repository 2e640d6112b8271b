/* portop that is started again, with a recording of the day before: samples in, alerts out. */
import assert from 'node:assert/strict';
import {after, describe, it} from 'node:test';
import {AlertEngine} from '../../source/alerts/alert-engine.ts';
import {learnFromRecording} from '../../source/engine/alerting/recorded-baselines.ts';
import {busy, fields, observation} from '../alerts/rows.ts';
import {recordRun} from '../builders/record-day.ts';
import {temporaryPlace} from '../helpers/recorder.ts';
import {
	ordinaryServer,
	withMore,
	withPort,
	type ServerMoment,
} from './server-day.ts';

const hour = 3600;
const step = 10;
/** portop ends after a day and a bit, and is started a minute later. */
const restart = 27 * hour;
/** What the clock showed at the beginning. */
const since = Date.UTC(2026, 10, 21, 12);
const seeds = [1, 2];

/** The moments of two days, by the sample. */
const servers = new Map(seeds.map(seed => {
	const server = ordinaryServer(seed);
	return [seed, Array.from({length: (52 * hour) / step}, (_, index) => server(index * step))] as const;
}));
const place = temporaryPlace();
after(place.remove);

/** Records the first day of a server, once. */
const files = new Map(seeds.map(seed => {
	const file = `${place.file}-${seed}`;
	recordRun(file, {
		since, from: 0, to: restart, step: 3 * step, portsAt: seconds => servers.get(seed)![seconds / step]!.ports,
	});
	return [seed, file] as const;
}));

type Change = (moment: ServerMoment, seconds: number) => ServerMoment;
type Watched = {readonly seed: number; readonly until?: number; readonly change?: Change; readonly restartedAt?: number; readonly bootId?: string};

/** Returns the alerts of portop, each with the seconds since the restart. `learns`: it was watching all the time; from the recording; not at all. */
function alertsOf(learns: 'live' | 'recording' | 'nothing', {seed, until = restart + hour, change = moment => moment, restartedAt = restart + 60, bootId = 'boot'}: Watched): readonly string[] {
	const engine = new AlertEngine({rules: [], detects: true, fields});
	const alerts: string[] = [];
	for (let seconds = learns === 'live' ? 0 : restartedAt; seconds <= until; seconds += step) {
		const ordinary = servers.get(seed)![seconds / step]!;
		const {ports, refused} = seconds <= restart ? ordinary : change(ordinary, seconds - restart);
		engine.observe(observation(seconds, ports, {refused}));
		if (learns === 'recording' && seconds === restartedAt + step) {
			const learned = learnFromRecording({
				file: files.get(seed)!, host: 'web1', bootId, until: since + (restartedAt * 1000),
			});
			engine.learn(learned!);
		}

		alerts.push(...engine.takeTransitions().filter(({state}) => state === 'fired').map(({alert: {source, subject}}) => `${seconds - restart}: ${source}: ${subject.identity}`));
	}

	return alerts;
}

/** From so many seconds after the restart on. */
const from = (start: number, change: Change): Change => (moment, seconds) => seconds >= start ? change(moment, seconds) : moment;

describe('portop that was started again', () => {
	const troubles: ReadonlyArray<readonly [name: string, source: string, change: Change]> = [
		['a flood of connections', 'many connections', from(300, moment => withPort(moment, 443, row => withMore(row, {ESTABLISHED: 70_000})))],
		['data that is carried off', 'much traffic out', from(300, moment => withPort(moment, 5432, row => ({...row, sendBitsPerSecond: 900e6})))],
		['all clients gone', 'clients gone', from(300, moment => withPort(moment, 443, () => busy(443, {}, {openedPerSecond: 0, receiveBitsPerSecond: 0, sendBitsPerSecond: 0})))],
		['a listener that died meanwhile', 'clients gone', from(10, moment => withPort(moment, 443, () => null))],
		['a SYN flood', 'SYN flood', from(300, (moment, seconds) => withPort(moment, 443, row => withMore(row, {SYN_RECEIVED: Math.min(4096, (seconds - 290) * 100)})))],
	];
	for (const [name, source, change] of troubles) {
		it(`finds as soon as without a restart: ${name}`, () => {
			for (const seed of seeds) {
				const [expected, ...others] = alertsOf('live', {seed, change});
				assert.match(expected!, new RegExp(String.raw`: ${source}: tcp\|`));
				assert.deepEqual(others, []);
				const [found, ...more] = alertsOf('recording', {seed, change});
				const [soon, late] = [expected, found].map(text => Number(/^\d+/.exec(text!)![0]));
				assert.equal(found!.replace(/^\d+/, ''), expected!.replace(/^\d+/, ''));
				// What began during the restart is seen from the second sample on.
				assert.ok(late! - soon! <= (soon! < 300 ? 80 : 20), `${found}, not ${expected}`);
				assert.deepEqual(more, []);
				assert.deepEqual(alertsOf('nothing', {seed, change}), []);
			}
		});
	}

	it('raises no alert on an ordinary day', () => {
		for (const seed of seeds) {
			assert.deepEqual(alertsOf('recording', {seed, until: 51 * hour}), []);
		}
	});

	it('raises none on an ordinary day after hours without it, nor after a start of the machine', () => {
		for (const seed of seeds) {
			assert.deepEqual(alertsOf('recording', {seed, restartedAt: restart + (9 * hour), until: 51 * hour}), []);
			const quiet: Change = (moment, seconds) => seconds < 600 ? withPort(moment, 443, () => busy(443, {}, {openedPerSecond: 0})) : moment;
			assert.deepEqual(alertsOf('recording', {
				seed, bootId: 'later', change: quiet, until: restart + (3 * hour),
			}), []);
			assert.match(alertsOf('recording', {seed, change: quiet}).join('; '), /^\d+: clients gone: tcp\|[^;]*\|443$/);
		}
	});
});
