import type {ProbeEvent, ProbeTarget} from '../../model/probe.ts';
import {type ProbeMethod, factsOf} from '../../model/probe-method.ts';
import {probeEventLine, probesDocument} from '../../outputs/probe-json.ts';
import {
	duplicateLine,
	outcomeLine,
	resolvedLine,
	summaryLines,
} from '../../outputs/probe-text.ts';
import {TargetStatistics} from '../../probes/statistics/statistics.ts';
import {formatTarget} from '../../probes/targets/target.ts';
import type {ProbeOptions} from '../../cli/options/options.ts';

/** The dependencies of a run. */
export type RunDependencies = {
	/** Whole lines for stdout, and for stderr. */
	readonly print: (text: string) => void;
	readonly complain: (text: string) => void;
	/** A target that is not to be probed any more. */
	readonly remove: (identity: string) => void;
	/** No target is left to be probed. */
	readonly onOver: () => void;
	/** Milliseconds since 1970. */
	readonly now: () => number;
};

/** A target and the outcomes of its probes. */
type Run = {
	readonly target: ProbeTarget;
	readonly statistics: TargetStatistics;
	method: ProbeMethod | null;
	/** A probe was sent, or was tried to be. */
	hasBegun: boolean;
	hasAnswered: boolean;
	isOver: boolean;
};

/** `portop probe` between its first and its last line: events in, lines and an exit code out. */
export class ProbeRun {
	readonly #options: ProbeOptions;
	readonly #dependencies: RunDependencies;
	readonly #runs: ReadonlyMap<string, Run>;

	constructor(options: ProbeOptions, dependencies: RunDependencies) {
		this.#options = options;
		this.#dependencies = dependencies;
		this.#runs = new Map(options.targets.map(target => [formatTarget(target), {
			target,
			statistics: new TargetStatistics(formatTarget(target), target),
			method: null,
			hasBegun: false,
			hasAnswered: false,
			isOver: false,
		}]));
	}

	/** The targets by the names that events call them. */
	get targets(): Iterable<readonly [identity: string, target: ProbeTarget]> {
		return this.#runs.entries().map(([identity, {target}]) => [identity, target]);
	}

	/**
	0: a target replied (a closed UDP port replies that it is), if late; 1: none did; 2: none could be probed,
	without an address or a privilege.
	*/
	get exitCode(): 0 | 1 | 2 {
		const runs = this.#runs.values().toArray();
		if (runs.some(({hasAnswered}) => hasAnswered)) {
			return 0;
		}

		return runs.every(({isOver, hasBegun}) => isOver && !hasBegun) ? 2 : 1;
	}

	/** Adds events, and prints them. */
	add(events: readonly ProbeEvent[]): void {
		const lines: string[] = [];
		for (const event of events) {
			const run = this.#runs.get(event.target);
			if (run !== undefined && !run.isOver) {
				run.statistics.add(event);
				lines.push(this.#line(run, event));
				this.#follow(run, event);
			}
		}

		this.#dependencies.print(lines.join(''));
		if (this.#runs.values().every(({isOver}) => isOver)) {
			this.#dependencies.onOver();
		}
	}

	/** Prints the figures; as text only those of targets that were probed. */
	close(): void {
		const {json, watch} = this.#options;
		const runs = this.#runs.values().toArray();
		this.#dependencies.print(json
			? probesDocument(runs.map(({statistics}) => statistics.row(null)), this.#dependencies.now(), watch ? 'line' : 'rows')
			: runs.filter(({hasBegun}) => hasBegun).flatMap(({statistics}) => [...summaryLines(statistics.row(null))]).join(''));
	}

	/** Empty where there is nothing to say. */
	#line({target}: Run, event: ProbeEvent): string {
		const {json, watch, targets, settings} = this.#options;
		if (json) {
			return watch ? probeEventLine(target.text, event, this.#dependencies.now()) ?? '' : '';
		}

		const whose = {target: target.text};
		const lineOptions = {isNamed: targets.length > 1, timeoutSeconds: settings.timeoutSeconds};
		switch (event.type) {
			case 'resolved': {
				return resolvedLine(whose, event, settings.intervalSeconds);
			}

			case 'outcome': {
				return outcomeLine(whose, event.outcome, lineOptions);
			}

			case 'duplicate': {
				return duplicateLine(whose, event, lineOptions);
			}

			case 'problem':
			case 'sent':
			case 'finished': {
				return '';
			}
		}
	}

	#follow(run: Run, event: ProbeEvent): void {
		switch (event.type) {
			case 'resolved': {
				run.method = event.method;
				break;
			}

			case 'sent':
			case 'duplicate': {
				run.hasBegun = true;
				break;
			}

			case 'outcome': {
				const {kind, answer} = event.outcome;
				const what = kind === 'late' ? answer : kind;
				run.hasBegun = true;
				run.hasAnswered ||= what === 'reply' || (what === 'refused' && factsOf(run.method)?.isAnsweredByRefusal === true);
				break;
			}

			case 'problem': {
				const {text, host} = run.target;
				const subject = event.message.startsWith(`${host}:`) ? '' : `${text}: `;
				this.#dependencies.complain(`portop: ${subject}${event.message}\n`);
				// A user at a prompt wants to know that a name is misspelt, not that it still is.
				if (event.isFinal || !run.hasBegun) {
					run.isOver = true;
					this.#dependencies.remove(event.target);
				}

				break;
			}

			case 'finished': {
				run.isOver = true;
				break;
			}
		}
	}
}
