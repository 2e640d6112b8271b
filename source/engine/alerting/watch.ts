import {AlertEngine, type RuleAddition} from '../../alerts/alert-engine.ts';
import type {Learned} from '../../alerts/detectors/detectors.ts';
import type {Observation} from '../../alerts/observation/observation.ts';
import type {Names} from '../../collectors/names.ts';
import type {AlertRule} from '../../model/alert.ts';
import type {Moment} from '../../model/moment.ts';
import {alertRows, type AlertRows} from '../views/alert-rows.ts';
import {outgoingFilterFields} from '../views/outgoing.ts';
import {portFilterFields} from '../views/ports.ts';
import {probeFilterFields} from '../views/probes.ts';
import type {SamplerOptions} from '../../protocol/protocol.ts';
import {AlertCommands} from './alert-commands.ts';

/** The result of adding a rule. */
export type WatchedRule = RuleAddition & {readonly rule: AlertRule | null};

/** Watches the samples: alerts, the log, and the commands that alerts run. */
export class Watch {
	readonly #engine: AlertEngine;
	readonly #commands: AlertCommands;
	#rows: AlertRows;

	constructor({alertRules, detects, fixedLimits, restarts}: Pick<SamplerOptions, 'alertRules' | 'detects' | 'fixedLimits' | 'restarts'>, names: Names, now: () => Moment) {
		this.#engine = new AlertEngine({
			rules: alertRules,
			detects,
			fixedLimits,
			prefix: restarts === 0 ? '' : `${restarts + 1}.`,
			fields: {port: portFilterFields, outgoing: outgoingFilterFields, probe: probeFilterFields(names)},
			findService: name => names.servicePorts(name),
		});
		this.#commands = new AlertCommands(event => {
			this.#engine.log({...event, at: now()});
		});
		if (restarts > 0) {
			this.#engine.log({
				kind: 'source',
				at: now(),
				weight: 'warning',
				subject: {kind: 'source', identity: 'sampler', text: 'sampler'},
				message: 'died and was restarted: alerts, totals and this log start again',
				alert: null,
			});
		}

		this.#rows = alertRows(this.#engine);
	}

	/** The same object as long as nothing changed. */
	get rows(): AlertRows {
		if (this.#rows.version !== this.#engine.version) {
			this.#rows = alertRows(this.#engine);
		}

		return this.#rows;
	}

	observe(observation: Observation): void {
		this.#engine.observe(observation);
		for (const transition of this.#engine.takeTransitions()) {
			this.#commands.run(transition);
		}
	}

	/** Has the detectors go on with what was recorded before this session. */
	learn(learned: Learned): void {
		this.#engine.learn(learned);
	}

	/** Logs why nothing can be learned from the recording of this machine. */
	reportRecording(problem: string, at: Moment): void {
		this.#engine.log({
			kind: 'source',
			at,
			weight: 'warning',
			subject: {kind: 'source', identity: 'recording', text: 'recording'},
			message: `the detectors have learned nothing from it: ${problem}`,
			alert: null,
		});
	}

	/** Adds a rule in the user's spelling, which holds from the next sample on, or in the place of the one of that name. */
	addRule(text: string, replaces: string | null): WatchedRule {
		const addition = this.#engine.addRule(text, replaces);
		return {...addition, rule: addition.name === null ? null : this.#engine.rule(addition.name)};
	}

	removeRule(name: string): void {
		this.#engine.removeRule(name);
	}

	/** The alert with this identity; null: all that fire. */
	acknowledge(identity: string | null): void {
		this.#engine.acknowledge(identity);
	}

	close(): void {
		this.#commands.close();
	}
}
