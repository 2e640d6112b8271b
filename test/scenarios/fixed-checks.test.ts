/* Ordinary days raise no fixed check, whenever portop starts: bursts, restarts, deployments, a lost packet now and then. */
import assert from 'node:assert/strict';
import process from 'node:process';
import {describe, it} from 'node:test';
import {AlertEngine} from '../../source/alerts/alert-engine.ts';
import {defaultLimits} from '../../source/alerts/fixed-checks/limits.ts';
import type {Observation} from '../../source/alerts/observation/observation.ts';
import type {Port} from '../../source/model/port.ts';
import type {OutcomeKind} from '../../source/model/probe.ts';
import {
	busy,
	counter,
	fields,
	observation,
	peer,
	probe,
} from '../alerts/rows.ts';
import {aPort} from '../builders/port.ts';
import {someFigures} from '../builders/probe.ts';
import {ordinaryServer, seeded} from './server-day.ts';

const hour = 3600;
const seeds = Array.from({length: Number(process.env['ALERT_SEEDS'] ?? 4)}, (_, index) => index + 1);

/** The figures of an ordinary server that only fixed checks look at; its clock must not go back. */
function ordinaryFigures(seed: number, step: number): (seconds: number) => Observation {
	const random = seeded(seed * 7919);
	const server = ordinaryServer(seed);
	const happens = (perDay: number) => random() < perDay * step / (24 * hour);
	const outcomes: OutcomeKind[] = [];
	/** The second until which each of these lasts. */
	const until = {burst: 0, deployment: 0, leaving: 0};
	return seconds => {
		until.burst = happens(50) ? seconds + 1 + (random() * 2) : until.burst;
		// Listens, and accepts only once it has read its data.
		until.deployment = happens(6) ? seconds + 1 + (random() * 3) : until.deployment;
		// All clients leave at once, and the server is busy closing.
		until.leaving = happens(6) ? seconds + 1 + (random() * 7) : until.leaving;
		const dropsNow = happens(100) ? 1 + Math.floor(random() * 30) : 0;
		const scanned = happens(300) ? 200 : 0;
		const lateDatagrams = happens(40) ? Math.floor(random() * 2000) : 0;
		const segments = Math.floor(random() * 400);
		const retransmitted = random() < 0.2 ? Math.min(segments, 1 + Math.floor(random() * 2)) : 0;
		const burstOfLoss = happens(50) ? 0.2 : 0;
		outcomes.push(random() < 0.001 ? 'lost' : 'reply');
		const minute = outcomes.slice(-60);
		const lost = minute.filter(kind => kind === 'lost').length;
		const rates = {
			dataSegmentsPerSecond: seconds === 0 ? null : segments / step,
			retransmissionPercent: segments === 0 ? null : 100 * ((retransmitted / segments) + burstOfLoss),
		};
		const web = (row: Port): Port => ({
			...row,
			...rates,
			acceptQueue: seconds < until.burst || seconds < until.deployment ? 100 + Math.floor(random() * 29) : Math.floor(random() * 20),
			dropsPerSecond: (dropsNow + scanned) / step,
			...(seconds < until.leaving && {connections: {CLOSE_WAIT: row.connectionCount ?? 0}}),
			openFiles: {pid: 7, count: (row.connectionCount ?? 0) + 40, limit: 65_536},
		});
		const quiet = busy(8443, {ESTABLISHED: 1}, {dataSegmentsPerSecond: 3 / step, retransmissionPercent: random() < 0.2 ? 33 : 0});
		const dns = aPort({protocol: 'udp', port: 53, dropsPerSecond: lateDatagrams / step});
		return observation(seconds, [...server(seconds).ports.map(row => row.port === 443 ? web(row) : row), quiet, dns], {
			outgoing: [peer(rates)],
			counters: [counter('TcpExtListenDrops', dropsNow / step), counter('UdpRcvbufErrors', lateDatagrams / step)],
			sources: [{
				name: 'sockets', method: 'netlink', state: happens(20) ? 'failed' : 'ok', problem: null,
			}],
			probes: [probe({
				session: someFigures({sent: outcomes.length, received: outcomes.length - lost}), recent: outcomes.slice(-120).map(kind => ({kind, rttMicroseconds: null})),
			}, {sent: minute.length, received: minute.length - lost, lost})],
		});
	};
}

function engineOf(): AlertEngine {
	return new AlertEngine({
		rules: [], detects: false, fixedLimits: defaultLimits, fields,
	});
}

/** Returns what was raised in so many hours. */
function alertsIn(seed: number, hours: number, step: number): readonly string[] {
	const engine = engineOf();
	const at = ordinaryFigures(seed, step);
	const found: string[] = [];
	for (let seconds = 0; seconds <= hours * hour; seconds += step) {
		engine.observe(at(seconds));
		found.push(...engine.takeTransitions().map(({alert, state}) => `${seconds} ${state} ${alert.subject.text}: ${alert.message}`));
	}

	return found;
}

describe('an ordinary day raises no fixed check', () => {
	for (const seed of seeds) {
		it(`at a sample a second (seed ${seed})`, () => {
			assert.deepEqual(alertsIn(seed, 24, 1), []);
		});
	}

	it('at a sample every 5 seconds', () => {
		assert.deepEqual(alertsIn(101, 48, 5), []);
	});

	it('but where portop starts in the middle of a burst, which is hardly one start in a thousand', () => {
		const at = ordinaryFigures(103, 1);
		const starts = Array.from({length: 20_000}, (_, index) => {
			const engine = engineOf();
			for (let second = 0; second < 6; second++) {
				const {monotonicMilliseconds, ...rest} = at((index * 6) + second);
				engine.observe({...rest, monotonicMilliseconds, isFirst: second === 0});
			}

			return engine.takeTransitions().length;
		});
		const alarmed = starts.filter(count => count > 0).length;
		assert.ok(alarmed <= starts.length / 500, `${alarmed} of ${starts.length}`);
	});

	it('at two samples a second', () => {
		assert.deepEqual(alertsIn(102, 12, 0.5), []);
	});
});
