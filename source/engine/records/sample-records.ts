import {inState} from '../../fields/shared.ts';
import type {Alert, AlertRow, LogEvent} from '../../model/alert.ts';
import type {Probe} from '../../model/probe.ts';
import {portFigures, type PortFigures, type TotalFigures} from '../../recording/figures.ts';
import type {
	RecordedAlert,
	RecordedEvent,
	RecordedInterval,
	RecordedPort,
	RecordedSample,
} from '../../recording/recorded-sample.ts';
import type {ProbeTargets} from '../probing/probe-targets.ts';
import type {Account, Growth, TrafficFigure} from '../traffic/account.ts';
import type {CompleteEnds} from '../traffic/complete-ends.ts';
import type {ClosedPort} from '../traffic/port-accounts.ts';
import type {PortEntry} from '../views/port-rows.ts';
import type {TakenSample} from '../views/sample.ts';
import {ConnectionLimit, recordedConnection} from './recorded-connections.ts';
import {RecordedGroups} from './recorded-groups.ts';

/** More ports are not recorded: those that are watched and those that listen longest come first. */
const maxPorts = 2048;

type RecordSources = {
	readonly ends: Pick<CompleteEnds, 'ends' | 'leftOut'>;
	readonly probes: Pick<ProbeTargets, 'takeRoundTrips'>;
	readonly closedPorts: () => readonly ClosedPort[];
};

/** Works out what is new of each sample, for a recording. To be called once for each. */
export class SampleRecords {
	readonly #ends: RecordSources['ends'];
	readonly #probes: RecordSources['probes'];
	readonly #closedPorts: RecordSources['closedPorts'];
	readonly #groups = new RecordedGroups();
	readonly #limit = new ConnectionLimit();
	/** Monotonic milliseconds of the sockets of the last sample. */
	#sampledAt: number | undefined;
	#lastEvent = 0;
	/** The alerts that fire, by identity. */
	#alerts: ReadonlyMap<string, Alert> = new Map();
	/** By name, of the last sample. */
	#counters: ReadonlyMap<string, number> = new Map();
	/** By identity: the largest counts so far, as a prober that died takes some back. */
	#probeCounts: ReadonlyMap<string, ProbeCounts> = new Map();

	constructor({ends, probes, closedPorts}: RecordSources) {
		this.#closedPorts = closedPorts;
		this.#ends = ends;
		this.#probes = probes;
	}

	/** Returns what is new since the sample before. */
	take(sample: TakenSample): Omit<RecordedSample, 'whole'> {
		const {summary: {timeMilliseconds, monotonicMilliseconds, intervalSeconds}, sampledAt} = sample;
		// A sample without sockets is the one before once more.
		const isNew = sampledAt !== this.#sampledAt;
		this.#sampledAt = sampledAt;
		const ends = isNew ? this.#ends.ends : [];
		const recorded = ends.slice(0, this.#limit.take(ends.length, sampledAt));
		const ports = sample.ports.filter(({port}) => port.freshness !== 'vanished');
		return {
			timeMilliseconds,
			monotonicMilliseconds,
			interval: isNew ? this.#interval(sample, intervalSeconds) : null,
			connections: recorded.map(end => recordedConnection(sample, end)),
			leftOut: {connections: isNew ? ends.length - recorded.length + this.#ends.leftOut : 0, ports: Math.max(0, ports.length - maxPorts), 'whole samples': 0},
			...this.#news(sample.alerts.rows, timeMilliseconds),
		};
	}

	/** Returns the interval since the sample before; null of the first. */
	#interval(sample: TakenSample, seconds: number | null): RecordedInterval | null {
		// Also of the first: what was counted until then is no part of the next.
		const closedPorts = this.#closedPorts();
		const growths = new Map([...sample.accounts, ...closedPorts.map(({account}) => account)].map(account => [account, account.takeGrowth()]));
		return seconds !== null && seconds > 0 ? this.#compared(sample, seconds, {growths, closedPorts}) : null;
	}

	#compared(sample: TakenSample, seconds: number, {growths, closedPorts}: {readonly growths: ReadonlyMap<Account, Growth>; readonly closedPorts: readonly ClosedPort[]}): RecordedInterval {
		const {summary: {totals}, states, errors, interfaces, accounts, ports} = sample;
		const during = (perSecond: number | null) => perSecond === null ? null : Math.round(perSecond * seconds);
		const bytes = (bitsPerSecond: number | null) => bitsPerSecond === null ? null : Math.round(bitsPerSecond * seconds / 8);
		const sum = (a: number | null, b: number | null) => a === null || b === null ? null : a + b;
		const machine: TotalFigures = {
			receivedBytes: bytes(totals.receiveBitsPerSecond),
			sentBytes: bytes(totals.sendBitsPerSecond),
			receivedPackets: during(totals.receivePacketsPerSecond),
			sentPackets: during(totals.sendPacketsPerSecond),
			retransmissions: during(totals.retransmissionsPerSecond),
			accepted: during(totals.acceptedPerSecond),
			connected: during(totals.connectedPerSecond),
			...totals.sockets,
		};
		return {
			seconds,
			totals: machine,
			ports: [
				...chosenPorts(ports).map(([entry, slot]) => recordedPort(entry, growths.get(accounts[slot]!))),
				...closedPortRows(closedPorts, growths, sample.groups.hasCounters),
			],
			groups: this.#groups.take(sample),
			states: states.flatMap(({state, total}) => total === null || total === 0 ? [] : [{name: state, figures: {sockets: total}}]),
			counters: this.#counterRows(errors),
			interfaces: interfaces.map(row => ({
				name: row.name,
				figures: {
					receivedBytes: bytes(row.receiveBitsPerSecond),
					sentBytes: bytes(row.sendBitsPerSecond),
					receivedPackets: during(row.receivePacketsPerSecond),
					sentPackets: during(row.sendPacketsPerSecond),
					errors: during(sum(row.receiveErrorsPerSecond, row.sendErrorsPerSecond)),
					drops: during(sum(row.receiveDropsPerSecond, row.sendDropsPerSecond)),
				},
			})),
			probes: this.#probeRows(sample.probes.rows),
		};
	}

	#counterRows(errors: TakenSample['errors']): RecordedInterval['counters'] {
		const before = this.#counters;
		this.#counters = new Map(errors.map(({name, sinceStart}) => [name, sinceStart]));
		return errors.flatMap(({name, sinceStart}) => {
			const increase = sinceStart - (before.get(name) ?? 0);
			return increase > 0 ? [{name, figures: {increase}}] : [];
		});
	}

	#probeRows(probes: readonly Probe[]): RecordedInterval['probes'] {
		const before = this.#probeCounts;
		this.#probeCounts = new Map(probes.map(probe => [probe.identity, maxCounts(before.get(probe.identity), countsOf(probe))]));
		return probes.map(({identity, target, method, port, status}) => {
			const counts = this.#probeCounts.get(identity)!;
			const then = before.get(identity) ?? noProbes;
			const roundTrips = this.#probes.takeRoundTrips(identity);
			return {
				target,
				method,
				port,
				status,
				figures: {
					sent: counts.sent - then.sent,
					received: counts.received - then.received,
					refused: counts.refused - then.refused,
					rejected: counts.rejected - then.rejected,
					lost: counts.lost - then.lost,
					late: counts.late - then.late,
					minimumRttMicroseconds: roundTrips?.minimum ?? null,
					averageRttMicroseconds: roundTrips === null || roundTrips.count === 0 ? null : Math.round(roundTrips.sum / roundTrips.count),
					maximumRttMicroseconds: roundTrips?.maximum ?? null,
				},
			};
		});
	}

	/** Returns the events and alerts that are new, or changed. `rows` has what fires, then the log, newest first. */
	#news(rows: readonly AlertRow[], now: number): Pick<RecordedSample, 'alerts' | 'events'> {
		const firing = new Map(rows.flatMap(row => row.type === 'alert' ? [[row.alert.identity, row.alert] as const] : []));
		const first = rows.findIndex(row => row.type === 'event');
		const log = first === -1 ? [] : rows.slice(first);
		const old = log.findIndex(row => row.type === 'event' && row.event.sequence <= this.#lastEvent);
		const events = log.slice(0, old === -1 ? undefined : old).flatMap(row => row.type === 'event' ? [row.event] : []).toReversed();
		this.#lastEvent = Math.max(this.#lastEvent, events.at(-1)?.sequence ?? 0);

		const ended = new Map(events.flatMap(({alert}) => alert === null || firing.has(alert.identity) ? [] : [[alert.identity, alert] as const]));
		const gone = this.#alerts.entries().filter(([identity]) => !firing.has(identity) && !ended.has(identity));
		const changed = firing.values().filter(alert => !isSame(alert, this.#alerts.get(alert.identity)));
		const alerts = [
			...changed.map(alert => recordedAlert(alert, null)),
			...ended.values().map(alert => recordedAlert(alert, alert.cleared?.timeMilliseconds ?? now)),
			...gone.map(([, alert]) => recordedAlert(alert, now)),
		];
		this.#alerts = firing;
		return {alerts, events: events.map(event => recordedEvent(event))};
	}
}

/** Returns the ports to record, each with its place among the slots: those that are watched, of TCP, and the first ones come first. */
function chosenPorts(ports: readonly PortEntry[]): ReadonlyArray<readonly [entry: PortEntry, slot: number]> {
	const all = ports.map((entry, slot) => [entry, slot] as const).filter(([{port}]) => port.freshness !== 'vanished');
	if (all.length <= maxPorts) {
		return all;
	}

	const importance = ({port: {watched, protocol}}: PortEntry) => watched ? 2 : Number(protocol === 'tcp' || protocol === 'tcp6');
	return all.toSorted(([a], [b]) => importance(b) - importance(a)).slice(0, maxPorts);
}

/** `growth` is undefined for a port without a socket. */
function recordedPort({port}: PortEntry, growth: Growth | undefined): RecordedPort {
	const {sinceStart} = port.totals;
	// Where the total is unknown, so is what it grew by.
	const change = (figure: TrafficFigure, total: number | null) => total === null || growth === undefined ? null : growth[figure];
	const [holder] = port.owners.holders;
	const figures: PortFigures = {
		connections: port.connectionCount,
		established: inState(port, 'ESTABLISHED'),
		halfOpen: inState(port, 'SYN_RECEIVED'),
		closeWait: inState(port, 'CLOSE_WAIT'),
		peers: port.peerCount,
		acceptQueue: port.acceptQueue,
		acceptQueueLimit: port.acceptQueueLimit,
		receiveQueueBytes: port.receiveQueueBytes,
		drops: change('drops', sinceStart.drops),
		opened: change('opened', sinceStart.opened),
		closed: change('closed', sinceStart.closed),
		failed: change('failed', sinceStart.failed),
		resets: change('resets', sinceStart.resets),
		timeouts: change('timeouts', sinceStart.timeouts),
		receivedBytes: change('receivedBytes', sinceStart.receivedBytes),
		sentBytes: change('sentBytes', sinceStart.sentBytes),
		receivedPackets: change('receivedPackets', sinceStart.receivedPackets),
		sentPackets: change('sentPackets', sinceStart.sentPackets),
		dataSegments: change('dataSegments', sinceStart.retransmissions),
		retransmissions: change('retransmissions', sinceStart.retransmissions),
		rttMicroseconds: port.rttMedianMicroseconds,
		cpuPercent: port.cpuPercent === null ? null : Math.round(port.cpuPercent * 100) / 100,
		memoryBytes: port.residentBytes,
	};
	return {
		protocol: port.protocol,
		address: port.address,
		port: port.port,
		status: port.status,
		owner: {
			process: holder?.name ?? null, pid: holder?.pid ?? null, user: port.user, unit: port.unit, container: port.container,
		},
		figures,
	};
}

/** The figures of a port that is closed: none is known but what its connections moved. */
const closedFigures = Object.fromEntries(Object.keys(portFigures).map(name => [name, null])) as Readonly<Record<keyof PortFigures, null>>;

/** Returns the rows of ports that are closed, and whose connections moved something, or ended. */
function closedPortRows(ports: readonly ClosedPort[], growths: ReadonlyMap<Account, Growth>, hasCounters: boolean): readonly RecordedPort[] {
	return ports.flatMap(({protocol, address, port, account}) => {
		const growth = growths.get(account);
		if (growth === undefined || Object.values(growth).every(amount => amount === 0)) {
			return [];
		}

		const {opened, closed, resets, timeouts, receivedBytes, sentBytes, receivedPackets, sentPackets, dataSegments, retransmissions} = growth;
		const moved = hasCounters && !account.isHidden && {
			receivedBytes, sentBytes, receivedPackets, sentPackets, dataSegments, retransmissions,
		};
		return [{
			protocol,
			address,
			port,
			status: 'CLOSED',
			owner: {
				process: null, pid: null, user: null, unit: null, container: null,
			},
			figures: {
				...closedFigures, opened, closed, resets, timeouts, ...moved,
			},
		}];
	});
}

type ProbeCounts = Readonly<Record<'sent' | 'received' | 'refused' | 'rejected' | 'lost' | 'late', number>>;

const noProbes: ProbeCounts = {
	sent: 0, received: 0, refused: 0, rejected: 0, lost: 0, late: 0,
};

/** Returns the counts of a target so far. What was answered late stays among the lost. */
function countsOf({session: {sent, received, refused, rejected, lost, late}}: Probe): ProbeCounts {
	return {
		sent, received, refused, rejected, lost: lost + late, late,
	};
}

function maxCounts(a: ProbeCounts | undefined, b: ProbeCounts): ProbeCounts {
	return a === undefined
		? b
		: {
			sent: Math.max(a.sent, b.sent),
			received: Math.max(a.received, b.received),
			refused: Math.max(a.refused, b.refused),
			rejected: Math.max(a.rejected, b.rejected),
			lost: Math.max(a.lost, b.lost),
			late: Math.max(a.late, b.late),
		};
}

function recordedEvent(logged: LogEvent): RecordedEvent {
	const {alert, at, sequence, ...event} = logged;
	return {
		...event, timeMilliseconds: at.timeMilliseconds, alertIdentity: alert?.identity ?? null, logged,
	};
}

function isSame(alert: Alert, before: Alert | undefined): boolean {
	return alert.severity === before?.severity && alert.worstValue === before.worstValue && alert.message === before.message;
}

function recordedAlert({identity, source, origin, severity, subject, message, explanation, firstValue, worstValue, since}: Alert, resolvedMilliseconds: number | null): RecordedAlert {
	return {
		identity, source, origin, severity, subject, message, explanation, firstValue, worstValue, raisedMilliseconds: since.timeMilliseconds, resolvedMilliseconds,
	};
}
