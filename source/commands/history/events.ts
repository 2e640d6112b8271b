import type {Topic} from './topic.ts';

/** The log, alerts that began and ended among it. */
export const events: Topic = {
	source: 'FROM events WHERE time_ms >= :since AND time_ms < :until',
	ofIntervals: false,
	filter: {
		// A port's identity is its protocol, address and port: tcp|0.0.0.0|443.
		localPort: 'iif(subject_kind = \'port\', CAST(replace(subject_identity, rtrim(subject_identity, \'0123456789\'), \'\') AS INTEGER), NULL)',
		numbers: {},
		domains: [
			{
				key: 'id',
				keyType: 'INTEGER',
				select: 'SELECT id AS key, concat_ws(\' \', kind, weight, subject, message) AS text FROM events WHERE time_ms >= :since AND time_ms < :until',
			},
		],
	},
	rows: {
		order: 'at',
		descending: false,
		columns: [
			{
				key: 'at', sql: 'time_ms', kind: 'time', title: 'Time',
			},
			{
				key: 'weight', sql: 'weight', kind: 'text', title: 'Weight',
			},
			{
				key: 'kind', sql: 'kind', kind: 'text', title: 'Kind',
			},
			{key: 'subjectKind', sql: 'subject_kind', kind: 'text'},
			{key: 'subjectIdentity', sql: 'subject_identity', kind: 'text'},
			{
				key: 'subject', sql: 'subject', kind: 'text', title: 'Subject',
			},
			{
				key: 'message', sql: 'message', kind: 'text', title: 'Message',
			},
			{key: 'before', sql: 'before', kind: 'text'},
			{key: 'after', sql: 'after', kind: 'text'},
			{key: 'lastedSeconds', sql: 'lasted_s', kind: 'seconds'},
			{key: 'lastedIsMinimum', sql: 'lasted_is_minimum', kind: 'flag'},
			{key: 'count', sql: 'count', kind: 'number'},
		],
	},
	groupings: {
		kind: {title: 'Kind', sql: 'kind'},
		subject: {title: 'Subject', sql: 'subject'},
	},
	groups: {
		order: 'events',
		descending: true,
		columns: [
			{
				key: 'events', sql: 'sum(count)', kind: 'number', title: 'Events',
			},
			{
				key: 'firstAt', sql: 'min(time_ms)', kind: 'time', title: 'First',
			},
			{
				key: 'lastAt', sql: 'max(time_ms)', kind: 'time', title: 'Last',
			},
		],
	},
};
