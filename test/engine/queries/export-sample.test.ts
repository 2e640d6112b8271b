import assert from 'node:assert/strict';
import {test} from 'node:test';
import {exportSample} from '../../../source/engine/queries/export-sample.ts';
import {alertRow, anAlert} from '../../builders/alert.ts';
import {anErrorCounter} from '../../builders/error-counter.ts';
import {aNetworkInterface} from '../../builders/network-interface.ts';
import {anOutgoingPeer} from '../../builders/outgoing-peer.ts';
import {aPort} from '../../builders/port.ts';
import {aProbe} from '../../builders/probe.ts';
import {
	anOutgoingEntry,
	aPortEntry,
	aSample,
	someAlertRows,
	someProbeRows,
} from '../../builders/sample.ts';
import {tableOf} from '../../builders/socket-table.ts';

const machine = {
	tcp: {passiveOpens: 1, activeOpens: 2, retransmittedSegments: null}, ephemeralPorts: {first: 32_768, last: 60_999},
};

test('ports are exported by port, without those that vanished', () => {
	const sample = aSample({
		ports: [aPort({port: 443}), aPort({port: 22, protocol: 'udp'}), aPort({port: 22}), aPort({port: 9, freshness: 'vanished'}), aPort({port: 80, freshness: 'new'})].map(port => aPortEntry(port)),
	});
	assert.deepEqual(exportSample(sample, machine).ports.map(({identity}) => identity), ['tcp|0.0.0.0|22', 'udp|0.0.0.0|22', 'tcp|0.0.0.0|80', 'tcp|0.0.0.0|443']);
});

test('connections are the first rows of the kernel\'s tables, and how many there are, without those that vanished', () => {
	const table = tableOf([{cookie: 9}, {cookie: 8}, {cookie: 7}, {cookie: 6}]);
	const {connections} = exportSample(aSample({table, vanished: 1}), machine);
	const identities = (most: number) => connections(most).rows.map(({identity}) => identity);
	assert.deepEqual(identities(2), ['0:9', '0:8']);
	assert.deepEqual(identities(100), ['0:9', '0:8', '0:7']);
	assert.equal(connections(0).total, 3);
});

test('everything else is exported as it is', () => {
	const peer = anOutgoingPeer();
	const alert = alertRow(anAlert());
	const sample = aSample({
		outgoing: [anOutgoingEntry(peer)],
		probes: someProbeRows([aProbe()]),
		errors: [anErrorCounter({sinceStart: 0})],
		interfaces: [aNetworkInterface()],
		alerts: someAlertRows([alert]),
	});
	const {connections, ...exported} = exportSample(sample, machine);
	assert.deepEqual(exported, {
		...machine,
		summary: sample.summary,
		ports: [],
		outgoing: [peer],
		states: sample.states,
		probes: sample.probes.rows,
		errors: sample.errors,
		interfaces: sample.interfaces,
		alerts: sample.alerts.rows,
	});
});
