import {subjectName, type ActiveAlert} from '../../alerts/board/alert-board.ts';
import type {AlertEngine} from '../../alerts/alert-engine.ts';
import type {
	Alert,
	AlertCounts,
	AlertRow,
	AlertRule,
	ConditionRow,
	Severity,
	SubjectKind,
} from '../../model/alert.ts';
import type {AlertDetail} from '../../protocol/protocol.ts';

/** Everything that the rows are made from: the alert engine as it is, or as it was at a moment of the past. */
export type AlertFacts = Pick<AlertEngine, 'version' | 'rows' | 'conditions' | 'detects' | 'counts' | 'marks' | 'active' | 'rules' | 'rule' | 'related' | 'raisedBy'>;

/** The alerts and the log as they are shown, at one moment. */
export type AlertRows = {
	/** The version of the alert engine when the rows were made; a higher one there means newer rows. */
	readonly version: number;
	readonly rows: readonly AlertRow[];
	/** The rules and checks that are watched. */
	readonly conditions: readonly ConditionRow[];
	readonly rules: readonly AlertRule[];
	/** The active alerts, the worst first, each with everything that it is about. */
	readonly active: readonly ActiveAlert[];
	/** Whether the detectors look too. */
	readonly detects: boolean;
	readonly counts: AlertCounts;
	/** The worst severity that fires on a row; undefined for none. */
	readonly firing: (kind: SubjectKind, identity: string) => Severity | undefined;
	/** The active alerts about a row, the worst first. */
	readonly about: (kind: SubjectKind, identity: string) => readonly Alert[];
	/** Undefined for a row that is not there. */
	readonly details: (identity: string) => Omit<AlertDetail, 'view'> | undefined;
};

export function alertRows(facts: AlertFacts): AlertRows {
	const rows = facts.rows();
	const {marks, active, conditions, rules} = facts;
	return {
		version: facts.version,
		rows,
		conditions,
		rules,
		active,
		detects: facts.detects,
		counts: facts.counts,
		firing: (kind, identity) => marks.get(subjectName(kind, identity)),
		about: (kind, identity) => active.filter(({about}) => about.some(subject => subject.kind === kind && subject.identity === identity)).map(({alert}) => alert),
		details(identity) {
			const condition = conditions.find(candidate => candidate.identity === identity);
			if (condition !== undefined) {
				const {kind, name} = condition.condition;
				return {row: condition, rule: kind === 'rule' ? facts.rule(name) : null, related: facts.raisedBy(kind, name)};
			}

			const row = rows.find(candidate => candidate.identity === identity);
			const alert = row?.type === 'alert' ? row.alert : row?.event.alert ?? null;
			return row === undefined
				? undefined
				: {row, rule: alert?.origin === 'rule' ? facts.rule(alert.source) : null, related: facts.related(row)};
		},
	};
}
