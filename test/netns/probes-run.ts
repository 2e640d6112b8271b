import assert from 'node:assert/strict';
import type {OutcomeKind} from '../../source/model/probe.ts';
import type {ProbeMethod} from '../../source/model/probe-method.ts';
import type {Family} from '../helpers/libc-sockets.ts';
import type {Namespace} from '../helpers/namespace.ts';
import type {PathRule} from '../helpers/path-emulator/plan.ts';
import type {TrueProbe} from '../helpers/path-emulator/truth.ts';
import {portop} from '../helpers/portop.ts';

/** A probe as `portop probe --json --watch` tells it: the keys that are used here, see docs/json.md. */
export type ToldProbe = {
	readonly sequence: number;
	readonly outcome: OutcomeKind;
	readonly rttMicroseconds: number | null;
	readonly from: string | null;
	readonly icmp: {readonly type: number; readonly code: number} | null;
	readonly isReordered: boolean;
};

type Figures = Readonly<Record<'sent' | 'received' | 'replies' | 'refused' | 'rejected' | 'late' | 'lost' | 'errors' | 'inFlight' | 'duplicates' | 'reordered', number>> & {
	readonly lossPercent: number | null;
};

/** What was told about one target. */
export type Told = {
	/** In the order of sending, each with its last outcome: a lost one may have become late. */
	readonly probes: readonly ToldProbe[];
	/** Sequence numbers, one for each surplus answer. */
	readonly duplicates: readonly number[];
	readonly status: string | null;
	readonly session: Figures;
};

type Line =
	| (ToldProbe & {readonly event: 'outcome'; readonly target: string})
	| {readonly event: 'duplicate'; readonly target: string; readonly sequence: number}
	| {readonly event: 'resolved' | 'problem'; readonly target: string}
	| {readonly event?: undefined; readonly targets: ReadonlyArray<{readonly target: string; readonly status: string | null; readonly session: Figures}>};

/** Runs `portop probe` in a namespace to its end. By target, as it was named. */
export async function runProbes(namespace: Namespace, targets: readonly string[], flags: readonly string[]): Promise<ReadonlyMap<string, Told>> {
	// Exit code 1: nothing has replied, which may be just what is expected.
	const output = await namespace.run(['sh', '-c', '"$@" || test $? -eq 1', 'sh', ...portop('probe', ...targets, ...flags, '--json', '--watch')]);
	// The border to another program's output.
	const lines = output.trim().split('\n').map(line => JSON.parse(line) as Line);
	const last = lines.at(-1);
	assert.strictEqual(last?.event, undefined, 'the last line is the document');
	assert.ok(last, 'nothing was told');
	return new Map(targets.map(target => {
		const summary = last.targets.find(row => row.target === target);
		assert.ok(summary, `${target} is missing`);
		const probes = new Map<number, ToldProbe>();
		const duplicates: number[] = [];
		for (const line of lines) {
			if (line.event === 'outcome' && line.target === target) {
				probes.set(line.sequence, line);
			} else if (line.event === 'duplicate' && line.target === target) {
				duplicates.push(line.sequence);
			}
		}

		const {status, session} = summary;
		return [target, {
			probes: probes.values().toArray().toSorted((one, other) => one.sequence - other.sequence), duplicates, status, session,
		}];
	}));
}

/** What a rule's probes are called on portop's command line. */
export function targetOf({address, port}: PathRule, method: ProbeMethod): string {
	const host = address.includes(':') ? `[${address}]` : address;
	return method === 'icmp' ? `icmp://${host}` : `${method}://${host}:${port}`;
}

export const protocolOf = (method: ProbeMethod): PathRule['protocol'] => method === 'connect' || method === 'syn' ? 'tcp' : method;
export const families: readonly Family[] = ['ipv4', 'ipv6'];

/** What should have been told, judged by what really happened. */
export function expectedOutcomes(truth: readonly TrueProbe[], method: ProbeMethod, timeoutMilliseconds: number) {
	const answers = truth.map(({rttMicroseconds}) => rttMicroseconds);
	const isInTime = (rtt: number | null | undefined) => rtt !== null && rtt !== undefined && rtt <= timeoutMilliseconds * 1000;
	const arrivals = truth.map(({sentAtMicroseconds, rttMicroseconds}) => isInTime(rttMicroseconds) ? sentAtMicroseconds + (rttMicroseconds ?? 0) : Infinity);
	const where = (isSo: (index: number) => boolean) => truth.flatMap((_, index) => isSo(index) ? [index + 1] : []);
	return {
		lost: where(index => answers[index] === null),
		late: where(index => answers[index] !== null && !isInTime(answers[index])),
		reordered: where(index => Number.isFinite(arrivals[index]) && arrivals.slice(index + 1).some(later => later < arrivals[index]!)),
		// A second SYN-ACK never gets past the kernel to who has called connect(2).
		duplicates: method === 'connect' ? [] : truth.flatMap(({surplusAnswers}, index) => Array.from({length: surplusAnswers}, () => index + 1)),
	};
}

/** The same of what was told. */
export function toldOutcomes({probes, duplicates}: Told) {
	const sequencesOf = (isSo: (probe: ToldProbe) => boolean) => probes.filter(probe => isSo(probe)).map(({sequence}) => sequence);
	return {
		lost: sequencesOf(({outcome}) => outcome === 'lost'),
		late: sequencesOf(({outcome}) => outcome === 'late'),
		reordered: sequencesOf(({isReordered}) => isReordered),
		duplicates: duplicates.toSorted((one, other) => one - other),
	};
}

/** How far each round-trip time that was told is from the true one: microseconds, without a sign. */
export function rttErrors({probes}: Told, truth: readonly TrueProbe[]): readonly number[] {
	return probes.flatMap(({rttMicroseconds, sequence}) => {
		const real = truth[sequence - 1]?.rttMicroseconds;
		return rttMicroseconds === null || real === null || real === undefined ? [] : [Math.abs(rttMicroseconds - real)];
	});
}
