import assert from 'node:assert/strict';
import {test} from 'node:test';
import {rowIdentity} from '../../source/protocol/row-identity.ts';
import {
	alertRow,
	anAlert,
	anEvent,
	eventRow,
} from '../builders/alert.ts';
import {aConnection} from '../builders/connection.ts';
import {anErrorCounter} from '../builders/error-counter.ts';
import {anOutgoingPeer} from '../builders/outgoing-peer.ts';
import {aClosedPort, aPort} from '../builders/port.ts';
import {aProbe} from '../builders/probe.ts';
import {aStateCount} from '../builders/state-count.ts';

test('each row of a view has a name that it keeps from sample to sample', () => {
	const rows = [
		aPort({protocol: 'tcp6', address: '[::1]', port: 443}),
		aClosedPort({port: 8080}),
		aConnection({identity: '1a:2b'}),
		aStateCount({state: 'TIME_WAIT'}),
		aProbe({identity: 'connect|example.org|443', target: 'example.org:443'}),
		anOutgoingPeer({protocol: 'udp', address: '192.0.2.7', port: 53}),
		anErrorCounter({name: 'IpInDiscards'}),
		alertRow(anAlert({identity: '2.7'})),
		eventRow(anEvent({sequence: 12})),
	];
	assert.deepEqual(rows.map(row => rowIdentity(row)), [
		'tcp6|[::1]|443', 'watched|8080', '1a:2b', 'TIME_WAIT', 'connect|example.org|443', 'udp|192.0.2.7|53', 'IpInDiscards', '2.7', 'event 12',
	]);
});
