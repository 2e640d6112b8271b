/* An Overview of a busy machine for the tests of what is drawn. */
import type {HealthFigure, Overview} from '../../../source/model/overview.ts';
import {aPortChart, anOverview, aWindow} from '../../builders/overview.ts';
import {aPortPeer} from '../../builders/port.ts';
import {aMoment} from '../../builders/moment.ts';
import {sampleAlerts} from './alert-samples.ts';
import {sampleProbes, sampleSeries} from './probe-samples.ts';
import {samplePorts, sampleTime} from './samples.ts';

/** Two minutes of values that go up and down. */
function waves(height: number, length = 120): readonly number[] {
	return Array.from({length}, (_, second) => height * (1 + Math.sin(second / 7) + (second % 11 === 0 ? 1 : 0)) / 3);
}

const [megabits, kilobits, waiting, dropped] = [14_000_000, 900_000, 130, 9].map(height => aWindow(waves(height)));

const health: ReadonlyArray<Partial<HealthFigure>> = [
	{
		key: 'closeWait', value: 432, perMinute: 30, severity: 'critical', series: aWindow(Array.from({length: 120}, (_, second) => 300 + second)),
	},
	{
		key: 'listenDrops', value: 9, severity: 'critical', series: aWindow(waves(12)),
	},
	{key: 'retransmissions', value: 0.8, series: aWindow(waves(2))},
	{
		key: 'timeWait', value: 1240, perMinute: -12, series: aWindow(waves(1500)),
	},
	{
		key: 'halfOpen', value: 4, perMinute: 0, series: aWindow(waves(6)),
	},
	{key: 'resets', value: null},
	{key: 'opened', value: 155, series: aWindow(waves(200))},
];

export const sampleOverview: Overview = anOverview({
	receive: megabits!,
	send: aWindow(waves(1_100_000_000)),
	health: anOverview().health.map((figure, index) => ({...figure, ...health[index]})),
	alerts: sampleAlerts,
	activeAlerts: sampleAlerts.filter(({type}) => type === 'alert').length,
	probes: sampleProbes.slice(0, 4).map((probe, index) => ({probe, charts: index === 3 ? {} : sampleSeries(120)})),
	probeCount: sampleProbes.length,
	changes: {
		since: aMoment(sampleTime - 7_260_000),
		isSinceStart: false,
		alerts: 3,
		opened: 1,
		closed: 0,
		replaced: 0,
		isAtLeast: false,
		worstLoss: {name: '10.24.0.9', value: 12.1, atMilliseconds: sampleTime - 3_600_000},
		worstRtt: {name: '10.24.0.22:24500', value: 1400, atMilliseconds: sampleTime - 1_800_000},
		maxQueue: {name: '24099', value: 6, atMilliseconds: sampleTime - 120_000},
		busiestPort: {name: '24080', bytes: 22e9},
	},
	port: aPortChart({
		identity: samplePorts[1]!.identity,
		peers: [
			aPortPeer({
				address: '203.0.113.9', connections: 412, states: {ESTABLISHED: 400, CLOSE_WAIT: 12}, waiting: 6, receiveBitsPerSecond: 12_000, sendBitsPerSecond: 3_400_000, rttMicroseconds: 23_000, retransmissionsPerSecond: 0.4, oldestSeconds: 4000, oldestIsMinimum: true,
			}),
			aPortPeer({address: '[fe80::1]%eth0', connections: 2, states: {TIME_WAIT: 2}}),
			...Array.from({length: 12}, (_, index) => aPortPeer({address: `198.51.100.${index + 1}`, states: {ESTABLISHED: 1}, receiveBitsPerSecond: index * 100})),
		],
		receive: megabits!,
		send: kilobits!,
		queue: waiting!,
		drops: dropped!,
	}),
});
