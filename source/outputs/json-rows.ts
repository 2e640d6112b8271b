import type {PortForwarding} from '../model/forwarding.ts';
import type {Port} from '../model/port.ts';
import type {Connection, SocketOwners} from '../model/socket.ts';
import type {StateCount} from '../model/state-count.ts';
import type {TrafficTotals} from '../model/traffic.ts';

/*
The rows of a JSON document. Every key is written down here rather than copied from the model: the format is a promise
to other programs, and the model may change. docs/json.schema.json is the same promise.
*/

export function portToJson(port: Port) {
	return {
		identity: port.identity,
		protocol: port.protocol,
		address: port.address,
		port: port.port,
		status: port.status,
		forwardedTo: forwardedTo(port.forwarding),
		watched: port.watched,
		service: port.service,
		owners: ownersToJson(port.owners),
		userId: port.userId,
		user: port.user,
		unit: port.unit,
		container: port.container,
		connections: port.connectionCount === null ? null : port.connections,
		connectionCount: port.connectionCount,
		peerCount: port.peerCount,
		processCount: port.processCount,
		workerCount: port.workerCount,
		acceptQueue: port.acceptQueue,
		acceptQueueLimit: port.acceptQueueLimit,
		receiveQueueBytes: port.receiveQueueBytes,
		drops: port.drops,
		dropsPerSecond: port.dropsPerSecond,
		openedPerSecond: port.openedPerSecond,
		closedPerSecond: port.closedPerSecond,
		failedPerSecond: port.failedPerSecond,
		resetsPerSecond: port.resetsPerSecond,
		timeoutsPerSecond: port.timeoutsPerSecond,
		receiveBitsPerSecond: port.receiveBitsPerSecond,
		sendBitsPerSecond: port.sendBitsPerSecond,
		receivePacketsPerSecond: port.receivePacketsPerSecond,
		sendPacketsPerSecond: port.sendPacketsPerSecond,
		rttMedianMicroseconds: port.rttMedianMicroseconds,
		rttP95Microseconds: port.rttP95Microseconds,
		retransmissionPercent: port.retransmissionPercent,
		cpuPercent: port.cpuPercent,
		residentBytes: port.residentBytes,
		totals: totalsToJson(port.totals.sinceStart),
		totalsAreLowerBound: port.totals.isLowerBound,
		totalsMissBytes: port.totals.missesBytes,
		totalsAtLeast: port.totals.atLeast,
		missing: port.missing,
	};
}

/** Returns the targets of a port's forwarding; none where it is not forwarded, null where that is not known. */
function forwardedTo(forwarding: PortForwarding): readonly string[] | null {
	return forwarding === 'unknown' ? null : forwarding?.targets ?? [];
}

export function totalsToJson(totals: TrafficTotals) {
	return {
		opened: totals.opened,
		closed: totals.closed,
		failed: totals.failed,
		resets: totals.resets,
		timeouts: totals.timeouts,
		receivedBytes: totals.receivedBytes,
		sentBytes: totals.sentBytes,
		receivedPackets: totals.receivedPackets,
		sentPackets: totals.sentPackets,
		retransmissions: totals.retransmissions,
		drops: totals.drops,
	};
}

/**
Returns a socket's row.
@param connection Not vanished.
*/
export function connectionToJson(connection: Connection) {
	// A listener's queues hold connections, not bytes, although the kernel gives them in the same fields.
	const isListener = connection.state === 'LISTEN';
	const {timer} = connection;
	return {
		identity: connection.identity,
		protocol: connection.protocol,
		state: connection.state,
		receiveQueueBytes: isListener ? null : connection.receiveQueueBytes,
		sendQueueBytes: isListener ? null : connection.sendQueueBytes,
		acceptQueue: isListener ? connection.receiveQueueBytes : null,
		acceptQueueLimit: isListener ? connection.sendQueueBytes : null,
		localAddress: connection.localAddress,
		localPort: connection.localPort,
		remoteAddress: connection.remoteAddress,
		remotePort: connection.remotePort,
		service: connection.service,
		owners: ownersToJson(connection.owners),
		userId: connection.userId,
		user: connection.user,
		unit: connection.unit,
		container: connection.container,
		rttMicroseconds: connection.rttMicroseconds,
		rttVariationMicroseconds: connection.rttVariationMicroseconds,
		minimumRttMicroseconds: connection.minimumRttMicroseconds,
		retransmissions: connection.retransmissions,
		retransmissionsPerSecond: connection.retransmissionsPerSecond,
		receivedBytes: connection.receivedBytes,
		sentBytes: connection.sentBytes,
		receiveBitsPerSecond: connection.receiveBitsPerSecond,
		sendBitsPerSecond: connection.sendBitsPerSecond,
		receivePacketsPerSecond: connection.receivePacketsPerSecond,
		sendPacketsPerSecond: connection.sendPacketsPerSecond,
		ageSeconds: connection.ageSeconds,
		ageIsMinimum: connection.ageIsMinimum,
		timer: timer === null ? null : {name: timer.name, expiresMilliseconds: timer.expiresMilliseconds, attempts: timer.attempts},
		drops: connection.drops,
	};
}

export function stateToJson({state, counts, changes, total, totalChange}: StateCount) {
	return {
		state,
		counts: {
			tcp: counts.tcp, tcp6: counts.tcp6, udp: counts.udp, udp6: counts.udp6,
		},
		changes: {
			tcp: changes.tcp, tcp6: changes.tcp6, udp: changes.udp, udp6: changes.udp6,
		},
		total,
		totalChange,
	};
}

export function ownersToJson({status, holders}: SocketOwners) {
	return {
		status,
		holders: holders.map(({pid, name, fileDescriptor}) => ({pid, name, fileDescriptor})),
	};
}
