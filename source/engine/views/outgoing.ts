import {numberReaders} from '../../fields/filter-numbers.ts';
import {outgoingFields} from '../../fields/outgoing.ts';
import type {FilterFields} from '../../filter/fields.ts';
import type {OutgoingPeer} from '../../model/traffic.ts';
import type {RowOf} from '../../protocol/protocol.ts';
import {namesOf} from './connection-rows.ts';
import {steadyOrder} from './order.ts';
import type {OutgoingEntry} from './outgoing-rows.ts';
import {averagesOf, withAverages} from './row-averages.ts';
import {processesOf} from './row-details.ts';
import {sharedNameFields} from './row-names.ts';
import {chartsOf, historyOf} from './row-series.ts';
import {
	listedRows,
	rowTest,
	type View,
	type ViewSource,
} from './view.ts';

type FilteredEntry = Omit<OutgoingEntry, 'rows'>;

/** The fields of a row of the Outgoing view for filters: the row is the remote end of its connections. */
export const outgoingFilterFields: FilterFields<FilteredEntry> = {
	localPort: () => null,
	remotePort: ({peer}) => peer.port,
	localAddressWord: () => 0,
	remoteAddressWord: ({address}, word) => address[word],
	hasRemote: () => true,
	localAddressText: () => '',
	remoteAddressText: ({peer}) => peer.address,
	deviceName: () => null,
	deviceIndex: () => null,
	states: ({states}) => states,
	protocol: ({peer}) => peer.protocol,
	pids: ({peer}) => peer.owners.holders.map(({pid}) => pid),
	processes: ({peer}) => peer.owners.holders.flatMap(holder => namesOf(holder)),
	commandLines: ({commandLines}) => commandLines,
	users: ({peer}) => sharedNameFields.users(peer),
	userIds: ({peer}) => sharedNameFields.userIds(peer),
	service: ({peer}) => peer.service,
	units: ({peer}) => sharedNameFields.units(peer),
	containers: ({peer}) => sharedNameFields.containers(peer),
	numbers: {...numberReaders(outgoingFields, ({peer}: FilteredEntry) => peer), age: ({ageSeconds}) => ageSeconds},
};

/** Lists the peers that connections from this machine lead to. */
export const outgoingView: View<'outgoing'> = {
	subjectKind: 'outgoing',
	ending: {sockets: ({outgoing}, identity) => outgoing.find(({peer}) => peer.identity === identity)?.rows ?? []},
	open(question) {
		const {outgoing} = question.sample;
		const matches = rowTest(question, outgoingFilterFields);
		return {
			...listedRows(outgoing, ({peer}) => peer.identity),
			matches: row => matches(outgoing[row]!),
			compare: steadyOrder<OutgoingPeer>({
				rows: withAverages(question, 'outgoing', outgoing.map(({peer}) => peer)),
				identity: row => row.identity,
				table: outgoingFields,
				tieBreakers: [outgoingFields.address, outgoingFields.port, outgoingFields.protocol],
			}, 'outgoing', question),
			isThere: null,
			total: outgoing.length,
		};
	},
	content: (source, rows) => ({view: 'outgoing', rows: Array.from(rows, row => withHistory(source, source.sample.outgoing[row]!.peer))}),
	detail(question, identity) {
		const {sample} = question;
		const row = sample.outgoing.find(({peer}) => peer.identity === identity)?.peer;
		return row === undefined
			? 'gone'
			: {
				view: 'outgoing', row: withHistory(question, row), charts: chartsOf(question, 'outgoing', identity, ['receive', 'send']), processes: processesOf(sample, row.owners),
			};
	},
};

function withHistory(source: ViewSource, peer: OutgoingPeer): RowOf<'outgoing'> {
	return {...peer, history: historyOf(source, 'outgoing', peer.identity, ['receive', 'send']), ...averagesOf(source, 'outgoing', peer)};
}
