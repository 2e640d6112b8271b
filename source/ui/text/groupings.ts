import type {Grouping} from '../../model/group.ts';

/** The words for what connections are grouped by, as they continue a sentence. */
export const groupingNames: Readonly<Record<Grouping, string>> = {
	process: 'process',
	unit: 'systemd unit',
	container: 'container',
	user: 'user',
	host: 'remote host',
	port: 'service port (local of accepted, remote of begun)',
};

/** The headings of the column that names groups. */
export const groupingTitles: Readonly<Record<Grouping, string>> = {
	process: 'Process', unit: 'Unit', container: 'Container', user: 'User', host: 'Remote host', port: 'Service port',
};
