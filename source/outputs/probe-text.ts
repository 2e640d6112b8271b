import type {
	Probe,
	ProbeEvent,
	ProbeFigures,
	ProbeOutcome,
} from '../model/probe.ts';

/** The text for an unknown number in lines for scripts: ASCII. */
const unknownAscii = '-';

/* What `portop probe` prints. Every function gives whole lines, newline included. */

/** Whose line it is. */
export type ProbedTarget = Pick<Probe, 'target' | 'method' | 'address' | 'port'>;

export type ProbeLineOptions = {
	/** The target's name comes first: there are several targets. */
	readonly isNamed: boolean;
	readonly timeoutSeconds: number;
};

type Resolved = Extract<ProbeEvent, {type: 'resolved'}>;

/** `PROBE example.org:443 (93.184.216.34) with syn, 1 s apart`; later `PROBE example.org:443 (93.184.216.35), no longer 93.184.216.34`. */
export function resolvedLine({target}: Pick<Probe, 'target'>, {address, method, previous}: Resolved, intervalSeconds: number): string {
	const how = previous === null ? ` with ${method}, ${intervalSeconds} s apart` : `, no longer ${previous}`;
	return `PROBE ${target} (${address})${how}\n`;
}

/** Returns the outcome of a probe: `reply from 10.0.0.2: seq=3 time=20.123 ms (SYN-ACK)`. */
export function outcomeLine({target}: Pick<ProbedTarget, 'target'>, outcome: ProbeOutcome, options: ProbeLineOptions): string {
	const explanations = [explanation(outcome, options), ...(outcome.isReordered ? ['reordered'] : [])].filter(text => text !== null);
	const inBrackets = explanations.length === 0 ? '' : ` (${explanations.join(', ')})`;
	const time = outcome.rttMicroseconds === null ? '' : ` time=${milliseconds(outcome.rttMicroseconds)} ms`;
	return `${prefix(target, options)}${whatHappened(outcome)}: seq=${outcome.sequence}${time}${inBrackets}\n`;
}

/** Returns the line for a second answer to a probe. */
export function duplicateLine(
	{target}: Pick<ProbedTarget, 'target'>,
	{sequence, rttMicroseconds}: {readonly sequence: number; readonly rttMicroseconds: number},
	options: Pick<ProbeLineOptions, 'isNamed'>,
): string {
	return `${prefix(target, options)}duplicate: seq=${sequence} time=${milliseconds(rttMicroseconds)} ms\n`;
}

/**
Returns the closing lines of a target. The first three read as hping3's do, so that what parses those parses these: in ASCII, the
loss an integer, and what is unknown `-`, which no pattern for numbers matches. portop's own figures follow; their lines
have neither `packet loss` nor `round-trip` in them, by which those of hping3 are found.
@yields An empty line first.
*/
export function * summaryLines(probe: Probe): Generator<string> {
	const {session: figures, method, problem, status, target} = probe;
	yield '\n';
	yield `--- ${target} ${method === null ? '' : `${method} `}statistic ---\n`;
	yield `${figures.sent} packets transmitted, ${figures.received} packets received, ${unansweredPercent(figures) ?? unknownAscii}% packet loss\n`;
	yield `round-trip ${timesText('min/avg/max', [figures.minimumMicroseconds, figures.averageMicroseconds, figures.maximumMicroseconds])}\n`;
	if (figures.lossPercent !== null) {
		yield `loss ${figures.lossPercent.toFixed(1)}% (${figures.lost} of ${decidedOf(figures)} probes lost)\n`;
	}

	yield `${countsText(figures)}\n`;
	if (figures.received > 0) {
		yield `${timesText('stddev/jitter', [figures.standardDeviationMicroseconds, figures.jitterMicroseconds])}\n`;
		yield `${timesText('p50/p95/p99', [figures.p50Microseconds, figures.p95Microseconds, figures.p99Microseconds])}\n`;
	}

	if (status !== null) {
		yield `status ${status}\n`;
	}

	if (problem !== null) {
		yield `problem: ${problem}\n`;
	}
}

/** Formats milliseconds to the microsecond: `0.017`, `1203.100`. */
function milliseconds(microseconds: number): string {
	return (microseconds / 1000).toFixed(3);
}

function timesText(names: string, values: ReadonlyArray<number | null>): string {
	const texts = values.map(value => value === null ? unknownAscii : milliseconds(value));
	return `${names} = ${texts.join('/')} ms`;
}

function decidedOf({sent, inFlight}: ProbeFigures): number {
	return sent - inFlight;
}

/**
Returns what hping3 means by loss, in whole percent: nothing came back from the target. Rounding never says that none, or that all,
were lost where it is not so; null before a probe is decided.
*/
function unansweredPercent(figures: ProbeFigures): number | null {
	const decided = decidedOf(figures);
	if (decided === 0) {
		return null;
	}

	const unanswered = figures.lost + figures.rejected;
	return unanswered === 0 || unanswered === decided
		? unanswered / decided * 100
		: Math.min(99, Math.max(1, Math.round(unanswered / decided * 100)));
}

/** Returns the counts of outcomes; unusual ones only where they occurred. */
function countsText(figures: ProbeFigures): string {
	const {
		replies, refused, rejected, late, lost, errors, duplicates, reordered, inFlight,
	} = figures;
	const exceptions = [
		[errors, 'not sent'],
		[duplicates, 'duplicate'],
		[reordered, 'reordered'],
		[inFlight, 'in flight'],
	] as const;
	return [
		`${replies} replied, ${refused} refused, ${rejected} rejected, ${late} late, ${lost} lost`,
		...exceptions.filter(([count]) => count > 0).map(([count, name]) => `${count} ${name}`),
	].join(', ');
}

function prefix(target: string, {isNamed}: Pick<ProbeLineOptions, 'isNamed'>): string {
	return isNamed ? `${target} ` : '';
}

function whatHappened({kind, from}: ProbeOutcome): string {
	switch (kind) {
		case 'reply': {
			return from === null ? 'reply' : `reply from ${from}`;
		}

		case 'refused':
		case 'rejected': {
			return from === null ? kind : `${kind} by ${from}`;
		}

		case 'late': {
			return from === null ? kind : `late from ${from}`;
		}

		case 'lost':
		case 'error': {
			return kind;
		}
	}
}

function explanation({kind, icmp, detail}: ProbeOutcome, {timeoutSeconds}: ProbeLineOptions): string | null {
	if (kind === 'lost') {
		return detail ?? `no answer within ${timeoutSeconds} s`;
	}

	return icmp === null ? detail : [`ICMP type ${icmp.type} code ${icmp.code}`, ...(detail === null ? [] : [detail])].join(', ');
}
