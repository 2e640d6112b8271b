/* Two neighbours with one link-local address, each on an interface of its own: they are two machines everywhere. */
import assert from 'node:assert/strict';
import {
	after,
	before,
	describe,
	test,
} from 'node:test';
import {Sampler} from '../../source/engine/sampler.ts';
import {startProber} from '../../source/probes/prober/prober-client.ts';
import {aQuery} from '../builders/query.ts';
import {samplerOptions} from '../builders/sampler-options.ts';
import {until} from '../helpers/check.ts';
import {enterNamespace} from '../helpers/enter-namespace.ts';
import {execute} from '../helpers/execute.ts';
import {
	accept,
	close,
	connectTcp,
	listenTcp,
} from '../helpers/libc-sockets.ts';
import {createNamespace, type Namespace} from '../helpers/namespace.ts';
import {requires} from '../helpers/requirements.ts';

const neighbour = 'fe80::99';
const own = 'fe80::1';
const port = 7300;
/** The interfaces here, each with the other end of its cable; so many connections go either way. */
const cables = [{here: 'left', there: 'far-left', connections: 1}, {here: 'right', there: 'far-right', connections: 2}] as const;

describe('a link-local address on two interfaces', requires({root: true, tools: ['ip']}), () => {
	let here: Namespace;
	let there: Namespace;

	before(async () => {
		here = await createNamespace();
		there = await createNamespace();
		for (const cable of cables) {
			await here.run(['ip', 'link', 'add', cable.here, 'type', 'veth', 'peer', 'name', cable.there, 'netns', there.name]);
			for (const [namespace, device, address] of [[here, cable.here, own], [there, cable.there, neighbour]] as const) {
				await namespace.run(['ip', 'link', 'set', device, 'addrgenmode', 'none', 'up']);
				await namespace.run(['ip', 'address', 'add', `${address}/64`, 'dev', device, 'nodad']);
			}
		}
	});

	after(async () => {
		await here[Symbol.asyncDispose]();
		await there[Symbol.asyncDispose]();
	});

	/** Returns the index of an interface. */
	const indexOf = async ({name}: Namespace, device: string): Promise<number> => {
		const {stdout} = await execute('ip', ['-n', name, '-json', 'link', 'show', device]);
		const [link] = JSON.parse(stdout) as ReadonlyArray<{readonly ifindex: number}>;
		return link!.ifindex;
	};

	/** Listens in one namespace and connects from the other by every cable; returns the descriptors. */
	const converse = async (server: Namespace, client: Namespace, host: string, device: 'here' | 'there'): Promise<readonly number[]> => {
		const listener = inside(server, () => listenTcp({host: '::', port}));
		const descriptors = [listener];
		for (const cable of cables) {
			const scope = await indexOf(client, cable[device]);
			for (let each = 0; each < cable.connections; each++) {
				descriptors.push(inside(client, () => connectTcp({host, port, scope})), accept(listener));
			}
		}

		return descriptors;
	};

	test('is a peer of a port, and the path of a probe, on each of them', async () => {
		const descriptors = [...await converse(there, here, neighbour, 'here'), ...await converse(here, there, own, 'there')];
		using _stay = enterNamespace(here);
		const sampler = new Sampler(samplerOptions({source: 'netlink'}), {
			startProber: listener => startProber(listener, new URL('../../source/probes/prober/worker.ts', import.meta.url)),
		});
		try {
			for (const cable of cables) {
				assert.equal(sampler.addProbe(`icmp://${neighbour}%${cable.here}`).problem, null);
			}

			const probes = () => {
				const {content} = sampler.answer(aQuery('probes'), null)!;
				return content.view === 'probes' ? content.rows : [];
			};

			await until(async () => {
				await sampler.tick();
				return probes().every(({passive, lastRttMicroseconds}) => passive !== null && lastRttMicroseconds !== null);
			}, 'both neighbours answer');
			assert.deepEqual(probes().map(({target, passive}) => [target, passive?.connections]), cables.map(cable => [
				`icmp://${neighbour}%${cable.here}`,
				// Those that came in are to the same neighbour.
				cable.connections * 2,
			]));

			const {content} = sampler.answer(aQuery('ports'), null)!;
			const row = content.view === 'ports' ? content.rows.find(each => each.port === port) : undefined;
			const {detail} = sampler.answer(aQuery('ports', {detail: row!.identity}), null)!;
			if (detail === null || detail === 'gone' || !('peers' in detail)) {
				assert.fail('the port has a detail');
			}

			assert.equal(row!.peerCount, 2);
			assert.deepEqual(detail.peers.map(({address, connections}) => ({address, connections})), [
				{address: `${neighbour}%right`, connections: 2}, {address: `${neighbour}%left`, connections: 1},
			]);
		} finally {
			sampler.close();
			for (const descriptor of descriptors) {
				close(descriptor);
			}
		}
	});
});

function inside<Value>(namespace: Namespace, act: () => Value): Value {
	using _stay = enterNamespace(namespace);
	return act();
}
