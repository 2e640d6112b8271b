import {
	alertRow,
	anAlert,
	anEvent,
	eventRow,
} from '../../builders/alert.ts';
import {anErrorCounter} from '../../builders/error-counter.ts';
import {aClosedPort} from '../../builders/port.ts';
import {aProbe} from '../../builders/probe.ts';
import {aProcess} from '../../builders/process.ts';
import {
	anOutgoingEntry,
	aPortEntry,
	aSample,
	someAlertRows,
	someProbeRows,
	type SampleParts,
} from '../../builders/sample.ts';
import {tableOf} from '../../builders/socket-table.ts';

/** SSH and a web server with three connections, of which the last vanished a moment ago. */
const serverTable = () => tableOf([
	{
		cookie: 1, state: 'LISTEN', local: '0.0.0.0', localPort: 22,
	},
	{
		cookie: 2, state: 'LISTEN', local: '0.0.0.0', localPort: 443, inode: 2,
	},
	{
		cookie: 3, localPort: 443, remote: '10.0.0.2', remotePort: 50_000,
	},
	{
		cookie: 4, state: 'CLOSE_WAIT', localPort: 443, remote: '10.0.0.3', remotePort: 50_000,
	},
	{
		cookie: 5, localPort: 443, remote: '10.0.0.4', remotePort: 50_000,
	},
]);

const log = [
	alertRow(anAlert({identity: 'a1'})),
	eventRow(anEvent({sequence: 2, message: 'listens now'})),
	eventRow(anEvent({sequence: 1, message: 'closed', weight: 'warning'})),
];

/** A sample with a few rows in every view: a port, a connection and a counter among them that are not counted. */
export const aServer = (parts: SampleParts = {}) => aSample({
	table: serverTable(),
	vanished: 1,
	holders: [{inode: 2, process: aProcess({pid: 200, name: 'nginx'})}],
	ports: [
		aPortEntry({port: 443, identity: 'https', connections: {ESTABLISHED: 1, CLOSE_WAIT: 1}}),
		aPortEntry({port: 22, identity: 'ssh'}),
		aPortEntry(aClosedPort({port: 8080, identity: 'closed'})),
		aPortEntry({port: 9000, identity: 'vanished', freshness: 'vanished'}),
	],
	outgoing: [
		anOutgoingEntry({address: '192.0.2.7', identity: 'database', connectionCount: 1}),
		anOutgoingEntry({address: '192.0.2.8', identity: 'cache', connectionCount: 2}),
	],
	probes: someProbeRows([
		aProbe({identity: 'one', target: 'one.example', status: 'OPEN'}),
		aProbe({identity: 'two', target: 'two.example'}),
	]),
	errors: [
		anErrorCounter({
			name: 'TcpExtListenDrops', title: 'connection dropped', meaning: 'a listener did not accept', perSecond: 2, sinceStart: 5,
		}),
		anErrorCounter({
			name: 'IpInDiscards', title: 'packet discarded', meaning: 'no memory', perSecond: 0, sinceStart: 0,
		}),
		anErrorCounter({
			name: 'UdpInErrors', title: 'datagram dropped', meaning: 'a full buffer', perSecond: 0, sinceStart: 1,
		}),
	],
	alerts: someAlertRows(log),
	...parts,
});
