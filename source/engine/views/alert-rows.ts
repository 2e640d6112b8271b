import {subjectName} from '../../alerts/board/alert-board.ts';
import type {AlertEngine} from '../../alerts/alert-engine.ts';
import type {
	Alert,
	AlertCounts,
	AlertRow,
	ConditionRow,
	Severity,
	SubjectKind,
} from '../../model/alert.ts';
import type {AlertDetail} from '../../protocol/protocol.ts';

/** The alerts and the log as they are shown, at one moment. */
export type AlertRows = {
	/** The version of the alert engine when the rows were made; a higher one there means newer rows. */
	readonly version: number;
	readonly rows: readonly AlertRow[];
	/** The rules and checks that are watched. */
	readonly conditions: readonly ConditionRow[];
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

export function alertRows(engine: AlertEngine): AlertRows {
	const rows = engine.rows();
	const {marks, active, conditions} = engine;
	return {
		version: engine.version,
		rows,
		conditions,
		detects: engine.detects,
		counts: engine.counts,
		firing: (kind, identity) => marks.get(subjectName(kind, identity)),
		about: (kind, identity) => active.filter(({about}) => about.some(subject => subject.kind === kind && subject.identity === identity)).map(({alert}) => alert),
		details(identity) {
			const condition = conditions.find(candidate => candidate.identity === identity);
			if (condition !== undefined) {
				const {kind, name} = condition.condition;
				return {row: condition, rule: kind === 'rule' ? engine.rule(name) : null, related: engine.raisedBy(kind, name)};
			}

			const row = rows.find(candidate => candidate.identity === identity);
			const alert = row?.type === 'alert' ? row.alert : row?.event.alert ?? null;
			return row === undefined
				? undefined
				: {row, rule: alert?.origin === 'rule' ? engine.rule(alert.source) : null, related: engine.related(row)};
		},
	};
}
