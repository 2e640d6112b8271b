import type {Refusal} from '../../source/alerts/observation/observation.ts';
import type {Port} from '../../source/model/port.ts';
import {busy, port} from '../alerts/rows.ts';

const hour = 3600;

/** What can be wrong, by the second since the beginning. */
export type Trouble = {
	readonly name: string;
	readonly from: number;
	readonly to: number;
	/** Changes what an ordinary server shows. */
	readonly change: (moment: ServerMoment, seconds: number) => ServerMoment;
};

export type ServerMoment = {
	readonly ports: readonly Port[];
	readonly refused: readonly Refusal[];
	/** Per second. */
	readonly cookies: number;
};

/** A seeded generator of numbers from 0 to 1: mulberry32. */
export function seeded(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6D_2B_79_F5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/**
An ordinary server. Its clock begins at an hour of the day that the seed decides, so that learning begins at any time.
@param seconds Since the beginning; must not go back.
*/
export function ordinaryServer(seed: number): (seconds: number) => ServerMoment {
	const random = seeded(seed);
	const startsAt = random() * 24 * hour;
	const peak = 300 + (random() * 4000);
	const lunchAt = (11.5 + random()) * hour;
	const jobMinute = Math.floor(random() * 60);
	const jobConnections = 20 + Math.floor(random() * 150);
	const backupAt = (1 + (random() * 4)) * hour;
	const restarts = Array.from({length: 3}, () => random() * 26 * hour);
	const restartLasts = 2 + (random() * 3);
	const wakesAt = (4 + (random() * 20)) * hour;
	const wakesTo = 50 + (random() * 2000);
	let ssh = 1;
	let pool = 20;
	let noise = 0;

	const gaussian = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
	const noisy = (mean: number) => Math.max(0, Math.round(mean + (gaussian() * Math.sqrt(mean + 1))));

	return seconds => {
		const ofDay = (startsAt + seconds) % (24 * hour);
		// Ten times as many by day as by night, and more every week.
		const swing = 0.1 + (0.9 * ((1 - Math.cos(2 * Math.PI * (ofDay - (4 * hour)) / (24 * hour))) / 2));
		const lunch = ofDay > lunchAt && ofDay < lunchAt + (hour / 2) ? 3 : 1;
		noise = (0.98 * noise) + (0.02 * gaussian());
		const isRestarting = restarts.some(at => seconds >= at && seconds < at + restartLasts);
		const isReconnecting = restarts.some(at => seconds >= at + restartLasts && seconds < at + restartLasts + 15);
		const web = isRestarting ? 0 : noisy(peak * swing * lunch * (1 + noise + (seconds / (90 * 24 * hour))));
		const isJob = Math.floor(ofDay / 60) % 60 === jobMinute || Math.floor(ofDay / 60) % 60 === (jobMinute + 1) % 60;
		const isBackup = ofDay > backupAt && ofDay < backupAt + (hour / 2);
		ssh = random() < 0.002 ? Math.floor(random() * 6) : ssh;
		pool = random() < 0.0003 ? 10 + (10 * Math.floor(random() * 6)) : pool;
		return {
			cookies: isReconnecting && random() < 0.3 ? 200 : 0,
			// Clients that have not heard that a service moved.
			refused: random() < 0.05 ? [{address: '198.51.100.9', port: 8080, count: 3}] : [],
			ports: [
				busy(443, {
					ESTABLISHED: web,
					TIME_WAIT: noisy(web * 0.2),
					CLOSE_WAIT: noisy(web * 0.01),
					...((web > 0) && {SYN_RECEIVED: noisy(web * 0.01) + (isReconnecting ? noisy(web * 0.2) : 0)}),
				}, {
					openedPerSecond: (web * 0.1) + (isReconnecting ? web / 5 : 0),
					receiveBitsPerSecond: web * 3000 * (0.5 + random()),
					sendBitsPerSecond: web * 40_000 * (0.5 + random()),
				}),
				busy(22, ssh === 0 ? {} : {ESTABLISHED: ssh}, {
					openedPerSecond: random() * 0.1, receiveBitsPerSecond: isBackup ? 600e6 : ssh * 2000 * random(), sendBitsPerSecond: ssh * 9000 * random(),
				}),
				busy(5432, {ESTABLISHED: pool}, {
					peerCount: 2, openedPerSecond: 0, receiveBitsPerSecond: noisy(pool * 20_000), sendBitsPerSecond: noisy(pool * 90_000) * (isJob ? 3 : 1),
				}),
				busy(9000, isJob ? {ESTABLISHED: jobConnections} : {}, {
					openedPerSecond: isJob ? 20 : 0, receiveBitsPerSecond: isJob ? 50e6 : 0, sendBitsPerSecond: isJob ? 2e6 : 0,
				}),
				busy(8081, Math.floor(seconds / 5) % 2 === 0 ? {ESTABLISHED: 1} : {TIME_WAIT: 6}, {
					peerCount: 1, openedPerSecond: 0.1, receiveBitsPerSecond: 800, sendBitsPerSecond: 1600,
				}),
				busy(7000, seconds > wakesAt ? {ESTABLISHED: noisy(wakesTo)} : {}, {
					openedPerSecond: seconds > wakesAt ? wakesTo / 10 : 0, receiveBitsPerSecond: seconds > wakesAt ? wakesTo * 5000 : 0, sendBitsPerSecond: seconds > wakesAt ? wakesTo * 50_000 : 0,
				}),
				port({port: 6379}),
			],
		};
	};
}

/** The moment with one port changed. */
export function withPort(moment: ServerMoment, number: number, change: (row: Port) => Port | null): ServerMoment {
	return {...moment, ports: moment.ports.flatMap(row => row.port === number ? change(row) ?? [] : row)};
}

/** So many connections in each state more. */
export function withMore(row: Port, more: Port['connections'], known: Partial<Port> = {}): Port {
	const connections = {...row.connections};
	for (const [state, count] of Object.entries(more) as ReadonlyArray<readonly [keyof Port['connections'], number]>) {
		connections[state] = (connections[state] ?? 0) + count;
	}

	return busy(row.port, connections, {
		openedPerSecond: row.openedPerSecond, receiveBitsPerSecond: row.receiveBitsPerSecond, sendBitsPerSecond: row.sendBitsPerSecond, ...known,
	});
}
