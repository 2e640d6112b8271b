import type {Alert, LogEvent} from '../model/alert.ts';
import type {ErrorCounter} from '../model/error-counter.ts';
import type {NetworkInterface, OutgoingPeer} from '../model/traffic.ts';
import {ownersToJson, totalsToJson} from './json-rows.ts';

/* The rows of a snapshot that no list has; as in json-rows.ts every key is written down here. */

export function outgoingToJson(peer: OutgoingPeer) {
	return {
		identity: peer.identity,
		protocol: peer.protocol,
		address: peer.address,
		port: peer.port,
		service: peer.service,
		owners: ownersToJson(peer.owners),
		userId: peer.userId,
		user: peer.user,
		unit: peer.unit,
		container: peer.container,
		connections: peer.connections,
		connectionCount: peer.connectionCount,
		openedPerSecond: peer.openedPerSecond,
		closedPerSecond: peer.closedPerSecond,
		failedPerSecond: peer.failedPerSecond,
		resetsPerSecond: peer.resetsPerSecond,
		timeoutsPerSecond: peer.timeoutsPerSecond,
		receiveBitsPerSecond: peer.receiveBitsPerSecond,
		sendBitsPerSecond: peer.sendBitsPerSecond,
		receivePacketsPerSecond: peer.receivePacketsPerSecond,
		sendPacketsPerSecond: peer.sendPacketsPerSecond,
		rttMedianMicroseconds: peer.rttMedianMicroseconds,
		rttP95Microseconds: peer.rttP95Microseconds,
		retransmissionPercent: peer.retransmissionPercent,
		totals: totalsToJson(peer.totals.sinceStart),
		totalsAreLowerBound: peer.totals.isLowerBound,
		totalsMissBytes: peer.totals.missesBytes,
		totalsAtLeast: peer.totals.atLeast,
	};
}

export function errorToJson({name, title, weight, perSecond, sinceStart, total}: ErrorCounter) {
	return {
		name, title, weight, perSecond, sinceStart, total,
	};
}

export function interfaceToJson(each: NetworkInterface) {
	return {
		name: each.name,
		isCounted: each.isCounted,
		receiveBitsPerSecond: each.receiveBitsPerSecond,
		sendBitsPerSecond: each.sendBitsPerSecond,
		receivePacketsPerSecond: each.receivePacketsPerSecond,
		sendPacketsPerSecond: each.sendPacketsPerSecond,
		receivedBytes: each.receivedBytes,
		sentBytes: each.sentBytes,
		receivedPackets: each.receivedPackets,
		sentPackets: each.sentPackets,
		receiveErrors: each.receiveErrors,
		sendErrors: each.sendErrors,
		receiveDrops: each.receiveDrops,
		sendDrops: each.sendDrops,
	};
}

export function alertToJson(alert: Alert) {
	return {
		identity: alert.identity,
		source: alert.source,
		origin: alert.origin,
		severity: alert.severity,
		subject: {kind: alert.subject.kind, identity: alert.subject.identity, text: alert.subject.text},
		message: alert.message,
		value: alert.value,
		worst: alert.worstValue,
		since: isoTime(alert.since.timeMilliseconds),
		explanation: alert.explanation,
	};
}

export function eventToJson(event: LogEvent) {
	return {
		sequence: event.sequence,
		kind: event.kind,
		time: isoTime(event.at.timeMilliseconds),
		weight: event.weight,
		subject: {kind: event.subject.kind, identity: event.subject.identity, text: event.subject.text},
		message: event.message,
		before: event.before,
		after: event.after,
	};
}

function isoTime(milliseconds: number): string {
	return new Date(milliseconds).toISOString();
}
