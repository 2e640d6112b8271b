import type {
	Probe,
	ProbeEvent,
	ProbeFigures,
	ProbeOutcome,
} from '../model/probe.ts';
import {formatVersion} from './json.ts';

/*
What `portop probe --json` prints: one document at the end, with --watch a line per event before it. As in json-rows.ts
every key is written down here, and docs/json.schema.json is the same promise.
*/

/**
Returns the document that closes a session, with a newline at its end.
@param timeMilliseconds Since 1970; when the figures are from.
@param layout 'line': the whole document is one line; 'rows': a line per target, for people and line tools.
*/
export function probesDocument(probes: readonly Probe[], timeMilliseconds: number, layout: 'line' | 'rows'): string {
	const newline = layout === 'rows' ? '\n' : '';
	const head = JSON.stringify({version: formatVersion, time: isoTime(timeMilliseconds)}).slice(0, -1);
	const rows = probes.map(probe => JSON.stringify(probeToJson(probe))).join(`,${newline}`);
	return `${head},"targets":[${newline}${rows}${probes.length === 0 ? '' : newline}]}\n`;
}

/**
Returns an event as a line of JSON, with its newline; null for the events that are only used inside the program.
@param target The target in the user's spelling.
@param timeMilliseconds Milliseconds since 1970 at which the event was reported.
*/
export function probeEventLine(target: string, event: ProbeEvent, timeMilliseconds: number): string | null {
	const body = eventToJson(event);
	return body === null
		? null
		: `${JSON.stringify({
			version: formatVersion, time: isoTime(timeMilliseconds), event: event.type, target, ...body,
		})}\n`;
}

function eventToJson(event: ProbeEvent) {
	switch (event.type) {
		case 'resolved': {
			return {method: event.method, address: event.address, previousAddress: event.previous};
		}

		case 'problem': {
			return {problem: event.message, isFinal: event.isFinal};
		}

		case 'outcome': {
			return outcomeToJson(event.outcome);
		}

		case 'duplicate': {
			return {sequence: event.sequence, rttMicroseconds: event.rttMicroseconds};
		}

		case 'sent':
		case 'finished': {
			return null;
		}
	}
}

function outcomeToJson(outcome: ProbeOutcome) {
	return {
		sequence: outcome.sequence,
		outcome: outcome.kind,
		sentAt: isoTime(outcome.sentAtMilliseconds),
		rttMicroseconds: outcome.rttMicroseconds,
		from: outcome.from,
		icmp: outcome.icmp === null ? null : {type: outcome.icmp.type, code: outcome.icmp.code},
		detail: outcome.detail,
		answer: outcome.answer,
		isReordered: outcome.isReordered,
	};
}

/** Returns a target's row. */
export function probeToJson(probe: Probe) {
	return {
		target: probe.target,
		method: probe.method,
		address: probe.address,
		previousAddress: probe.previousAddress,
		port: probe.port,
		status: probe.status,
		statusSince: probe.statusSince === null ? null : isoTime(probe.statusSince.timeMilliseconds),
		problem: probe.problem,
		lastRttMicroseconds: probe.lastRttMicroseconds,
		session: figuresToJson(probe.session),
		lastMinute: figuresToJson(probe.lastMinute),
	};
}

function figuresToJson(figures: ProbeFigures) {
	return {
		sent: figures.sent,
		received: figures.received,
		replies: figures.replies,
		refused: figures.refused,
		rejected: figures.rejected,
		late: figures.late,
		lost: figures.lost,
		errors: figures.errors,
		inFlight: figures.inFlight,
		duplicates: figures.duplicates,
		reordered: figures.reordered,
		lossPercent: figures.lossPercent,
		minimumMicroseconds: figures.minimumMicroseconds,
		averageMicroseconds: figures.averageMicroseconds,
		maximumMicroseconds: figures.maximumMicroseconds,
		standardDeviationMicroseconds: figures.standardDeviationMicroseconds,
		jitterMicroseconds: figures.jitterMicroseconds,
		p50Microseconds: figures.p50Microseconds,
		p95Microseconds: figures.p95Microseconds,
		p99Microseconds: figures.p99Microseconds,
	};
}

function isoTime(milliseconds: number): string {
	return new Date(milliseconds).toISOString();
}
