import assert from 'node:assert/strict';
import {lookup} from 'node:dns/promises';
import {describe, it} from 'node:test';
import {resolve, ResolveError, type Destination} from '../../../source/probes/targets/destination.ts';

const settings = {family: null, interfaceName: null} as const;
const resolved = async (host: string, given: Parameters<typeof resolve>[1] = settings, current?: Destination) =>
	resolve({
		text: host, method: null, host, port: 80,
	}, given, current);

describe('resolve', () => {
	it('takes addresses as they are meant', async () => {
		const destinations = await Promise.all(['192.0.2.1', '::ffff:192.0.2.1', '2001:DB8:0::1', '0.0.0.0', '::', 'fe80::1%lo', 'fe80::1%1'].map(async host => resolved(host)));
		assert.deepEqual(destinations.map(({family, address, scopeId}) => `${family} ${address} ${scopeId}`), [
			'4 192.0.2.1 0', '4 192.0.2.1 0', '6 2001:db8::1 0', '4 127.0.0.1 0', '6 ::1 0', '6 fe80::1 1', '6 fe80::1 1',
		]);
	});

	it('demands the interface of a link-local address, after it or as a setting', async () => {
		await assert.rejects(resolved('fe80::1'), new ResolveError('fe80::1 is a link-local address: say by which interface it is reached, e.g. fe80::1%eth0'));
		await assert.rejects(resolved('fe80::1%none0'), new ResolveError('there is no interface none0'));
		const {scopeId} = await resolved('fe80::1', {...settings, interfaceName: 'lo'});
		assert.equal(scopeId, 1);
	});

	it('refuses an address of the other family', async () => {
		await assert.rejects(resolved('192.0.2.1', {...settings, family: 6}), new ResolveError('192.0.2.1 is an IPv4 address, and only IPv6 is wanted (-6)'));
	});

	it('keeps the address that is probed while the name has it', async () => {
		const addresses = await lookup('localhost', {all: true});
		const probed = ({address, family}: {readonly address: string; readonly family: number}): Destination => ({
			address, family: family === 4 ? 4 : 6, scopeId: 0, port: 80,
		});
		const kept = await Promise.all(addresses.map(async each => resolved('localhost', settings, probed(each))));
		assert.deepEqual(kept.map(({address}) => address), addresses.map(({address}) => address));
		const {address} = await resolved('localhost', settings, probed({address: '192.0.2.1', family: 4}));
		assert.equal(address, addresses[0]?.address);
	});

	it('names a name that does not exist', async () => {
		await assert.rejects(resolved('no-such-name.invalid'), (error: unknown) => error instanceof ResolveError && error.message.startsWith('no-such-name.invalid: '));
	});
});
