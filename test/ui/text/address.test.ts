/* Addresses, targets and owners, in full and where room is short. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {localAddress, remoteAddress, shortenAddress} from '../../../source/ui/text/address.ts';
import {shortenOwners, shortenTarget, shortenTargetWithMethod} from '../../../source/ui/text/shorten.ts';
import {baseConnection} from '../screen/samples.ts';

test('an address is shortened in its host; the port stays whole', () => {
	assert.equal(shortenAddress('[2001:db8:85a3::7348]:443', 17), '[2001:…:7348]:443');
	assert.equal(shortenAddress('192.168.178.201:51234', 20), '192.168…78.201:51234');
	assert.equal(shortenAddress('[::ffff:127.0.0.1]:443', 21), '[…127.0.0.1]:443');
	assert.equal(shortenAddress('[::ffff:192.168.178.201]:51234', 21), '[….168.178.201]:51234');
});

test('service names are written into addresses only where it is clear whose they are', () => {
	assert.equal(localAddress(baseConnection, 'columns'), '10.0.0.5:22');
	assert.equal(localAddress(baseConnection, 'all'), '10.0.0.5:ssh');
	assert.equal(remoteAddress(baseConnection, 'all'), '192.168.178.201:51234');
	const outgoing = {
		...baseConnection, localPort: 40_000, remotePort: 443, service: 'https',
	};
	assert.equal(localAddress(outgoing, 'all'), '10.0.0.5:40000');
	assert.equal(remoteAddress(outgoing, 'all'), '192.168.178.201:https');
	const doubtful = {...outgoing, localPort: 8080};
	assert.equal(localAddress(doubtful, 'all'), '10.0.0.5:8080');
	assert.equal(remoteAddress(doubtful, 'all'), '192.168.178.201:443');
});

test('owners where room is short: the name without the pid; it is cut only when it alone is too wide', () => {
	assert.equal(shortenOwners('python3(41234) +3', 10), 'python3 +3');
	assert.equal(shortenOwners('python3(41234) +3', 9), 'python3');
	assert.equal(shortenOwners('python3(41234)', 10), 'python3');
	assert.equal(shortenOwners('(sd-pam)(41234)', 8), '(sd-pam)');
	assert.equal(shortenOwners('python3(41234)', 5), 'pyth…');
	assert.equal(shortenOwners('日本語(41234) +3', 7), '日本語');
});

test('a target that is too wide loses its method, then the middle of its host, never its port', () => {
	assert.equal(shortenTarget('icmp://192.168.178.1', 18), '192.168.178.1');
	assert.equal(shortenTarget('syn://[2001:db8:85a3::7348]:8443', 18), '[2001:…:7348]:8443');
	assert.equal(shortenTarget('www.example.com:443', 18), 'www.exa…le.com:443');
});

test('where no column shows the method, a target keeps it', () => {
	assert.equal(shortenTargetWithMethod('udp://192.168.178.1:53', 18), 'udp 192.1…178.1:53');
	assert.equal(shortenTargetWithMethod('connect://10.0.0.9:443', 18), 'conn 10.0.0.9:443');
	assert.equal(shortenTargetWithMethod('icmp://192.168.178.1', 18), '192.168.178.1', 'only an icmp target has no port');
	assert.equal(shortenTargetWithMethod('www.example.com:443', 18), 'www.exa…le.com:443');
});
