import assert from 'node:assert/strict';
import process from 'node:process';
import {describe, it} from 'node:test';
import {AlertEngine} from '../../source/alerts/alert-engine.ts';
import {defaultLimits} from '../../source/alerts/fixed-checks/limits.ts';
import {noFixedChecks, type Alert, type FixedLimits} from '../../source/model/alert.ts';
import {
	busy,
	counter,
	fields,
	observation,
} from '../alerts/rows.ts';
import {
	ordinaryServer,
	withMore,
	withPort,
	type ServerMoment,
	type Trouble,
} from './server-day.ts';

const hour = 3600;
/** More where someone works on a detector: ALERT_SEEDS=60. */
const seeds = Array.from({length: Number(process.env['ALERT_SEEDS'] ?? 4)}, (_, index) => index + 1);

type Outcome = {readonly fired: readonly Alert[]; readonly firing: number};

/** Lets a book see a server for so long; what it raised, and what still fires at the end. */
function watch(seed: number, trouble: Trouble | null, options: {readonly until: number; readonly step: number; readonly limits?: FixedLimits}): Outcome {
	const book = new AlertEngine({
		rules: [], detects: true, fixedLimits: options.limits ?? defaultLimits, fields,
	});
	const server = ordinaryServer(seed);
	const fired: Alert[] = [];
	for (let seconds = 0; seconds <= options.until; seconds += options.step) {
		const ordinary = server(seconds);
		const isTrouble = trouble !== null && seconds >= trouble.from && seconds < trouble.to;
		const moment: ServerMoment = isTrouble ? trouble.change(ordinary, seconds - trouble.from) : ordinary;
		book.observe(observation(seconds, moment.ports, {refused: moment.refused, counters: [counter('TcpExtSyncookiesSent', moment.cookies)]}));
		fired.push(...book.takeTransitions().filter(({state}) => state === 'fired').map(({alert}) => alert));
	}

	const {critical, warning} = book.counts;
	return {fired, firing: critical + warning};
}

function texts(alerts: readonly Alert[]): readonly string[] {
	return alerts.map(({source, subject, message}) => `${source}: ${subject.text}: ${message}`);
}

describe('an ordinary day', () => {
	for (const seed of seeds) {
		it(`raises no alert, whenever portop starts (seed ${seed}, every 10 s)`, () => {
			assert.deepEqual(texts(watch(seed, null, {until: 50 * hour, step: 10}).fired), []);
		});
	}

	it('raises none at a sample per second', () => {
		assert.deepEqual(texts(watch(1001, null, {until: 24 * hour, step: 1}).fired), []);
	});

	it('raises none at a sample per minute', () => {
		assert.deepEqual(texts(watch(1002, null, {until: 72 * hour, step: 60}).fired), []);
	});
});

const learned = 27 * hour;

/** Each with what its alert is called, and the fixed check that says the same sooner. */
const troubles: ReadonlyArray<Trouble & {readonly alert: string; readonly sooner?: string}> = [
	{
		name: 'a flood of connections, and of traffic with them',
		alert: 'many connections',
		from: learned,
		to: learned + hour,
		change: moment => withPort(moment, 443, row => withMore(row, {ESTABLISHED: 70_000}, {
			openedPerSecond: 4000, receiveBitsPerSecond: 2e9, sendBitsPerSecond: 3e9,
		})),
	},
	{
		name: 'the same after a quarter of an hour',
		alert: 'many connections',
		from: hour / 4,
		to: hour,
		change: moment => withPort(moment, 443, row => withMore(row, {ESTABLISHED: 200_000}, {openedPerSecond: 30_000})),
	},
	{
		name: 'a flood that comes in waves',
		alert: 'many connections',
		from: learned,
		to: learned + hour,
		change: (moment, seconds) => seconds % 240 > 180 ? moment : withPort(moment, 443, row => withMore(row, {ESTABLISHED: 70_000})),
	},
	{
		name: 'a slow leak of the application',
		alert: 'connection leak',
		sooner: 'CLOSE-WAIT',
		from: learned,
		to: learned + (6 * hour),
		change: (moment, seconds) => withPort(moment, 5432, row => withMore(row, {CLOSE_WAIT: Math.floor(seconds / 30)})),
	},
	{
		name: 'an application that hangs',
		alert: 'connection leak',
		sooner: 'CLOSE-WAIT',
		from: learned,
		to: learned + hour,
		change: (moment, seconds) => withPort(moment, 5432, row => withMore(row, {CLOSE_WAIT: Math.min(230, seconds)})),
	},
	{
		name: 'a SYN flood of one port',
		alert: 'SYN flood',
		from: learned,
		to: learned + hour,
		change: (moment, seconds) => ({...withPort(moment, 443, row => withMore(row, {SYN_RECEIVED: Math.min(4096, seconds * 200)})), cookies: seconds > 20 ? 5000 : 0}),
	},
	{
		name: 'a SYN flood of every port, in which the clients get lost',
		alert: 'SYN flood',
		from: learned,
		to: learned + hour,
		change: (moment, seconds) => ({
			...moment, ports: moment.ports.map(row => busy(row.port, {SYN_RECEIVED: Math.min(1024, seconds * 200)}, {openedPerSecond: 0})), cookies: 20_000,
		}),
	},
	{
		name: 'a scan of our ports',
		alert: 'port scan',
		from: learned,
		to: learned + 600,
		change: (moment, seconds) => ({...moment, refused: [...moment.refused, ...Array.from({length: 10}, (_, index) => ({address: '203.0.113.5', port: 1000 + seconds + index, count: 1}))]}),
	},
	{
		name: 'all clients gone while the port listens',
		alert: 'clients gone',
		from: learned,
		to: learned + hour,
		change: (moment, seconds) => withPort(moment, 443, row => busy(443, seconds < 60 ? {TIME_WAIT: row.connectionCount!} : {}, {openedPerSecond: 0, receiveBitsPerSecond: 0, sendBitsPerSecond: 0})),
	},
	{
		name: 'a listener that dies',
		alert: 'clients gone',
		from: learned,
		to: learned + hour,
		change: moment => withPort(moment, 443, () => null),
	},
	{
		name: 'data that is carried off',
		alert: 'much traffic out',
		from: learned,
		to: learned + hour,
		change: moment => withPort(moment, 5432, row => ({...row, sendBitsPerSecond: 900e6})),
	},
];

describe('trouble raises exactly one alert, which ends after it', () => {
	/** Whatever is raised otherwise. */
	function wrongOf(trouble: Trouble, source: string, limits: FixedLimits): readonly unknown[] {
		return seeds.flatMap(seed => [1, 10].slice(seed === 1 && trouble.from < hour ? 0 : 1).flatMap(step => {
			const {fired, firing} = watch(seed, trouble, {until: trouble.to + (2 * hour), step, limits});
			return firing === 0 && fired.length === 1 && fired[0]!.source === source
				? []
				: [{
					seed, step, firing, fired: texts(fired),
				}];
		}));
	}

	for (const trouble of troubles) {
		it(trouble.name, () => {
			assert.deepEqual(wrongOf(trouble, trouble.sooner ?? trouble.alert, defaultLimits), []);
		});
	}

	const saidSooner = troubles.filter(({sooner}) => sooner !== undefined);
	for (const trouble of saidSooner) {
		it(`${trouble.name}, without fixed checks`, () => {
			assert.deepEqual(wrongOf(trouble, trouble.alert, noFixedChecks), []);
		});
	}
});

describe('portop that starts in the middle of it', () => {
	const lasting = troubles.filter(({alert}) => alert !== 'port scan' && alert !== 'SYN flood');
	for (const trouble of lasting) {
		it(`raises nothing for what it has not seen begin: ${trouble.name}`, () => {
			const wrong = seeds.flatMap(seed => {
				const {fired, firing} = watch(seed, {...trouble, from: 0, to: hour}, {until: 6 * hour, step: 10});
				return firing === 0 && fired.length <= (trouble.alert === 'connection leak' ? 1 : 0) ? [] : [{seed, fired: texts(fired)}];
			});
			assert.deepEqual(wrong, []);
		});
	}
});
