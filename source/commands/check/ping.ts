import type {CheckItem, CheckProblem, CheckReport} from '../../model/check.ts';
import type {ProbeEvent, ProbeFigures, ProbeTarget} from '../../model/probe.ts';
import {type ProbeMethod, factsOf} from '../../model/probe-method.ts';
import {pingFigures} from '../../outputs/check/figure-kinds.ts';
import {shortNumber} from '../../outputs/check/verdict.ts';
import {startProber} from '../../probes/prober/prober-client.ts';
import {TargetStatistics} from '../../probes/statistics/statistics.ts';
import {isAddress} from '../../probes/targets/destination.ts';
import {formatTarget} from '../../probes/targets/target.ts';
import {unlessAborted} from '../../process/with-timeout.ts';
import type {PingCheck, Thresholds} from '../../cli/options/options.ts';
import {figureMaker} from './thresholds.ts';
import {atAddress} from './tried-address.ts';

/** A target, and the outcomes of its probes. */
type Run = {
	readonly target: ProbeTarget;
	readonly statistics: TargetStatistics;
	/** The reason why a probe could not be sent. */
	error: string | null;
	isOver: boolean;
};

/** `portop check ping`: probes each target as often as is asked for, and waits for the last answer. */
export async function checkPing(options: PingCheck, ending: AbortSignal): Promise<CheckReport> {
	const {promise: finished, resolve: finish} = Promise.withResolvers<void>();
	const timeMilliseconds = Date.now();
	const {targets, settings} = options;
	const runs = new Map(targets.map(target => [formatTarget(target), runOf(target)]));
	let failure: string | null = null;
	const prober = startProber({
		onEvents(events) {
			for (const event of events) {
				follow(runs.get(event.target)!, event);
			}

			if (runs.values().every(({isOver}) => isOver)) {
				finish();
			}
		},
		onFailure(reason) {
			failure = `probing ended: ${reason}`;
			finish();
		},
	});
	for (const [identity, {target}] of runs) {
		prober.add(identity, target, settings);
	}

	await unlessAborted(finished, ending);
	prober.close();
	return {
		check: 'ping',
		items: runs.values().map(run => itemOf(run, options, run.isOver ? null : failure ?? String(ending.reason))).toArray(),
		problems: [],
		timeMilliseconds,
	};
}

/** Returns the targets of a check as items of which nothing is known. */
export function unknownTargets(options: PingCheck, why: string): readonly CheckItem[] {
	return options.targets.map(target => itemOf(runOf(target), options, why));
}

function runOf(target: ProbeTarget): Run {
	return {
		target, statistics: new TargetStatistics(formatTarget(target), target), error: null, isOver: false,
	};
}

function follow(run: Run, event: ProbeEvent): void {
	run.statistics.add(event);
	if (event.type === 'outcome' && event.outcome.kind === 'error') {
		run.error = event.outcome.detail;
	}

	// A target that cannot be probed now is not tried again: a check does not wait.
	run.isOver ||= event.type === 'finished' || event.type === 'problem';
}

/** `whyNotOver` is the reason if its probes did not end. */
function itemOf({target: {host}, statistics, error}: Run, thresholds: Thresholds, whyNotOver: string | null): CheckItem {
	const {target, problem, method, session, address} = statistics.row(null);
	// Who reads a name wants to know which of its addresses was tried.
	const tried = isAddress(host) ? null : address;
	const figure = figureMaker(thresholds, target, pingFigures.loss);
	const milliseconds = (microseconds: number | null) => microseconds === null ? null : microseconds / 1000;
	const average = milliseconds(session.averageMicroseconds);
	const found = whyNotOver === null ? problemsOf(problem?.replace(`${host}: `, '') ?? error, session, method) : [{state: 'UNKNOWN', message: whyNotOver} as const];
	const problems = found.map(each => ({...each, message: atAddress(each.message, tried)}));
	return {
		name: target,
		labels: {target, method: method ?? ''},
		texts: [{key: 'host', title: 'host', value: host}],
		figures: [
			figure(pingFigures.transmitted, session.sent),
			figure(pingFigures.received, session.received),
			figure(pingFigures.loss, session.sent === 0 ? null : 100 * (session.sent - session.received) / session.sent),
			figure(pingFigures.minimum, milliseconds(session.minimumMicroseconds)),
			figure(pingFigures.average, average),
			figure(pingFigures.maximum, milliseconds(session.maximumMicroseconds)),
		],
		problems,
		isUp: problems.every(({state}) => state === 'OK'),
		finding: session.sent === 0 ? '' : atAddress(describe(session, average), tried),
	};
}

/** Describes the outcomes of the probes, of those kinds that occurred. */
function describe({sent, received, refused, rejected, late}: ProbeFigures, averageMilliseconds: number | null): string {
	const others = [['refused', refused], ['rejected', rejected], ['late', late]] as const;
	return [
		`${received} of ${sent} received`,
		...others.filter(([, count]) => count > 0).map(([kind, count]) => `${count} ${kind}`),
		...averageMilliseconds === null ? [] : [`${shortNumber(averageMilliseconds)} ms`],
	].join(', ');
}

/** Returns a host that refuses is there, but offers nothing; for UDP that is the only answer that most ports give. */
function problemsOf(problem: string | null, {sent, received, refused, rejected, late}: ProbeFigures, method: ProbeMethod | null): readonly CheckProblem[] {
	if (sent === 0) {
		return [{state: 'UNKNOWN', message: problem ?? 'it was not probed'}];
	}

	return received > refused || (factsOf(method)?.isAnsweredByRefusal === true && refused > 0) ? [] : [{state: 'CRITICAL', message: whatAnswered({refused, rejected, late})}];
}

function whatAnswered({refused, rejected, late}: Pick<ProbeFigures, 'refused' | 'rejected' | 'late'>): string {
	if (refused > 0) {
		return 'the host refuses: the way there is good, the port is closed';
	}

	if (rejected > 0) {
		return 'turned away on the way';
	}

	return late > 0 ? 'answers come too late' : 'nothing came back';
}
