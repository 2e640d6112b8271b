import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {ViewQueries} from '../../../source/engine/queries/view-queries.ts';
import type {Severity} from '../../../source/model/alert.ts';
import {views, type ViewName} from '../../../source/model/snapshot.ts';
import {
	alertRow,
	anAlert,
	anEvent,
	eventRow,
} from '../../builders/alert.ts';
import {aNetworkInterface} from '../../builders/network-interface.ts';
import {
	answerOf,
	aQuery,
	detailOf,
	identitiesOf,
} from '../../builders/query.ts';
import {rowIdentity} from '../../../source/protocol/row-identity.ts';
import {aPortEntry, aSample, someAlertRows} from '../../builders/sample.ts';
import {aSummary} from '../../builders/summary.ts';
import type {Sample} from '../../../source/engine/views/sample.ts';
import {aServer} from './server-sample.ts';

/** What is shown of a view of the server: the identities of the rows, and the counts. */
function shown(view: ViewName, changes: Parameters<typeof aQuery>[1] = {}) {
	const message = answerOf(aServer(), aQuery(view, changes));
	const {listed, matching, total} = message;
	return {
		rows: identitiesOf(message), listed, matching, total,
	};
}

describe('every view', () => {
	it('is answered with the query, the summary and its rows', () => {
		const sample = aServer();
		for (const view of views) {
			const query = aQuery(view);
			const message = answerOf(sample, query);
			assert.equal(message.type, 'view');
			assert.equal(message.content.view, view);
			assert.equal(message.query, query);
			assert.equal(message.summary, sample.summary);
			assert.deepEqual([message.first, message.selected, message.detail, message.interfaces], [0, 0, null, null]);
		}
	});

	it('has its first row selected while the first samples find their order, then the cursor stays where it is', () => {
		const queries = new ViewQueries(null);
		const query = aQuery('ports', {sort: {key: 'connections', descending: true}});
		const sampleOf = (tick: number, ...counts: readonly number[]) => aSample({
			ports: counts.map((connectionCount, index) => aPortEntry({identity: String(index), port: index + 1, connectionCount})), summary: aSummary({tick}),
		});
		const selectedAt = (sample: Sample) => {
			const message = answerOf(sample, query, null, queries);
			return identitiesOf(message)[message.selected!];
		};

		assert.deepEqual([selectedAt(sampleOf(1, 2, 1, 0)), selectedAt(sampleOf(2, 2, 3, 0)), selectedAt(sampleOf(4, 1, 2, 3))], ['0', '1', '2']);
		assert.equal(selectedAt(sampleOf(5, 3, 2, 1)), '2');
	});

	it('has nothing selected where nothing matches', () => {
		const filters = [['connections', 'port:1'], ['ports', 'port:1'], ['probes', 'nothing'], ['errors', 'nothing'], ['alerts', 'nothing'], ['outgoing', 'port:1']] as const;
		for (const [view, filter] of filters) {
			const message = answerOf(aServer(), aQuery(view, {filter}));
			assert.deepEqual([view, message.content.rows, message.selected, message.matching], [view, [], null, 0]);
		}
	});

	it('matches nothing with a filter that does not parse', () => {
		for (const view of ['connections', 'ports', 'probes', 'outgoing'] as const) {
			const {matching, total} = answerOf(aServer(), aQuery(view, {filter: 'port:'}));
			assert.equal(matching, 0);
			assert.ok(total > 0);
		}
	});
});

describe('the Connections view', () => {
	it('shows what vanished a moment ago, but does not count it', () => {
		assert.deepEqual(shown('connections'), {
			rows: ['0:1', '0:2', '0:3', '0:5', '0:4'], listed: 5, matching: 4, total: 4,
		});
	});

	it('shows and counts what the filter matches', () => {
		assert.deepEqual(shown('connections', {filter: 'state:established'}), {
			rows: ['0:3', '0:5'], listed: 2, matching: 1, total: 4,
		});
		// The others wait in its accept queue.
		assert.deepEqual(shown('connections', {filter: 'process:nginx'}).rows, ['0:2', '0:3', '0:4']);
	});

	it('has complete rows', () => {
		const {content} = answerOf(aServer(), aQuery('connections', {filter: 'process:nginx and state:listening'}));
		assert.equal(content.view, 'connections');
		assert.deepEqual(content.rows.map(row => 'localPort' in row && [row.localAddress, row.localPort, row.service, row.owners]), [
			['0.0.0.0', 443, 'https', {
				status: 'known', holders: [{
					pid: 200, name: 'nginx', fileDescriptor: 3, startTicks: 8120, program: '94000000000000 140000000000000',
				}],
			}],
		]);
	});
});

describe('the Ports view', () => {
	it('shows what vanished a moment ago, but does not count it', () => {
		assert.deepEqual(shown('ports'), {
			rows: ['ssh', 'https', 'closed', 'vanished'], listed: 4, matching: 3, total: 3,
		});
	});

	it('shows and counts what the filter matches', () => {
		assert.deepEqual(shown('ports', {filter: 'port>=443'}), {
			rows: ['https', 'closed', 'vanished'], listed: 3, matching: 2, total: 3,
		});
		assert.deepEqual(shown('ports', {filter: 'state:close-wait or state:closed'}).rows, ['https', 'closed']);
	});

	it('has the rows of the sample', () => {
		const sample = aServer();
		assert.deepEqual(answerOf(sample, aQuery('ports')).content.rows[0], {...sample.ports[1]?.port, history: []});
	});
});

describe('the Outgoing view', () => {
	it('shows and counts what the filter matches', () => {
		assert.deepEqual(shown('outgoing'), {
			rows: ['cache', 'database'], listed: 2, matching: 2, total: 2,
		});
		assert.deepEqual(shown('outgoing', {filter: 'dst:192.0.2.7'}), {
			rows: ['database'], listed: 1, matching: 1, total: 2,
		});
	});
});

describe('the Probes view', () => {
	it('shows and counts what the filter matches', () => {
		assert.deepEqual(shown('probes'), {
			rows: ['one', 'two'], listed: 2, matching: 2, total: 2,
		});
		assert.deepEqual(shown('probes', {filter: 'two'}), {
			rows: ['two'], listed: 1, matching: 1, total: 2,
		});
		assert.deepEqual(shown('probes', {filter: 'open'}).rows, ['one']);
	});
});

describe('the Errors view', () => {
	it('leaves out what counted nothing since portop started, unless it is wanted', () => {
		assert.deepEqual(shown('errors'), {
			rows: ['TcpExtListenDrops', 'UdpInErrors'], listed: 2, matching: 2, total: 2,
		});
		assert.deepEqual(shown('errors', {showsZero: true}), {
			rows: ['TcpExtListenDrops', 'IpInDiscards', 'UdpInErrors'], listed: 3, matching: 3, total: 3,
		});
	});

	it('is filtered by words, all of which must occur in name, title or meaning, whatever the case', () => {
		const rowsWith = (filter: string) => shown('errors', {filter, showsZero: true}).rows;
		assert.deepEqual(rowsWith('LISTENDROPS'), ['TcpExtListenDrops']);
		assert.deepEqual(rowsWith('dropped'), ['TcpExtListenDrops', 'UdpInErrors']);
		assert.deepEqual(rowsWith('  dropped   FULL '), ['UdpInErrors']);
		assert.deepEqual(shown('errors', {filter: 'packet'}), {
			rows: [], listed: 0, matching: 0, total: 2,
		});
	});

	it('brings the newest 60 lines of the log', () => {
		const lines = Array.from({length: 70}, (_, index) => eventRow(anEvent({sequence: 70 - index})));
		const {content} = answerOf(aServer({alerts: someAlertRows(lines)}), aQuery('errors'));
		assert.strictEqual(content.view, 'errors');
		assert.deepEqual([content.latest.length, content.latest[0]?.identity, content.latest.at(-1)?.identity], [60, 'event 70', 'event 11']);
	});
});

describe('the Alerts view', () => {
	it('keeps the order of the log, whatever the sort', () => {
		const expected = {
			rows: ['a1', 'event 2', 'event 1'], listed: 3, matching: 3, total: 3,
		};
		assert.deepEqual(shown('alerts'), expected);
		assert.deepEqual(shown('alerts', {sort: {key: 'time', descending: false}}), expected);
	});

	it('is filtered by words about the subject, the message, how bad it is, and the source or kind', () => {
		const rowsWith = (filter: string) => shown('alerts', {filter}).rows;
		assert.deepEqual(rowsWith('(NGINX)'), ['a1', 'event 2', 'event 1']);
		assert.deepEqual(rowsWith('closed'), ['event 1']);
		assert.deepEqual(rowsWith('critical 1,204'), ['a1']);
		assert.deepEqual(rowsWith('where port:443'), ['a1']);
		assert.deepEqual(rowsWith('warning listener-appeared'), ['event 1']);
		assert.deepEqual(shown('alerts', {filter: 'information'}), {
			rows: ['event 2'], listed: 1, matching: 1, total: 3,
		});
	});
});

describe('the States view', () => {
	/** The states that occur, with their totals, changes and histories. */
	const counted = (message: ReturnType<typeof answerOf>) => {
		assert.strictEqual(message.content.view, 'states');
		return message.content.rows.filter(({total}) => total !== null && total > 0).map(({state, total, totalChange}) => [state, total, totalChange]);
	};

	it('has a row for each of the twelve states, whatever the filter', () => {
		for (const filter of ['', 'port:22']) {
			const {rows, ...counts} = shown('states', {filter});
			assert.deepEqual([rows.length, rows[0], rows.at(-1), counts], [12, 'LISTEN', 'IDLE', {listed: 12, matching: 12, total: 12}]);
		}
	});

	it('has the counts of the sample, without what vanished', () => {
		const message = answerOf(aServer(), aQuery('states'));
		assert.deepEqual(counted(message), [['LISTEN', 2, null], ['ESTABLISHED', 1, null], ['CLOSE_WAIT', 1, null]]);
	});

	it('counts the matching sockets under a filter, compared since it was set', () => {
		const queries = new ViewQueries(null);
		const ask = (sample: ReturnType<typeof aServer>, filter: string) => counted(answerOf(sample, aQuery('states', {filter}), null, queries));
		const first = aServer();
		assert.deepEqual(ask(first, 'port:443'), [['LISTEN', 1, null], ['ESTABLISHED', 1, null], ['CLOSE_WAIT', 1, null]]);
		assert.deepEqual(ask(first, 'port:443'), [['LISTEN', 1, null], ['ESTABLISHED', 1, null], ['CLOSE_WAIT', 1, null]], 'a sample counts once');
		const second = aServer({vanished: 0});
		assert.deepEqual(ask(second, 'port:443'), [['LISTEN', 1, 0], ['ESTABLISHED', 2, 1], ['CLOSE_WAIT', 1, 0]]);
		assert.deepEqual(ask(second, 'port:22'), [['LISTEN', 1, null]], 'another filter is compared from now on');
		assert.deepEqual(ask(second, 'port:443'), [['LISTEN', 1, null], ['ESTABLISHED', 2, null], ['CLOSE_WAIT', 1, null]], 'the filter was set again');
		ask(second, '');
		assert.deepEqual(ask(aServer(), 'port:22'), [['LISTEN', 1, null]]);
		ask(aServer(), '');
		assert.deepEqual(ask(aServer(), 'port:22'), [['LISTEN', 1, null]], 'the filter was taken away in between');
	});

	it('goes on comparing under its filter while another view is looked at under the same one', () => {
		const queries = new ViewQueries(null);
		const ask = (sample: ReturnType<typeof aServer>, view: ViewName) => answerOf(sample, aQuery(view, {filter: 'port:22'}), null, queries);
		ask(aServer(), 'states');
		ask(aServer(), 'ports');
		const again = ask(aServer(), 'states');
		assert.deepEqual(counted(again), [['LISTEN', 1, 0]]);
	});
});

describe('the cursor', () => {
	it('moves over the rows of its view, of which the screen shows some', () => {
		const queries = new ViewQueries(null);
		const sample = aServer();
		const ask = (view: ViewName, move: Parameters<typeof answerOf>[2] = null) => {
			const message = answerOf(sample, aQuery(view, {rows: 2}), move, queries);
			return [identitiesOf(message), message.first, message.selected];
		};

		assert.deepEqual(ask('ports'), [['ssh', 'https'], 0, 0]);
		assert.deepEqual(ask('ports', {by: 2}), [['https', 'closed'], 1, 1]);
		assert.deepEqual(ask('ports', {to: 'last'}), [['closed', 'vanished'], 2, 1]);
		assert.deepEqual(ask('outgoing', {by: 1}), [['cache', 'database'], 0, 1], 'each view has its own');
		assert.deepEqual(ask('ports'), [['closed', 'vanished'], 2, 1]);
		assert.deepEqual(ask('ports', {to: 'first'}), [['ssh', 'https'], 0, 0]);
		assert.deepEqual(ask('ports', {to: 'row', identity: 'closed'}), [['https', 'closed'], 1, 1]);
	});

	it('goes to a row by its identity in every view', () => {
		const lastRows: Readonly<Record<ViewName, string>> = {
			connections: '0:4', groups: 'process|200 8120', overview: 'vanished', ports: 'vanished', states: 'IDLE', probes: 'two', errors: 'UdpInErrors', alerts: 'event 1', outgoing: 'database',
		};
		const sample = aServer();
		for (const [view, identity] of Object.entries(lastRows)) {
			const message = answerOf(sample, aQuery(view as ViewName), {to: 'row', identity});
			assert.equal(identitiesOf(message)[message.selected ?? -1], identity);
		}
	});

	it('follows its row into the next sample', () => {
		const queries = new ViewQueries(null);
		answerOf(aServer(), aQuery('ports'), {to: 'row', identity: 'https'}, queries);
		const later = aServer({ports: [7, 443, 22].map(port => aPortEntry({port, identity: port === 443 ? 'https' : String(port)}))});
		const message = answerOf(later, aQuery('ports'), null, queries);
		assert.deepEqual([identitiesOf(message), message.selected], [['7', '22', 'https'], 2]);
	});

	it('follows its row when the order, the filter or what is shown changes on one sample', () => {
		const queries = new ViewQueries(null);
		const sample = aServer();
		const ask = (changes: Parameters<typeof aQuery>[1]) => {
			const message = answerOf(sample, aQuery('errors', changes), null, queries);
			return [identitiesOf(message), message.selected];
		};

		answerOf(sample, aQuery('errors'), {to: 'last'}, queries);
		assert.deepEqual(ask({}), [['TcpExtListenDrops', 'UdpInErrors'], 1]);
		assert.deepEqual(ask({showsZero: true}), [['TcpExtListenDrops', 'IpInDiscards', 'UdpInErrors'], 2]);
		assert.deepEqual(ask({sort: {key: 'name', descending: true}}), [['UdpInErrors', 'TcpExtListenDrops'], 0]);
		assert.deepEqual(ask({sort: {key: 'name', descending: false}}), [['TcpExtListenDrops', 'UdpInErrors'], 1]);
		assert.deepEqual(ask({filter: 'udp', sort: {key: 'name', descending: false}}), [['UdpInErrors'], 0]);
	});
});

describe('what else is asked', () => {
	it('brings the interfaces', () => {
		const interfaces = [aNetworkInterface({name: 'eth7'})];
		assert.deepEqual(answerOf(aServer({interfaces}), aQuery('ports', {interfaces: true})).interfaces, [{...interfaces[0], history: [], charts: {}}], 'without series');
		assert.equal(answerOf(aServer({interfaces}), aQuery('ports')).interfaces, null);
	});

	it('brings a detail, or that its row is gone', () => {
		const sample = aServer();
		assert.equal(detailOf(sample, 'outgoing', 'cache').row.identity, 'cache');
		for (const view of views) {
			assert.equal(answerOf(sample, aQuery(view, {detail: 'no such row'})).detail, 'gone');
		}
	});

	it('brings the detail of a row that the filter leaves out', () => {
		assert.equal(detailOf(aServer(), 'ports', 'ssh', 'port:443').row.port, 22);
	});

	it('brings the detail of the selected row where few enough are listed, and no other is wanted', () => {
		const sample = aServer();
		for (const view of ['ports', 'connections', 'groups', 'outgoing', 'states', 'errors'] as const) {
			const {listed} = answerOf(sample, aQuery(view));
			const {preview, content, detail} = answerOf(sample, aQuery(view, {preview: listed}), {to: 'last'});
			assert.equal(preview === null || preview === 'gone' ? preview : rowIdentity(preview.row), rowIdentity(content.rows.at(-1)!));
			assert.equal(detail, null);
			assert.equal(answerOf(sample, aQuery(view, {preview: listed - 1})).preview, null, view);
			const opened = answerOf(sample, aQuery(view, {preview: listed, detail: rowIdentity(content.rows[0]!)}));
			assert.notEqual(opened.detail, null);
			assert.equal(opened.preview, null);
		}

		assert.equal(answerOf(sample, aQuery('ports', {preview: 20, filter: 'port:1'})).preview, null, 'nothing is selected');
	});

	it('brings the detail of a state under the filter', () => {
		assert.equal(detailOf(aServer(), 'states', 'LISTEN', 'port:22').row.total, 1);
	});
});

describe('what fires', () => {
	const marks: Readonly<Record<string, Severity>> = {
		'port https': 'critical',
		'outgoing cache': 'warning',
		'state CLOSE_WAIT': 'warning',
		'probe two': 'critical',
		'counter UdpInErrors': 'warning',
	};
	const alerts = someAlertRows([alertRow(anAlert({identity: 'a1'}))], {firing: (kind, identity) => marks[`${kind} ${identity}`]});

	it('is marked by the rows\' identities, in the views whose rows can have alerts', () => {
		const firing = (view: ViewName) => answerOf(aServer({alerts}), aQuery(view)).firing;
		const expected: Readonly<Record<ViewName, Readonly<Record<string, Severity>>>> = {
			overview: {https: 'critical'},
			ports: {https: 'critical'},
			outgoing: {cache: 'warning'},
			states: {CLOSE_WAIT: 'warning'},
			probes: {two: 'critical'},
			errors: {UdpInErrors: 'warning'},
			connections: {},
			groups: {},
			alerts: {},
		};
		for (const view of views) {
			assert.deepEqual(firing(view), expected[view], view);
		}
	});

	it('is marked on visible rows only', () => {
		assert.deepEqual(answerOf(aServer({alerts}), aQuery('ports', {rows: 1})).firing, {});
	});
});
