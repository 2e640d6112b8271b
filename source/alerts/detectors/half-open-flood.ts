import type {DetectedPort, DetectedSample} from '../observation/observation.ts';
import {machine} from '../observation/subjects.ts';
import {count, perSecond, showDuration} from '../../text/units.ts';
import type {Subject} from '../../model/alert.ts';
import type {Symptom} from './symptom.ts';
import type {PortDetectors} from './port-detectors.ts';
import {HoldTimer} from './hold-timer.ts';

/** SYN cookies mean that the kernel found a queue full: a few half-open connections are enough. Otherwise the port's own maximum is the measure. */
const withCookies = {least: 32, perSecond: 20} as const;
const withoutCookies = {least: 256, learnedSeconds: 600} as const;
const timesPeak = 8;
/** This many cookies are a flood even if no port shows half-open connections. */
const manyCookiesPerSecond = 100;
const holdSeconds = 10;
const clearSeconds = 120;
/** Over below this part of what began it. */
const clearShare = 0.25;

const cookieCounters = ['TcpExtSyncookiesSent', 'TcpExtTCPReqQFullDoCookies', 'TcpExtTCPReqQFullDrop'] as const;

type Candidate = {readonly subject: Subject; readonly halfOpen: number};

/** Half-open connections (SYN-RECV) in masses: a SYN flood. However many ports it is aimed at, it is one. */
export class HalfOpenFlood {
	readonly #hold = new HoldTimer();
	readonly #back = new HoldTimer();
	#symptom: Symptom | null = null;
	#worst = 0;
	#began = 0;
	#subjects = new Map<string, Subject>();

	get symptom(): Symptom | null {
		return this.#symptom;
	}

	/** The ports that it is aimed at; none where only cookies show it. */
	get subjects(): readonly Subject[] {
		return this.#subjects.values().toArray();
	}

	/** Whether it may be beginning, or goes on. */
	get isSuspected(): boolean {
		return this.#symptom !== null || this.#hold.since !== null;
	}

	observe(sample: DetectedSample, listening: ReadonlyMap<string, DetectedPort>, watches: ReadonlyMap<string, PortDetectors>): void {
		const cookies = cookiesPerSecond(sample);
		const candidates = candidatesOf(listening, watches, cookies, sample);
		const halfOpen = sumOf(candidates);
		if (this.#symptom !== null) {
			this.#follow(this.#symptom, candidates, listening, watches, cookies, sample);
			return;
		}

		const isFlood = candidates.length > 0 || cookies >= manyCookiesPerSecond;
		if (!this.#hold.observe(isFlood, sample.moment, holdSeconds)) {
			if (!isFlood) {
				this.#subjects.clear();
			}

			return;
		}

		this.#subjects = new Map(candidates.map(({subject}) => [subject.identity, subject]));
		this.#began = halfOpen;
		this.#worst = halfOpen;
		this.#back.reset();
		this.#symptom = {
			detector: 'SYN flood',
			group: 'flood',
			severity: 'critical',
			since: this.#hold.since ?? sample.moment,
			message: messageOf(halfOpen, cookies, this.#subjects.size),
			explanation: [
				`Half-open connections have sent a SYN and never completed the handshake. So many at a time are a SYN flood, mostly from forged addresses. ${peakText(this.subjects, watches)}`,
				`An alert begins when they are ${timesPeak} times the usual most of the port for ${showDuration(holdSeconds)}: from ${withCookies.least} on where the kernel sends SYN cookies because the queue is full (now ${perSecond.show(cookies)}), else from ${withoutCookies.least} on; or at ${manyCookiesPerSecond} cookies per second.`,
				'The kernel defends itself with SYN cookies (net.ipv4.tcp_syncookies = 1): real clients still get in, if the uplink is not full. Look at the rate of packets in the header, and ask the provider to filter.',
				`It is over when a quarter is left, and hardly any cookies are sent, for ${showDuration(clearSeconds)}.`,
			],
			value: count.show(halfOpen),
			worstValue: count.show(halfOpen),
			ended: null,
		};
		this.#hold.reset();
	}

	/** The flooded port where it is only one, else the machine. */
	get subject(): Subject {
		const [only] = this.subjects;
		return only !== undefined && this.#subjects.size === 1 ? only : machine;
	}

	#follow(
		symptom: Symptom,
		candidates: readonly Candidate[],
		listening: ReadonlyMap<string, DetectedPort>,
		watches: ReadonlyMap<string, PortDetectors>,
		cookies: number,
		sample: DetectedSample,
	): void {
		for (const {subject} of candidates) {
			this.#subjects.set(subject.identity, subject);
		}

		let halfOpen = 0;
		let usual = 0;
		for (const identity of this.#subjects.keys()) {
			halfOpen += listening.get(identity)?.connections.SYN_RECEIVED ?? 0;
			usual += watches.get(identity)?.halfOpenPeak ?? 0;
		}

		if (halfOpen > this.#worst) {
			this.#worst = halfOpen;
			symptom.message = messageOf(halfOpen, cookies, this.#subjects.size);
		}

		symptom.value = count.show(halfOpen);
		symptom.worstValue = count.show(this.#worst);
		const isQuiet = halfOpen <= Math.max(this.#began * clearShare, withCookies.least, 2 * usual);
		if (!this.#back.observe(isQuiet && candidates.length === 0 && cookies < withCookies.perSecond, sample.moment, clearSeconds)) {
			return;
		}

		symptom.ended = `${count.show(halfOpen)} half-open connections, ${perSecond.show(cookies)} cookies`;
		this.#symptom = null;
	}
}

function messageOf(halfOpen: number, cookies: number, ports: number): string {
	const where = ports > 1 ? ` on ${ports} ports` : '';
	return `${count.show(halfOpen)} half-open connections${where}${cookies > 0 ? `, ${perSecond.show(cookies)} SYN cookies sent` : ''}`;
}

function peakText(subjects: readonly Subject[], watches: ReadonlyMap<string, PortDetectors>): string {
	const [first] = subjects;
	const peak = first === undefined ? undefined : watches.get(first.identity)?.halfOpenPeak;
	return peak === undefined ? '' : `The usual most here is ${count.show(peak)}.`;
}

/** Cookies, and SYNs that were dropped because there are none: the highest of the counters, which count the same SYNs. */
function cookiesPerSecond({counters}: DetectedSample): number {
	let most = 0;
	for (const {name, perSecond: rate} of counters) {
		if (rate !== null && rate > most && (cookieCounters as readonly string[]).includes(name)) {
			most = rate;
		}
	}

	return most;
}

/** Returns the ports that look flooded. */
function candidatesOf(listening: ReadonlyMap<string, DetectedPort>, watches: ReadonlyMap<string, PortDetectors>, cookies: number, sample: DetectedSample): readonly Candidate[] {
	const found: Candidate[] = [];
	for (const [identity, {connections}] of listening) {
		const halfOpen = connections.SYN_RECEIVED ?? 0;
		if (halfOpen < withCookies.least) {
			continue;
		}

		const watch = watches.get(identity);
		if (watch === undefined) {
			continue;
		}

		const isCookied = cookies >= withCookies.perSecond;
		const isLearned = watch.knownFor(sample.moment) >= withoutCookies.learnedSeconds;
		const isMany = isCookied || (halfOpen >= withoutCookies.least && isLearned && halfOpen >= (connections.ESTABLISHED ?? 0) / 2);
		// What is usual of a port that was flooded when portop started is not known.
		if (isMany && (halfOpen >= timesPeak * watch.halfOpenPeak || (isCookied && !isLearned))) {
			found.push({subject: watch.subject, halfOpen});
		}
	}

	return found;
}

function sumOf(candidates: readonly Candidate[]): number {
	return candidates.reduce((sum, {halfOpen}) => sum + halfOpen, 0);
}
