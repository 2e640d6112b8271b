/* Sockets that the kernel keeps for its own tunnels: no process owns them, also for a user who cannot see the owners of others. */
import assert from 'node:assert/strict';
import process from 'node:process';
import {test} from 'node:test';
import {asUser, installForEverybody} from '../helpers/everybody.ts';
import {linesOf} from '../helpers/lines.ts';
import {createNamespace} from '../helpers/namespace.ts';
import {requires} from '../helpers/requirements.ts';

const silentPort = 4800;
/** A program of root's that, too, does not loop multicast back. */
const silent = `
	const socket = require('node:dgram').createSocket('udp4');
	socket.bind(${silentPort}, () => {
		socket.setMulticastLoopback(false);
		console.log('ready');
	});`;

type Connection = {readonly localAddress: string; readonly localPort: number; readonly owners: {readonly status: string}};

test('the sockets of vxlan interfaces are no process\'s, for an ordinary user too', requires({root: true, tools: ['ip', 'setpriv']}), async () => {
	await using namespace = await createNamespace();
	await using installation = await installForEverybody();
	for (const words of [
		'link add one type vxlan id 1 dstport 4789 local 127.0.0.1',
		'link add two type vxlan id 2 dstport 4790 local ::1',
		'link add both type vxlan external dstport 4791',
		`link add down type vxlan id 3 dstport ${silentPort} local 127.0.0.1`,
		'link set one up',
		'link set two up',
		'link set both up',
	]) {
		await namespace.run(['ip', ...words.split(' ')]);
	}

	const {stdout} = namespace.start([process.execPath, '-e', silent]);
	await linesOf(stdout).next();
	const {connections} = JSON.parse(await namespace.run([...asUser, ...installation.portop('list', '--udp', '--json')])) as {readonly connections: readonly Connection[]};
	const seen = connections.map(({localAddress, localPort, owners}) => `${localAddress} ${localPort} ${owners.status}`);
	assert.deepEqual(seen.toSorted(), [
		'0.0.0.0 4789 none',
		'0.0.0.0 4791 none',
		`0.0.0.0 ${silentPort} denied`,
		'[::] 4790 none',
		'[::] 4791 none',
	]);
});
